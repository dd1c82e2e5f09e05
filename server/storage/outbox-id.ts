import { randomBytes } from 'node:crypto';

const MINUTE_MS = 60_000;
const LENGTH = 16;
const MINUTES = 4;
const PROCESS = 8;

/** Another one in each process, so that no two servers make the same key. */
const ownBytes = randomBytes(PROCESS);
let count = 0;

/**
 * A key of the outbox: the minute from which the letter is due, four bytes, and then what makes it the only one. So
 * the table itself is the queue, in the order in which it is to be worked off, and one more goes to the end of what is
 * there instead of somewhere in the middle, which would cost a page of its own. No finer than a minute: the database
 * needn't know any better when somebody signed.
 *
 * @param due in ms since 1970
 */
export function createOutboxId(due: number): Buffer {
  const key = Buffer.alloc(LENGTH);
  key.writeUInt32BE(Math.floor(due / MINUTE_MS));
  ownBytes.copy(key, MINUTES);
  count = (count + 1) % 2 ** 32;
  key.writeUInt32BE(count, MINUTES + PROCESS);
  return key;
}

/** What all keys that are due at `now` lie below. */
export function dueUpperBound(now: number): Buffer {
  const key = Buffer.alloc(MINUTES);
  key.writeUInt32BE(Math.floor(now / MINUTE_MS) + 1);
  return key;
}
