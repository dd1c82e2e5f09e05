import { randomBytes } from 'node:crypto';
import { MINUTE_MS } from '../lib/time.ts';

const ID_BYTES = 16;
const MINUTE_BYTES = 4;
const PROCESS_BYTES = 8;

/** Different in each process, so that no two servers create the same ID. */
const processId = randomBytes(PROCESS_BYTES);
let counter = 0;

/**
 * Creates the primary key of an outbox row: the minute when its email is due, in four bytes, and a unique
 * part. So the table itself is the queue, in the order of sending. New rows are appended; random keys would
 * dirty one page per row. Not more precise than a minute: the database need not know when someone signed.
 *
 * @param dueAt in ms since 1970
 */
export function createOutboxId(dueAt: number): Buffer {
  const id = Buffer.alloc(ID_BYTES);
  id.writeUInt32BE(Math.floor(dueAt / MINUTE_MS));
  processId.copy(id, MINUTE_BYTES);
  counter = (counter + 1) % 2 ** 32;
  id.writeUInt32BE(counter, MINUTE_BYTES + PROCESS_BYTES);
  return id;
}

/** The IDs of all emails that are due at `now` are less than this. */
export function dueUpperBound(now: number): Buffer {
  const bound = Buffer.alloc(MINUTE_BYTES);
  bound.writeUInt32BE(Math.floor(now / MINUTE_MS) + 1);
  return bound;
}
