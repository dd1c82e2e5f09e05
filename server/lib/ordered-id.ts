import { randomBytes } from 'node:crypto';
import { MINUTE_MS } from './time.ts';

/** IDs of one minute keep their order, and don't say when in it they were made. */
let sequence = 0;
const MAX_SEQUENCE = 0x1000000;
const MINUTE_DIGITS = 12;

/** The minute in which a time is, in milliseconds since 1970. */
export const startOfMinute = (time: number): number => Math.floor(time / MINUTE_MS) * MINUTE_MS;

/** The beginning of all IDs of a minute. Those of earlier minutes are less. */
export const orderedIdPrefix = (time: number): string =>
  startOfMinute(time).toString(16).padStart(MINUTE_DIGITS, '0');

/** Creates an ID that sorts by time: 24 hex digits. */
export function createOrderedId(now: number): string {
  sequence = (sequence + 1) % MAX_SEQUENCE;
  const order = sequence.toString(16).padStart(6, '0');
  return `${orderedIdPrefix(now)}${order}${randomBytes(3).toString('hex')}`;
}
