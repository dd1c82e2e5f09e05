import type { ExpressionBuilder } from 'kysely';
import { chunksOf } from '../lib/arrays.ts';
import { UserError } from '../lib/errors.ts';
import { changeMark } from '../signatures/count.ts';
import { type PublicSignatureCipher, shortenStoredName } from '../signatures/public-signature.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';

/** How many public signatures a petition shows. */
const MAX_LATEST = 5;
const PETITIONS_PER_QUERY = 500;
/** How many unknown handles an error names. */
const MAX_NAMED = 5;

/** A recent signature that the signer chose to make public. */
export interface LatestSignature {
  name: string;
  comment: string | null;
}

/** A public signature as the organizer sees it. */
export interface PublicComment {
  /** Identifies the comment without revealing anything about the signer. */
  handle: string;
  name: string;
  /** Null if there is none or it was refused. */
  comment: string | null;
  approved: boolean;
  /** Whether a comment, or a name, is hidden until the organizer approves it. */
  waiting: boolean;
}

/** Shows the name and comment, deletes the comment, or also removes the name. */
export type ModerationAction = 'approve' | 'refuse' | 'hide';

/** The latest public signatures by petition, newest first. A petition without them is left out. */
export async function latestSignatures(
  { db }: PetitionStorage,
  cipher: PublicSignatureCipher,
  petitionIds: readonly number[],
): Promise<Map<number, LatestSignature[]>> {
  const latest = new Map<number, LatestSignature[]>();
  for (const ids of chunksOf(petitionIds, PETITIONS_PER_QUERY)) {
    const rows = await db
      .selectFrom('petition')
      // Makes SQLite begin with the petitions, so that it reads no more of their signers than are shown.
      .crossJoin('shown_signature')
      .selectAll('shown_signature')
      .where('petition.id', 'in', ids)
      .whereRef('shown_signature.petition_id', '=', 'petition.id')
      .where(isShown)
      .where('place', '>=', ({ fn, val, selectFrom }) =>
        fn.coalesce(
          selectFrom('shown_signature')
            .select('place')
            .whereRef('shown_signature.petition_id', '=', 'petition.id')
            .where(isShown)
            .orderBy('place', 'desc')
            .limit(1)
            .offset(MAX_LATEST - 1),
          val(0),
        ),
      )
      .orderBy('place', 'desc')
      .execute();
    for (const row of rows) {
      const signature = cipher.decrypt(row);
      const name = signature && shortenStoredName(signature.name);
      if (!name) continue;
      const comment = (row.comment === 'approved' && signature.comment) || null;
      latest.set(row.petition_id, [...(latest.get(row.petition_id) ?? []), { name, comment }]);
    }
  }
  return latest;
}

/** Hidden in the console, where that can still be undone. */
const isNotHidden = (eb: ExpressionBuilder<Database, 'shown_signature'>) =>
  eb.or([eb('decision', 'is', null), eb('decision', '!=', 'hidden')]);

/** Neither hidden nor waiting for the organizer's approval of the name. */
const isShown = (eb: ExpressionBuilder<Database, 'petition' | 'shown_signature'>) =>
  eb.and([isNotHidden(eb), eb.or([eb('approve_names', '=', 0), eb('comment', '!=', 'waiting')])]);

/** All public signatures of a petition with their comments, oldest first. */
export async function listComments(
  { db }: PetitionStorage,
  cipher: PublicSignatureCipher,
  petitionId: number,
): Promise<PublicComment[]> {
  const rows = await db
    .selectFrom('shown_signature')
    .innerJoin('petition', 'petition.id', 'shown_signature.petition_id')
    .selectAll('shown_signature')
    .select('approve_names')
    .where('petition_id', '=', petitionId)
    .where(isNotHidden)
    .orderBy('place')
    .execute();
  return rows.flatMap((row) => {
    const { name: stored, comment: entered = null } = cipher.decrypt(row) ?? {};
    const name = stored && shortenStoredName(stored);
    if (!name) return [];
    const comment = row.decision === 'refused' ? null : entered;
    const approved = row.comment === 'approved';
    const waiting = row.comment === 'waiting' && (comment !== null || row.approve_names === 1);
    return [{ handle: row.handle, name, comment, approved, waiting }];
  });
}

/**
 * Applies an action to each comment, all or nothing. Running servers pick up the change within 2 seconds.
 *
 * @param actions by handle
 * @throws UserError that names unknown handles
 */
export async function moderate(
  storage: PetitionStorage,
  cipher: PublicSignatureCipher,
  petitionId: number,
  actions: ReadonlyMap<string, ModerationAction>,
): Promise<void> {
  await storage.write(async (transaction) => {
    await changeMark(transaction, petitionId);
    const handles = [...actions.keys()];
    const rows = await transaction
      .selectFrom('shown_signature')
      .selectAll()
      .where('petition_id', '=', petitionId)
      .where('handle', 'in', handles)
      .where(isNotHidden)
      .execute();
    const found = new Set(rows.map(({ handle }) => handle));
    const missing = handles.filter((handle) => !found.has(handle));
    if (missing.length > 0) throw new UserError(describeMissing(missing));
    for (const row of rows) {
      const { petition_id, signer_key, handle } = row;
      const action = actions.get(handle)!;
      if (action === 'hide') {
        await transaction
          .deleteFrom('shown_signature')
          .where('petition_id', '=', petition_id)
          .where('signer_key', '=', signer_key)
          .execute();
        continue;
      }
      const { name = '', comment } = cipher.decrypt(row) ?? {};
      // There is nothing to refuse, and the name stays as it is.
      if (action === 'refuse' && (comment === undefined || row.decision === 'refused')) continue;
      const change =
        action === 'refuse'
          ? { comment: 'none' as const, shown: cipher.encrypt(row, { name }) }
          : { comment: 'approved' as const };
      await transaction
        .updateTable('shown_signature')
        .set(change)
        .where('petition_id', '=', petition_id)
        .where('signer_key', '=', signer_key)
        .where('comment', '!=', 'none')
        .execute();
    }
  });
}

function describeMissing(handles: readonly string[]): string {
  const noun = handles.length === 1 ? 'Comment' : 'Comments';
  const names = handles.slice(0, MAX_NAMED).map((handle) => `"${handle.slice(0, 40)}"`);
  return `${noun} not found, possibly withdrawn: ${names.join(', ')}. Nothing was changed.`;
}
