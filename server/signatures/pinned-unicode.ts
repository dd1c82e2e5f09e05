import { createRequire } from 'node:module';

/** The parts of `tr46` that are used here. It has no types of its own. */
interface Tr46 {
  toASCII(domain: string, options: { checkBidi: boolean; checkJoiners: boolean }): string | null;
}

/** Code point or range of code points, status, and for some statuses a mapping. Sorted. */
export type MappingRow = [
  codePoints: number | [first: number, last: number],
  status: number,
  mapping?: string,
];

const require = createRequire(import.meta.url);
// Pinned to an exact version: what the tables say decides who counts as the same person. The runtime has tables of
// its own, which differ from one version of Node to the next.
const tr46 = require('tr46') as Tr46;
export const MAPPING_TABLE = require('tr46/lib/mappingTable.json') as MappingRow[];

/** Status of unassigned code points, surrogates, private use, and what identifiers never contain. */
export const DISALLOWED = 3;

/** UTS 46 ToASCII, in lower case. Returns '' if it isn't a domain. */
export function domainToAscii(domain: string): string {
  return tr46.toASCII(domain, { checkBidi: true, checkJoiners: true }) ?? '';
}

/**
 * Whether the pinned tables know all characters. How the runtime normalizes and lowercases those never changes; for
 * others it depends on the version of Node.
 */
export function areCharactersKnown(text: string): boolean {
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    if (codePoint >= 0x80 && statusOf(codePoint) === DISALLOWED) return false;
  }
  return true;
}

function statusOf(codePoint: number): number {
  let low = 0;
  let high = MAPPING_TABLE.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [range, status] = MAPPING_TABLE[middle]!;
    const [first, last] = typeof range === 'number' ? [range, range] : range;
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return status;
  }
  return DISALLOWED;
}
