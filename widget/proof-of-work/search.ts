/**
 * Searches for a proof of work, with its own SHA-256: browsers have none on pages without https, and theirs takes longer to
 * call than to hash this little.
 */
import type { Challenge } from '../../common/contract.ts';

export interface Solution {
  counter: number;
  derivedKey: string;
}

/** Many times what our server asks for. */
export const MAX_HASHES = 10_000_000;

const HEX_DIGITS_PER_WORD = 8;
const MESSAGE_BYTES = 36;

/** Tries counters in order, from the first up to, but not including, the last. */
export function search({ parameters }: Challenge, from = 0, to = MAX_HASHES): Solution | undefined {
  const { salt, nonce, keyPrefix } = parameters;
  const words = (salt + nonce).match(/.{8}/g)!.map((hex) => Number.parseInt(hex, 16));
  // After the counter: the bit that ends a message, padding, and the message's length in bits.
  const block = [...words, 0, 0x80000000, 0, 0, 0, 0, 0, MESSAGE_BYTES * 8];
  const firstWord =
    Number.parseInt(keyPrefix.slice(0, HEX_DIGITS_PER_WORD).padEnd(HEX_DIGITS_PER_WORD, '0'), 16) | 0;
  const mask =
    keyPrefix.length < HEX_DIGITS_PER_WORD ? -1 << (4 * (HEX_DIGITS_PER_WORD - keyPrefix.length)) : -1;
  for (let counter = from; counter < to; counter++) {
    block[words.length] = counter;
    const hash = compress(block);
    if ((hash[0]! & mask) !== firstWord) continue;
    const derivedKey = hash.map(toHex).join('');
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  return undefined;
}

const toHex = (word: number) => (word >>> 0).toString(16).padStart(HEX_DIGITS_PER_WORD, '0');

/** The first 32 bits of the fractional parts of the square and cube roots of the first primes (FIPS 180-4). */
const INITIAL_HASH = new Int32Array(8);
const ROUND_CONSTANTS = new Int32Array(64);
const fractionBits = (root: number) => ((root % 1) * 2 ** 32) | 0;
for (let number = 2, count = 0; count < 64; number++) {
  let divisor = 2;
  while (number % divisor) divisor++;
  if (divisor < number) continue;
  if (count < 8) INITIAL_HASH[count] = fractionBits(Math.sqrt(number));
  ROUND_CONSTANTS[count++] = fractionBits(Math.cbrt(number));
}

const schedule = new Int32Array(64);
const rotateRight = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

/** SHA-256 of a message that fits into one block, padding included. */
function compress(block: readonly number[]): number[] {
  // Read one by one from an array of integers. Destructuring turns them into floating-point numbers in Chromium, which
  // takes more than twice as long.
  let a = INITIAL_HASH[0]!;
  let b = INITIAL_HASH[1]!;
  let c = INITIAL_HASH[2]!;
  let d = INITIAL_HASH[3]!;
  let e = INITIAL_HASH[4]!;
  let f = INITIAL_HASH[5]!;
  let g = INITIAL_HASH[6]!;
  let h = INITIAL_HASH[7]!;
  for (let i = 0; i < 64; i++) {
    if (i < 16) schedule[i] = block[i]!;
    else {
      const x = schedule[i - 15]!;
      const y = schedule[i - 2]!;
      const sigma0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
      const sigma1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
      schedule[i] = schedule[i - 16]! + sigma0 + schedule[i - 7]! + sigma1;
    }
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const choice = (e & f) ^ (~e & g);
    const temp1 = (h + sum1 + choice + ROUND_CONSTANTS[i]! + schedule[i]!) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const temp2 = (sum0 + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + temp1) | 0;
    d = c;
    c = b;
    b = a;
    a = (temp1 + temp2) | 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + INITIAL_HASH[i]!) | 0);
}
