import type { Kysely } from 'kysely';
import type { Database, SignatureRow } from './schema.ts';

/** How many rows are in memory at a time. Twice as many take 30 to 40 MiB more, and are no faster by more than a tenth. */
const PAGE_SIZE = 500;

/**
 * Reads all signatures of a petition, a page at a time, in the order of their signer keys. Paging by key
 * makes every page cost the same.
 *
 * @param after signer key to start after
 */
export async function* signaturePages(
  db: Kysely<Database>,
  petitionId: number,
  after: Uint8Array = Buffer.alloc(0),
): AsyncGenerator<SignatureRow[]> {
  for (;;) {
    const page = await db
      .selectFrom('signature')
      .selectAll()
      .where('petition_id', '=', petitionId)
      .where('signer_key', '>', after)
      .orderBy('signer_key')
      .limit(PAGE_SIZE)
      .execute();
    if (page.length > 0) yield page;
    if (page.length < PAGE_SIZE) return;
    after = page.at(-1)!.signer_key;
  }
}

/**
 * Selects the requests of a petition whose emails are still to be sent or were sent in the last 30 days, one
 * row each. Use `as` to count or filter them. No one can tell which of them were confirmed.
 */
export function selectRequests(db: Kysely<Database>, petitionId: number) {
  const columns = ['request_id', 'signed_on', 'partner'] as const;
  return (
    db
      .selectFrom('outbox')
      .select(columns)
      .where('petition_id', '=', petitionId)
      // A union, because a request whose email is retried is in both tables.
      .union(db.selectFrom('pending_signature').select(columns).where('petition_id', '=', petitionId))
  );
}
