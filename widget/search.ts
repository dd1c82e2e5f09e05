/**
 * The search for a proof of work, and the script of a worker that does it. It brings its own SHA-256, because browsers
 * have none on pages without https, and theirs takes longer to be asked than to hash so little.
 */
import type { Challenge } from '../common/contract.ts';

export interface Solution {
  counter: number;
  derivedKey: string;
}

/** Many times as many as a server of ours asks for. */
export const MOST_HASHES = 10_000_000;

/** A module for a worker: tells that it has started, searches what it is sent, and sends what it found. */
export const workerScript = () =>
  `import{search}from${JSON.stringify(import.meta.url)};onmessage=({data})=>postMessage(search(data));postMessage(0)`;

/** Tries counters one after the other, from the first up to the last. */
export function search({ parameters }: Challenge, from = 0, to = MOST_HASHES): Solution | undefined {
  const { salt, nonce, keyPrefix } = parameters;
  const words = (salt + nonce).match(/.{8}/g)!.map((hex) => Number.parseInt(hex, 16));
  // Behind the counter: the bit that ends a message, and the message's length of 36 bytes.
  const block = [...words, 0, 0x80000000, 0, 0, 0, 0, 0, 36 * 8];
  const first = Number.parseInt(keyPrefix.slice(0, 8).padEnd(8, '0'), 16) | 0;
  const mask = keyPrefix.length < 8 ? -1 << (4 * (8 - keyPrefix.length)) : -1;
  for (let counter = from; counter < to; counter++) {
    block[words.length] = counter;
    const hash = compress(block);
    if ((hash[0]! & mask) !== first) continue;
    const derivedKey = hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  return undefined;
}

/** The first 32 bits behind the point of the square and cube roots of the first primes, as FIPS 180-4 has it. */
const START: number[] = [];
const ROUNDS = new Int32Array(64);
const fraction = (root: number) => ((root % 1) * 2 ** 32) | 0;
for (let number = 2, count = 0; count < 64; number++) {
  let divisor = 2;
  while (number % divisor) divisor++;
  if (divisor < number) continue;
  if (count < 8) START.push(fraction(Math.sqrt(number)));
  ROUNDS[count++] = fraction(Math.cbrt(number));
}

const schedule = new Int32Array(64);
const turn = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

/** SHA-256 of a message that fits into one block, padding included. */
function compress(block: readonly number[]): number[] {
  let [a, b, c, d, e, f, g, h] = START as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    if (i < 16) schedule[i] = block[i]!;
    else {
      const x = schedule[i - 15]!;
      const y = schedule[i - 2]!;
      schedule[i] =
        schedule[i - 16]! +
        (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
        schedule[i - 7]! +
        (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    const one =
      (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i]! + schedule[i]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + START[i]!) | 0);
}
