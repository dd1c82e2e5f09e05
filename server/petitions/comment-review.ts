import type { Kysely } from 'kysely';
import type { CommentDecision, ConsoleComment } from '../../common/console-care.ts';
import { recordAudit } from '../accounts/audit.ts';
import { MINUTE_MS } from '../lib/time.ts';
import { changeMark } from '../signatures/count.ts';
import { type PublicSignatureCipher, shortenStoredName } from '../signatures/public-signature.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';

/**
 * How long a comment that was refused, or a name that was hidden, is kept so that the decision can be undone. It is not public
 * meanwhile, and encrypted as before. Erased with the next maintenance after that.
 */
const UNDO_MS = 10 * MINUTE_MS;
const PAGE_SIZE = 50;
/** Rows read at a time. */
const CHUNK_SIZE = 200;

type Row = Database['shown_signature'];
type Change = Partial<Pick<Row, 'comment' | 'decision' | 'final_at'>>;

interface ReviewedPetition {
  id: number;
  slug: string;
  approveNames: boolean;
}

export interface CommentPage {
  comments: ConsoleComment[];
  /** For the next page. Null on the last one. */
  next: string | null;
}

/**
 * Public signatures: those that wait for a decision, oldest first, or the others, newest first.
 *
 * @param after `next` of the page before
 */
export async function listForReview(
  { db }: PetitionStorage,
  cipher: PublicSignatureCipher,
  petition: ReviewedPetition,
  { isWaiting, after }: { isWaiting: boolean; after?: number | undefined },
): Promise<CommentPage> {
  const comments: ConsoleComment[] = [];
  for (let place = after; ; ) {
    const rows = await db
      .selectFrom('shown_signature')
      .selectAll()
      .where('petition_id', '=', petition.id)
      .$if(isWaiting, (query) => query.where('comment', '=', 'waiting'))
      .$if(place !== undefined, (query) => query.where('place', isWaiting ? '>' : '<', place!))
      .orderBy('place', isWaiting ? 'asc' : 'desc')
      .limit(CHUNK_SIZE)
      .execute();
    for (const row of rows) {
      const comment = toConsoleComment(row, cipher, petition);
      if (comment && (comment.state === 'waiting') === isWaiting) {
        if (comments.length === PAGE_SIZE) return { comments, next: String(place) };
        comments.push(comment);
      }
      place = row.place;
    }
    if (rows.length < CHUNK_SIZE) return { comments, next: null };
  }
}

/**
 * Decides about a public signature, and records that in the audit log. Running servers show it within two seconds.
 *
 * @param by name of the account
 * @returns the comment as it is now; `changed` if it is no longer in the state in which it was seen, so that two people don't
 * overwrite each other's decision; `gone` if it was withdrawn or erased
 */
export function decide(
  storage: PetitionStorage,
  cipher: PublicSignatureCipher,
  petition: ReviewedPetition,
  { handle, action, seen }: CommentDecision,
  by: string,
  now = Date.now(),
): Promise<ConsoleComment | 'changed' | 'gone'> {
  return storage.write(async (transaction) => {
    await changeMark(transaction, petition.id);
    const row = await transaction
      .selectFrom('shown_signature')
      .selectAll()
      .where('petition_id', '=', petition.id)
      .where('handle', '=', handle)
      .$if(storage.dialect.locksRows, (query) => query.forUpdate())
      .executeTakeFirst();
    const comment = row && toConsoleComment(row, cipher, petition);
    if (!comment) return 'gone';
    const change = comment.state === seen ? changeFor(action, comment, now) : null;
    if (!change) return 'changed';
    await updateRow(transaction, row, change);
    await recordAudit(
      transaction,
      { account: by, action: `comment.${action}`, petition: petition.slug },
      now,
    );
    return toConsoleComment({ ...row, ...change }, cipher, petition)!;
  });
}

/** Erases what was refused and hidden more than a few minutes ago. */
export async function makeDecisionsFinal(
  storage: PetitionStorage,
  cipher: PublicSignatureCipher,
  now = Date.now(),
): Promise<void> {
  const time = new Date(now).toISOString();
  const due = await storage.db
    .selectFrom('shown_signature')
    .select('petition_id')
    .where('final_at', '<=', time)
    .limit(1)
    .executeTakeFirst();
  if (!due) return;
  await storage.write(async (transaction) => {
    await transaction
      .deleteFrom('shown_signature')
      .where('decision', '=', 'hidden')
      .where('final_at', '<=', time)
      .execute();
    const refused = await transaction
      .selectFrom('shown_signature')
      .selectAll()
      .where('decision', '=', 'refused')
      .where('final_at', '<=', time)
      .$if(storage.dialect.locksRows, (query) => query.forUpdate())
      .execute();
    for (const row of refused) {
      const signature = cipher.decrypt(row);
      await updateRow(transaction, row, {
        decision: null,
        final_at: null,
        // A damaged row is never shown, and has nothing to erase that anybody could read.
        ...(signature && { shown: cipher.encrypt(row, { name: signature.name }) }),
      });
    }
  });
}

/** Null if the action doesn't fit the state. */
function changeFor(
  action: CommentDecision['action'],
  { state, comment }: ConsoleComment,
  now: number,
): Change | null {
  const finalAt = new Date(Math.ceil((now + UNDO_MS) / MINUTE_MS) * MINUTE_MS).toISOString();
  switch (action) {
    case 'approve':
      return state === 'waiting' ? { comment: 'approved' } : null;
    case 'refuse':
      if (comment === null || (state !== 'waiting' && state !== 'approved')) return null;
      return { comment: 'none', decision: 'refused', final_at: finalAt };
    case 'hide':
      return state === 'hidden' ? null : { decision: 'hidden', final_at: finalAt };
    case 'undo':
      // Not public until somebody approves it again, whatever it was before.
      if (state === 'waiting' || state === 'name') return null;
      return { comment: 'waiting', decision: null, final_at: null };
  }
}

/** Null if it can't be shown: the row is damaged, or has a name of an earlier version that isn't shown anymore. */
function toConsoleComment(
  row: Row,
  cipher: PublicSignatureCipher,
  { approveNames }: ReviewedPetition,
): ConsoleComment | null {
  const { name: stored, comment = null } = cipher.decrypt(row) ?? {};
  const name = stored && shortenStoredName(stored);
  if (!name) return null;
  const isWaiting = row.comment === 'waiting' && (comment !== null || approveNames);
  return {
    handle: row.handle,
    name,
    comment,
    state: row.decision ?? (isWaiting ? 'waiting' : row.comment === 'approved' ? 'approved' : 'name'),
    finalAt: row.final_at,
  };
}

const updateRow = (
  transaction: Kysely<Database>,
  { petition_id, signer_key }: Row,
  change: Change & Partial<Pick<Row, 'shown'>>,
) =>
  transaction
    .updateTable('shown_signature')
    .set(change)
    .where('petition_id', '=', petition_id)
    .where('signer_key', '=', signer_key)
    .execute();
