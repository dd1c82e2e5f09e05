import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** Something that must not contain personal data: a file, a log line, a response. */
export interface ScannedText {
  where: string;
  bytes: Uint8Array | string;
}

/** Personal data that was found. */
export interface PiiMatch {
  needle: string;
  where: string;
  encoding: string;
}

/**
 * Shorter needles occur in random bytes by chance, in one encoding or another. Wherever one that is this long begins, it
 * contains a whole word: four bytes whose position is a multiple of four.
 */
const MIN_NEEDLE_LENGTH = 7;

/** Searched prefix of a hash, since hashes get truncated. A multiple of three, so that base64 fits it. */
const DIGEST_BYTES = 12;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EQUALS = 0x3d;

/** HTML's names of the characters from U+00A0 on. */
const ENTITY_NAMES =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro
  para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil
  Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave
  Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml
  igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute
  thorn yuml`.split(/\s+/);
const SPECIAL: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/**
 * Finds needles in any encoding that a server, a mail program, or a page may write them in. One pass finds all of them,
 * so more needles take no more time.
 *
 * @param needles personal data as typed, or bytes
 */
export function findPii(
  needles: readonly (string | Uint8Array)[],
  places: readonly ScannedText[],
): PiiMatch[] {
  return createPiiScanner(needles)(places);
}

/** Returns a reusable search for the same needles. */
export function createPiiScanner(
  needles: readonly (string | Uint8Array)[],
): (places: readonly ScannedText[]) => PiiMatch[] {
  const patterns = new Patterns();
  for (const needle of new Set(needles)) {
    if (needle.length < MIN_NEEDLE_LENGTH)
      throw new Error(`${needle} is too short to tell from random bytes`);
    for (const pattern of typeof needle === 'string' ? patternsOfText(needle) : patternsOfBytes(needle)) {
      patterns.add(pattern);
    }
  }
  return (places) => {
    const matches = new Map<string, PiiMatch>();
    for (const { where, bytes } of places) {
      const original = Buffer.from(bytes as Uint8Array);
      // Emails break lines within words.
      const haystacks = original.includes('\n') ? [original, withoutLineBreaks(original)] : [original];
      for (const haystack of haystacks) {
        for (const { needle, encoding } of patterns.findIn(haystack)) {
          matches.set(JSON.stringify([needle, where, encoding]), { needle, where, encoding });
        }
      }
    }
    return [...matches.values()];
  };
}

/** Removes line ends, and the equals signs of quoted-printable before them. */
function withoutLineBreaks(bytes: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let from = 0;
  while (from < bytes.length) {
    const lineFeed = bytes.indexOf(LINE_FEED, from);
    let end = lineFeed < 0 ? bytes.length : lineFeed;
    if (lineFeed >= 0) {
      if (bytes[end - 1] === CARRIAGE_RETURN) end -= 1;
      if (bytes[end - 1] === EQUALS) end -= 1;
    }
    length += bytes.copy(kept, length, from, end);
    from = lineFeed < 0 ? end : lineFeed + 1;
  }
  return kept.subarray(0, length);
}

/** What was computed before. Every response is searched for what its request contained, which is often the same. */
const known = new Map<string, readonly Pattern[]>();
const MAX_KNOWN = 500;

function patternsOfText(needle: string): readonly Pattern[] {
  const earlier = known.get(needle);
  if (earlier) return earlier;
  const patterns = new PatternList();
  addText(patterns, needle);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(needle, patterns.all);
  return patterns.all;
}

function patternsOfBytes(bytes: Uint8Array): readonly Pattern[] {
  const patterns = new PatternList();
  addBytes(patterns, Buffer.from(bytes).toString('hex'), bytes, '');
  return patterns.all;
}

function addText(patterns: PatternList, needle: string): void {
  const [, local, domain] = /^(.+)@([^@]+)$/.exec(needle) ?? [];
  const spellings = [
    needle,
    ...(domain && domainToASCII(domain) ? [`${local}@${domainToASCII(domain)}`] : []),
  ];
  const cases = spellings.flatMap((spelling) => [spelling, spelling.toLowerCase(), spelling.toUpperCase()]);
  const variants = cases.flatMap((spelling) => [spelling.normalize('NFC'), spelling.normalize('NFD')]);
  for (const text of new Set(variants)) {
    const bytes = Buffer.from(text);
    const add = (encoding: string, encoded: string | Uint8Array) =>
      patterns.add({ needle, encoding, bytes: Buffer.from(encoded as string), ignoreCase: true });
    const escapeBytes = (prefix: string) =>
      [...bytes].map((byte) => prefix + byte.toString(16).padStart(2, '0')).join('');
    /** Escapes the matching characters, by default all. */
    const escapeCharacters = (encode: (character: string) => string, pattern = /[\s\S]/gu) =>
      text.replace(pattern, encode);
    /** Escapes the matching UTF-16 units, by default all. */
    const escapeUnits = (encode: (unit: number) => string, pattern = /[\s\S]/g) =>
      text.replace(pattern, (unit) => encode(unit.charCodeAt(0)));
    const code = (character: string) => character.codePointAt(0)!;
    const named = (character: string) => {
      const name = SPECIAL[character] ?? ENTITY_NAMES[code(character) - 0xa0];
      return name ? `&${name};` : character;
    };

    addBytes(patterns, needle, bytes, '');
    add('UTF-16LE', Buffer.from(text, 'utf16le'));
    if (!/[^\0-\xff]/.test(text)) add('Latin-1', Buffer.from(text, 'latin1'));
    add('UTF-8 twice', bytes.toString('latin1'));
    add('percent', encodeURIComponent(text));
    add('percent', encodeURI(text));
    add('percent', String(new URLSearchParams({ '': text })).slice(1));
    add('percent', escapeBytes('%'));
    add('JSON', JSON.stringify(text).slice(1, -1));
    for (const pattern of [/[\s\S]/g, /[^ -~]/g]) {
      add(
        'JSON',
        escapeUnits((unit) => `\\u${unit.toString(16).padStart(4, '0')}`, pattern),
      );
    }
    for (const pattern of [/[\s\S]/gu, /[^ -~]/gu, /[^ -~]|[&<>"']/gu]) {
      add(
        'HTML',
        escapeCharacters((character) => `&#${code(character)};`, pattern),
      );
      add(
        'HTML',
        escapeCharacters((character) => `&#x${code(character).toString(16)};`, pattern),
      );
    }
    add('HTML', escapeCharacters(named));
    add(
      'HTML',
      escapeCharacters((character) =>
        character === "'" ? '&#39;' : SPECIAL[character] ? named(character) : character,
      ),
    );
    add('quoted-printable', escapeBytes('='));
    for (const [pattern, space] of [
      [/[^ -<>-~]/g, ' '],
      [/[^!-<>-~]/g, '_'],
      [/[^!-<>-~]|[?_@.]/g, '_'],
    ] as const) {
      const encoded = bytes
        .toString('latin1')
        .replace(pattern, (byte) =>
          byte === ' ' ? space : `=${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
        );
      add('quoted-printable', encoded);
    }
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = createHash(algorithm).update(bytes).digest().subarray(0, DIGEST_BYTES);
      addBytes(patterns, needle, digest, `${algorithm} `, [0]);
    }
  }
}

/** Adds bytes as they are, in hex, and in both kinds of base64 at any offset within other bytes. */
function addBytes(
  patterns: PatternList,
  needle: string,
  bytes: Uint8Array,
  prefix: string,
  alignments = [0, 1, 2],
): void {
  const buffer = Buffer.from(bytes);
  const add = (encoding: string, encoded: Buffer | string, ignoreCase: boolean) =>
    patterns.add({ needle, encoding: prefix + encoding, bytes: Buffer.from(encoded as string), ignoreCase });
  add('plain', buffer, prefix === '');
  add('hex', buffer.toString('hex'), true);
  for (const before of alignments) {
    const shifted = Buffer.concat([Buffer.alloc(before), buffer]);
    // Without the characters at both ends, which contain bits of neighbors.
    const [start, end] = [Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    for (const encoding of ['base64', 'base64url'] as const) {
      add('base64', shifted.toString(encoding).slice(start, end), false);
    }
  }
}

interface Pattern {
  needle: string;
  encoding: string;
  /** In lowercase if the case doesn't matter. */
  bytes: Buffer;
  /** Whether to ignore the case of letters. */
  ignoreCase: boolean;
  /** What can be at a multiple of four bytes if the pattern is found: its bytes from 0, 1, 2, and 3 on, in lowercase. */
  words: readonly number[];
}

const WORD_BYTES = 4;

/** Also lowercases bytes that are letters in Latin-1, which makes a search find a little more than it should. */
function toLowerCase(bytes: Buffer): Buffer {
  // Not from the pool, in which it may begin anywhere: words are read from it.
  const lower = Buffer.allocUnsafeSlow(bytes.length);
  lower.write(bytes.toString('latin1').toLowerCase(), 'latin1');
  return lower;
}

/** Different patterns: the same bytes in another case are the same pattern if the case doesn't matter. */
class PatternList {
  readonly all: Pattern[] = [];
  readonly #keys = new Set<string>();

  add({ needle, encoding, bytes: original, ignoreCase }: Omit<Pattern, 'words'>): void {
    if (original.length < MIN_NEEDLE_LENGTH) return;
    const lower = toLowerCase(original);
    const bytes = ignoreCase ? lower : original;
    const key = `${ignoreCase}${bytes.toString('latin1')}`;
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    const words = [0, 1, 2, 3].map((offset) => lower.readInt32LE(offset));
    this.all.push({ needle, encoding, bytes, ignoreCase, words });
  }
}

const HINT_BITS = 15;

/** Finds many patterns at once: compares those that have the same word as the haystack. */
class Patterns {
  /** Patterns with a word, and how many of their bytes are before it. */
  readonly #byWord = new Map<number, [pattern: Pattern, before: number][]>();
  /** Whether a pattern may have this word. Rules out most positions with one look-up. */
  readonly #hints = new Uint8Array(1 << HINT_BITS);

  add(pattern: Pattern): void {
    for (const [before, word] of pattern.words.entries()) {
      this.#hints[hint(word)] = 1;
      const sameWord = this.#byWord.get(word);
      if (sameWord) sameWord.push([pattern, before]);
      else this.#byWord.set(word, [[pattern, before]]);
    }
  }

  findIn(haystack: Buffer): Set<Pattern> {
    const found = new Set<Pattern>();
    const hints = this.#hints;
    const lower = toLowerCase(haystack);
    const words = new Int32Array(lower.buffer, 0, Math.floor(lower.length / WORD_BYTES));
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!;
      if (hints[hint(word)] === 0) continue;
      for (const [pattern, before] of this.#byWord.get(word) ?? []) {
        const start = index * WORD_BYTES - before;
        if (start < 0) continue;
        const searched = pattern.ignoreCase ? lower : haystack;
        if (pattern.bytes.equals(searched.subarray(start, start + pattern.bytes.length))) found.add(pattern);
      }
    }
    return found;
  }
}

const hint = (word: number) => Math.imul(word, 0x9e3779b1) >>> (32 - HINT_BITS);
