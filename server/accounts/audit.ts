import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { MINUTE_MS } from '../lib/time.ts';
import type { AuditEntryRow, Database } from '../storage/schema.ts';

/** What is recorded. Changes, and who may make them; never what concerns one signer. */
export type AuditAction =
  | 'account.invite'
  | 'account.remove'
  | 'passkey.add'
  | 'passkey.remove'
  | 'session.start'
  | 'session.end'
  | 'petition.create'
  | 'petition.update'
  | 'petition.rename'
  | 'petition.publish'
  | 'petition.close'
  | 'petition.reopen'
  | 'petition.delete'
  | 'image.upload'
  | 'signatures.download'
  | 'identity.prove'
  | 'partner-link.create'
  | 'partner-link.revoke'
  | 'comment.approve'
  | 'comment.refuse'
  | 'comment.hide'
  | 'comment.undo'
  | 'signatures.purge'
  | 'address.erase'
  | 'mail.test';

export interface AuditEntry {
  /** The account's name. */
  account: string;
  action: AuditAction;
  /** Slug. */
  petition?: string | null;
  /** Whom or what it concerns: an account's name, a partner's code, which of a petition's values. */
  detail?: string | null;
}

/** Call this in the transaction that makes the change, so that neither happens without the other. */
export async function recordAudit(
  transaction: Kysely<Database>,
  { account, action, petition = null, detail = null }: AuditEntry,
  now = Date.now(),
): Promise<void> {
  const time = now.toString(16).padStart(12, '0');
  await transaction
    .insertInto('audit_entry')
    .values({
      id: `${time}${randomBytes(6).toString('hex')}`,
      at: new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS).toISOString(),
      account,
      action,
      petition,
      detail,
    })
    .execute();
}

/** The latest entries, newest first. @param before ID of the last entry of the page before */
export function readAudit(
  db: Kysely<Database>,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<AuditEntryRow[]> {
  return db
    .selectFrom('audit_entry')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
