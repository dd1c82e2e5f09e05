import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { deriveKey } from '../crypto/derive-key.ts';
import { toHex } from '../lib/bytes.ts';
import { DAY_MS, utcDay } from '../lib/time.ts';
import type { Database } from '../storage/schema.ts';
import { domainToAscii } from './pinned-unicode.ts';

/**
 * How long no email is tried, besides the rest of the day. Short, because mail servers can be wrong, mailboxes come back, and
 * bounces can be forged.
 */
const BOUNCE_DAYS = 3;

/**
 * Addresses of which a mail server said lately that they get no email. Kept as keyed hashes: without the secret, a copy of the
 * database doesn't reveal whose they are.
 */
export class BouncedAddresses {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget bounced address');
  }

  /**
   * Differs between spellings and tags of an address: otherwise, anyone could request an email to `ana+nothing@`, which some
   * mail servers refuse, and so keep `ana@` from getting one.
   */
  hashOf(address: string): Buffer {
    const at = address.lastIndexOf('@');
    const domain = domainToAscii(address.slice(at + 1)).replace(/\.$/, '');
    return createHmac('sha256', this.#key)
      .update(`${address.slice(0, at)}@${domain}`)
      .digest();
  }

  /** Returns those of the hashes whose addresses bounced lately, in hex. */
  async find(db: Kysely<Database>, hashes: readonly Uint8Array[], now: number): Promise<Set<string>> {
    if (hashes.length === 0) return new Set();
    const rows = await db
      .selectFrom('bounced_address')
      .select('hash')
      .where('hash', 'in', hashes)
      .where('expires_on', '>', utcDay(now))
      .execute();
    return new Set(rows.map(({ hash }) => toHex(hash)));
  }
}

/** @returns the UTC day from which emails are tried again */
export async function storeBounces(
  transaction: Kysely<Database>,
  hashes: readonly Uint8Array[],
  now: number,
): Promise<string> {
  const expires_on = utcDay(now + (BOUNCE_DAYS + 1) * DAY_MS);
  // One statement can't change a row twice. In one order, so that servers that share a database don't wait for each other.
  const distinct = new Map(hashes.map((hash) => [toHex(hash), hash]));
  const rows = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hash]) => ({ hash, expires_on }));
  if (rows.length > 0) {
    await transaction
      .insertInto('bounced_address')
      .values(rows)
      .onConflict((conflict) => conflict.column('hash').doUpdateSet({ expires_on }))
      .execute();
  }
  return expires_on;
}

/** Deletes what has expired. */
export async function deleteOldBounces(transaction: Kysely<Database>, now: number): Promise<void> {
  await transaction.deleteFrom('bounced_address').where('expires_on', '<=', utcDay(now)).execute();
}

/** Forgets that an address bounced, if it did. */
export async function forgetBounce(transaction: Kysely<Database>, hash: Uint8Array): Promise<void> {
  await transaction.deleteFrom('bounced_address').where('hash', '=', hash).execute();
}

/** @returns of how many addresses it was forgotten that they bounced */
export async function forgetBounces(transaction: Kysely<Database>): Promise<number> {
  const { numDeletedRows } = await transaction.deleteFrom('bounced_address').executeTakeFirst();
  return Number(numDeletedRows);
}
