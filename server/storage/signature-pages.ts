import type { Kysely } from 'kysely';
import type { Database, SignatureRow } from './schema.ts';

/** Rows that are held in memory at a time. */
const PAGE = 1_000;

/**
 * All signatures under a petition, a page at a time, in the order of their keys: each page costs the same,
 * however many lie before it.
 *
 * @param after begins behind this signer key
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
      .limit(PAGE)
      .execute();
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.signer_key;
  }
}

/**
 * The requests under a petition whose letters are still to be sent, or went out in the last 30 days, a row each; with `as`, to
 * be counted and narrowed. Which of them were confirmed nobody can tell.
 */
export function selectRequests(db: Kysely<Database>, petitionId: number) {
  const columns = ['request_id', 'signed_on', 'partner'] as const;
  return (
    db
      .selectFrom('outbox')
      .select(columns)
      .where('petition_id', '=', petitionId)
      // Not simply added: a letter that is tried once more stands in both.
      .union(db.selectFrom('pending_signature').select(columns).where('petition_id', '=', petitionId))
  );
}
