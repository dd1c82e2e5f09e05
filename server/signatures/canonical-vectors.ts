import { createHash } from 'node:crypto';
import { UserError } from '../lib/errors.ts';
import { parseEmailAddress } from './email-address.ts';
import { DISALLOWED, MAPPING_TABLE } from './pinned-unicode.ts';

/** SHA-256 of `formatVectors()`. May change only together with `CANONICAL_RULES_VERSION`. */
const EXPECTED_DIGEST = 'e5536514c7e365f8db32740f2af811dfbd2f14cf3d47a4408a7128fc9244e8d2';

/** About how many code points of a longer range are tried. */
const SAMPLES_PER_RANGE = 4;
/** Few enough for the 64 bytes that may be before the "@". */
const CHARACTERS_PER_ADDRESS = 4;
const DOMAINS = [
  'example.org',
  'gmail.com',
  'GoogleMail.com',
  'outlook.de',
  'hotmail.co.uk',
  'me.com',
  'mac.com',
  'protonmail.com',
  'pm.me',
  'fastmail.com',
  'Ana-B.fastmail.fm',
];
const LOCAL_PARTS = ['a.n-a_b', 'A.N.A+x', 'ana＋x', 'a.\u0301na', 'ΑΝΑΣ', 'straße', 'İzmir', '+x', '...'];
const UNUSUAL_DOMAINS = ['ẞ.de', 'ß.de', 'xn--zca.de', 'xn--a.org', 'Ⅎ.example', 'bücher。example.'];

/**
 * Addresses with every character that the pinned tables map, and samples of all others that they know. A line each: the
 * address, its canonical form under version 1 of the rules, and the one under version 2 if it differs.
 */
export function formatVectors(): string {
  const lines = typedAddresses().map((typed) => {
    const [first, second] = ([1, 2] as const).map(
      (rules) => parseEmailAddress(typed, rules)?.canonical ?? null,
    );
    return JSON.stringify(first === second ? [typed, first] : [typed, first, second]);
  });
  return `${lines.join('\n')}\n`;
}

/** Whether this runtime gives every address of the vectors the canonical form that it has on any other. */
export function hasExpectedVectors(): boolean {
  return createHash('sha256').update(formatVectors()).digest('hex') === EXPECTED_DIGEST;
}

let isVerified = false;

/**
 * Makes sure that this runtime maps email addresses as every other one does. Otherwise a person could sign again after
 * an upgrade of Node, or on another server. The first call takes about 100 ms.
 *
 * @throws UserError
 */
export function assertCanonicalVectors(): void {
  isVerified ||= hasExpectedVectors();
  if (isVerified) return;
  const { node, unicode = 'unknown' } = process.versions;
  throw new UserError(
    `This build of Node (${node}, Unicode ${unicode}) treats email addresses differently from others, so people could sign twice. Use an official build of Node 20.20 or later, such as Node 24.`,
  );
}

function typedAddresses(): string[] {
  const addresses = DOMAINS.flatMap((domain) => LOCAL_PARTS.map((local) => `${local}@${domain}`));
  addresses.push(...UNUSUAL_DOMAINS.map((domain) => `ana@${domain}`));
  const characters = sampleCharacters();
  for (let first = 0; first < characters.length; first += CHARACTERS_PER_ADDRESS) {
    const group = characters.slice(first, first + CHARACTERS_PER_ADDRESS);
    const domain = DOMAINS[(first / CHARACTERS_PER_ADDRESS) % DOMAINS.length]!;
    // The marks show whether characters compose and in which order marks are put.
    addresses.push(`${group.join('\u0323\u0301')}@${domain}`);
    // Fewer of these: domains are mapped by the pinned tables, and the runtime only composes the result.
    if (first % (8 * CHARACTERS_PER_ADDRESS) === 0) addresses.push(`ana@${group.join('')}.example`);
  }
  return addresses;
}

function sampleCharacters(): string[] {
  return MAPPING_TABLE.flatMap(([range, status]) => {
    const [first, last] = typeof range === 'number' ? [range, range] : range;
    if (last < 0x80 || status === DISALLOWED) return [];
    const step = Math.max(1, Math.floor((last - first) / SAMPLES_PER_RANGE));
    const samples: string[] = [];
    for (let codePoint = first; codePoint <= last; codePoint += step)
      samples.push(String.fromCodePoint(codePoint));
    return samples;
  });
}
