import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { deriveKey } from '../crypto/derive-key.ts';
import { toHex } from '../lib/bytes.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { mailboxOf } from './mailbox.ts';

/**
 * Mailboxes whose owners asked never to be emailed again, about any petition. Kept as keyed hashes: without the secret, a
 * copy of the database doesn't reveal whose they are.
 */
export class StoppedAddresses {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget stopped address');
  }

  /** The same for all spellings of an address and all of its tags: anyone can make up another tag. */
  hashOf(address: string): Buffer {
    return createHmac('sha256', this.#key).update(mailboxOf(address).name).digest();
  }

  /** Returns those of the hashes whose mailboxes must not be emailed, in hex. */
  async find(db: Kysely<Database>, hashes: readonly Uint8Array[]): Promise<Set<string>> {
    if (hashes.length === 0) return new Set();
    const rows = await db.selectFrom('stopped_address').select('hash').where('hash', 'in', hashes).execute();
    return new Set(rows.map(({ hash }) => toHex(hash)));
  }
}

export function stopEmails(storage: PetitionStorage, hash: Uint8Array): Promise<void> {
  return storage.write(async (transaction) => {
    await transaction
      .insertInto('stopped_address')
      .values({ hash })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
  });
}

export function allowEmails(storage: PetitionStorage, hash: Uint8Array): Promise<void> {
  return storage.write(async (transaction) => {
    await transaction.deleteFrom('stopped_address').where('hash', '=', hash).execute();
  });
}
