import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** Something that may hold what it must not: a file, a log, an answer. */
export interface Place {
  where: string;
  bytes: Uint8Array | string;
}

export interface Trace {
  needle: string;
  where: string;
  /** In which writing it stands there. */
  encoding: string;
}

/** Shorter ones stand in random bytes by chance, in one encoding or another. */
const SHORTEST = 6;

/** What of a hash is looked for, in bytes: they are cut short, too. In thirds, so that its base64 ends with it. */
const DIGEST = 12;

/** How HTML names the letters from U+00A0 on. */
const NAMED =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro
  para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil
  Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave
  Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml
  igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute
  thorn yuml`.split(/\s+/);
const SPECIAL: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/**
 * Everything that gives needles away, in any of the encodings that a server, a mail program or a page may write them
 * in. All are looked for in one pass, so it takes no longer to look for many.
 *
 * @param needles personal data, as typed; of bytes their own encodings are looked for
 */
export function tracesOf(needles: readonly (string | Uint8Array)[], places: readonly Place[]): Trace[] {
  return searchFor(needles)(places);
}

/** The same for those who look for the same needles again and again. */
export function searchFor(needles: readonly (string | Uint8Array)[]): (places: readonly Place[]) => Trace[] {
  const patterns = new Patterns();
  for (const needle of new Set(needles)) {
    if (needle.length < SHORTEST) throw new Error(`${needle} is too short to be told from chance`);
    if (typeof needle === 'string') addText(patterns, needle);
    else addBytes(patterns, Buffer.from(needle).toString('hex'), needle, '');
  }
  return (places) => {
    const traces = new Map<string, Trace>();
    for (const { where, bytes } of places) {
      const whole = Buffer.from(bytes as Uint8Array);
      // Mail breaks lines in the midst of words.
      const unbroken = Buffer.from(whole.toString('latin1').replace(/=?\r?\n/g, ''), 'latin1');
      for (const haystack of unbroken.length < whole.length ? [whole, unbroken] : [whole]) {
        for (const { needle, encoding } of patterns.in(haystack)) {
          traces.set(JSON.stringify([needle, where, encoding]), { needle, where, encoding });
        }
      }
    }
    return [...traces.values()];
  };
}

function addText(patterns: Patterns, needle: string): void {
  const [, local, domain] = /^(.+)@([^@]+)$/.exec(needle) ?? [];
  const spellings = [
    needle,
    ...(domain && domainToASCII(domain) ? [`${local}@${domainToASCII(domain)}`] : []),
  ];
  const cases = spellings.flatMap((each) => [each, each.toLowerCase(), each.toUpperCase()]);
  for (const text of new Set(cases.flatMap((each) => [each.normalize('NFC'), each.normalize('NFD')]))) {
    const bytes = Buffer.from(text);
    const add = (encoding: string, written: string | Uint8Array) =>
      patterns.add({ needle, encoding, bytes: Buffer.from(written as string), anyCase: true });
    const eachByte = (prefix: string) =>
      [...bytes].map((byte) => prefix + byte.toString(16).padStart(2, '0')).join('');
    /** Some characters written otherwise: all of them, or those that aren't ASCII. */
    const characters = (write: (character: string) => string, which = /[\s\S]/gu) =>
      text.replace(which, write);
    const units = (write: (unit: number) => string, which = /[\s\S]/g) =>
      text.replace(which, (unit) => write(unit.charCodeAt(0)));
    const code = (character: string) => character.codePointAt(0)!;
    const named = (character: string) => {
      const name = SPECIAL[character] ?? NAMED[code(character) - 0xa0];
      return name ? `&${name};` : character;
    };

    addBytes(patterns, needle, bytes, '');
    add('UTF-16LE', Buffer.from(text, 'utf16le'));
    if (!/[^\0-\xff]/.test(text)) add('Latin-1', Buffer.from(text, 'latin1'));
    add('UTF-8 twice', bytes.toString('latin1'));
    add('percent', encodeURIComponent(text));
    add('percent', encodeURI(text));
    add('percent', String(new URLSearchParams({ '': text })).slice(1));
    add('percent', eachByte('%'));
    add('JSON', JSON.stringify(text).slice(1, -1));
    for (const which of [/[\s\S]/g, /[^ -~]/g]) {
      add(
        'JSON',
        units((unit) => `\\u${unit.toString(16).padStart(4, '0')}`, which),
      );
    }
    for (const which of [/[\s\S]/gu, /[^ -~]/gu, /[^ -~]|[&<>"']/gu]) {
      add(
        'HTML',
        characters((each) => `&#${code(each)};`, which),
      );
      add(
        'HTML',
        characters((each) => `&#x${code(each).toString(16)};`, which),
      );
    }
    add('HTML', characters(named));
    add(
      'HTML',
      characters((each) => (each === "'" ? '&#39;' : SPECIAL[each] ? named(each) : each)),
    );
    add('quoted-printable', eachByte('='));
    for (const [which, space] of [
      [/[^ -<>-~]/g, ' '],
      [/[^!-<>-~]/g, '_'],
      [/[^!-<>-~]|[?_@.]/g, '_'],
    ] as const) {
      const written = bytes
        .toString('latin1')
        .replace(which, (byte) =>
          byte === ' ' ? space : `=${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
        );
      add('quoted-printable', written);
    }
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = createHash(algorithm).update(bytes).digest().subarray(0, DIGEST);
      addBytes(patterns, needle, digest, `${algorithm} `, [0]);
    }
  }
}

/** Bytes as they are, in hex, and in either base64 wherever among other bytes they begin. */
function addBytes(
  patterns: Patterns,
  needle: string,
  bytes: Uint8Array,
  prefix: string,
  alignments = [0, 1, 2],
): void {
  const buffer = Buffer.from(bytes);
  const add = (encoding: string, written: Buffer | string, anyCase: boolean) =>
    patterns.add({ needle, encoding: prefix + encoding, bytes: Buffer.from(written as string), anyCase });
  add('plain', buffer, prefix === '');
  add('hex', buffer.toString('hex'), true);
  for (const before of alignments) {
    const shifted = Buffer.concat([Buffer.alloc(before), buffer]);
    // Without the characters at both ends that hold bits of neighbours.
    const [start, end] = [Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    for (const encoding of ['base64', 'base64url'] as const) {
      add('base64', shifted.toString(encoding).slice(start, end), false);
    }
  }
}

interface Pattern {
  needle: string;
  encoding: string;
  bytes: Buffer;
  /** Whether small and capital letters of ASCII are the same. */
  anyCase: boolean;
}

const SMALL = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
const small = (bytes: Buffer) => Buffer.from(bytes.map((byte) => SMALL[byte]!));

/** Finds any of many patterns: wherever four bytes are those that some begin with, those are compared. */
class Patterns {
  readonly #known = new Set<string>();
  readonly #byBeginning = new Map<number, Pattern[]>();
  /** Whether there may be one that begins so: most bytes are passed by after one look. */
  readonly #hints = new Uint8Array(1 << 16);

  add(pattern: Pattern): void {
    const key = pattern.bytes.toString('latin1');
    if (pattern.bytes.length < 4 || this.#known.has(key)) return;
    this.#known.add(key);
    const beginning = small(pattern.bytes.subarray(0, 4)).readInt32LE();
    this.#hints[hint(beginning)] = 1;
    const alike = this.#byBeginning.get(beginning);
    const kept = pattern.anyCase ? { ...pattern, bytes: small(pattern.bytes) } : pattern;
    if (alike) alike.push(kept);
    else this.#byBeginning.set(beginning, [kept]);
  }

  in(haystack: Buffer): Set<Pattern> {
    const found = new Set<Pattern>();
    let last = 0;
    for (let at = 0; at < haystack.length; at++) {
      last = (last >>> 8) | (SMALL[haystack[at]!]! << 24);
      if (this.#hints[hint(last)] === 0) continue;
      for (const pattern of this.#byBeginning.get(last) ?? []) {
        const there = haystack.subarray(at - 3, at - 3 + pattern.bytes.length);
        if (pattern.bytes.equals(pattern.anyCase ? small(there) : there)) found.add(pattern);
      }
    }
    return found;
  }
}

const hint = (beginning: number) => Math.imul(beginning, 0x9e3779b1) >>> 16;
