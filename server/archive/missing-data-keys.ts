import { sql } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import type { RequestCipher } from '../signatures/request-cipher.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { RequestRow } from '../storage/schema.ts';

/** How many requests are in memory at a time. */
const PAGE_SIZE = 500;

export interface MissingDataKeys {
  /** How many have no data key, so that nobody can decrypt them. Requests of this version need none. */
  signatures: number;
  requests: number;
  /** Emails still to be sent that this server can't read, so that their data keys aren't known. */
  unreadable: number;
}

/** Looks for the data key of everything that is stored. May run while people sign. */
export async function findMissingDataKeys(
  storage: PetitionStorage,
  cipher: RequestCipher,
): Promise<MissingDataKeys> {
  let requests = 0;
  let unreadable = 0;
  const found = new Set<string>();
  for (const pages of [outboxPages(storage), pendingPages(storage)]) {
    for await (const { rows, mayBeDecoys } of pages) {
      for (const row of rows) {
        const id = dataKeyOf(row, cipher);
        if (id === 'unreadable') unreadable += mayBeDecoys ? 0 : 1;
        else if (id !== null && !found.has(toHex(id))) {
          if (await isStored(storage, id)) found.add(toHex(id));
          else requests += 1;
        }
      }
    }
  }
  // Last: a request that was confirmed in the meantime is a signature now.
  const { rows } = await sql<{ signatures: number }>`
    select count(*) as signatures from signature
    where not exists (select 1 from data_key where data_key.id = signature.data_key_id)`.execute(storage.db);
  return { signatures: rows[0]!.signatures, requests, unreadable };
}

interface RequestPage {
  rows: RequestRow[];
  /** Whether some hold random bytes on purpose, like those whose email was not sent. */
  mayBeDecoys: boolean;
}

async function* outboxPages({ db }: PetitionStorage): AsyncGenerator<RequestPage> {
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE_SIZE)
      .execute();
    yield { rows, mayBeDecoys: false };
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)!.id;
  }
}

async function* pendingPages({ db }: PetitionStorage): AsyncGenerator<RequestPage> {
  const petitions = await db.selectFrom('petition').select('id').orderBy('id').execute();
  for (const { id } of petitions) {
    for (let after: Uint8Array = Buffer.alloc(0); ; ) {
      const rows = await db
        .selectFrom('pending_signature')
        .selectAll()
        .where('petition_id', '=', id)
        .where('slot', '>', after)
        .orderBy('slot')
        .limit(PAGE_SIZE)
        .execute();
      yield { rows, mayBeDecoys: true };
      if (rows.length < PAGE_SIZE) break;
      after = rows.at(-1)!.slot;
    }
  }
}

/** Null if the request isn't sealed yet: only those of earlier versions were, before they were confirmed. */
function dataKeyOf(row: RequestRow, cipher: RequestCipher): Uint8Array | null | 'unreadable' {
  try {
    const request = cipher.decrypt(row);
    return 'signature' in request ? request.signature.data_key_id : null;
  } catch {
    return 'unreadable';
  }
}

async function isStored({ db }: PetitionStorage, id: Uint8Array): Promise<boolean> {
  return (await db.selectFrom('data_key').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}
