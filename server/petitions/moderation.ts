import { UserError } from '../lib/errors.ts';
import type { PublicSignatureCipher } from '../signatures/public-signature.ts';
import type { PetitionStorage } from '../storage/open.ts';

/** How many of those who wished it are shown. */
const MAX_LATEST = 5;

/** What everybody sees of those who signed last and wished it. */
export interface LatestSignature {
  name: string;
  comment: string | null;
}

/** Somebody who is shown, as the organiser sees it. */
export interface PublicComment {
  /** What it is called by: it tells nothing of the signer. */
  handle: string;
  name: string;
  /** Null where there is none, or it was refused. */
  comment: string | null;
  approved: boolean;
}

/** What becomes of a comment: shown, deleted, or its name taken away with it. */
export type ModerationAction = 'approve' | 'refuse' | 'hide';

/** The latest first. */
export async function latestSignatures(
  { db }: PetitionStorage,
  seal: PublicSignatureCipher,
  petitionId: number,
): Promise<LatestSignature[]> {
  const rows = await db
    .selectFrom('shown_signature')
    .selectAll()
    .where('petition_id', '=', petitionId)
    .orderBy('place', 'desc')
    .limit(MAX_LATEST)
    .execute();
  return rows.flatMap((row) => {
    const shown = seal.decrypt(row);
    return shown
      ? [{ name: shown.name, comment: (row.comment === 'approved' && shown.comment) || null }]
      : [];
  });
}

/** All who are shown, with their comments, in the order in which they came. */
export async function listComments(
  { db }: PetitionStorage,
  seal: PublicSignatureCipher,
  petitionId: number,
): Promise<PublicComment[]> {
  const rows = await db
    .selectFrom('shown_signature')
    .selectAll()
    .where('petition_id', '=', petitionId)
    .orderBy('place')
    .execute();
  return rows.flatMap((row) => {
    const { name, comment } = seal.decrypt(row) ?? {};
    const approved = row.comment === 'approved';
    return name ? [{ handle: row.handle, name, comment: comment ?? null, approved }] : [];
  });
}

/**
 * Does to each as it was decided, all of it or nothing. Running servers show it at their next tick.
 *
 * @throws Mistake that names what there isn't
 */
export async function moderate(
  storage: PetitionStorage,
  seal: PublicSignatureCipher,
  petitionId: number,
  verdicts: ReadonlyMap<string, ModerationAction>,
): Promise<void> {
  await storage.write(async (transaction) => {
    const rows = await transaction
      .selectFrom('shown_signature')
      .selectAll()
      .where('petition_id', '=', petitionId)
      .where('handle', 'in', [...verdicts.keys()])
      .execute();
    const found = new Set(rows.map(({ handle }) => handle));
    const missing = [...verdicts.keys()].filter((handle) => !found.has(handle));
    if (missing.length > 0) {
      const names = missing.slice(0, 5).map((handle) => `"${handle.slice(0, 40)}"`);
      throw new UserError(
        `There is no comment ${names.join(', ')} here; it may have been withdrawn. Nothing was changed.`,
      );
    }
    for (const row of rows) {
      const { petition_id, signer_key, handle } = row;
      const verdict = verdicts.get(handle)!;
      if (verdict === 'hide') {
        await transaction
          .deleteFrom('shown_signature')
          .where('petition_id', '=', petition_id)
          .where('signer_key', '=', signer_key)
          .execute();
        continue;
      }
      const { name = '' } = seal.decrypt(row) ?? {};
      const change =
        verdict === 'refuse'
          ? { comment: 'none' as const, shown: seal.encrypt(row, { name }) }
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
