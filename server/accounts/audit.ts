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
  | 'petition.recipients'
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
  | 'signatures.import'
  | 'signatures.purge'
  | 'signatures.move'
  | 'moved-file.delete'
  | 'address.erase'
  | 'mail.test';

/** The name in the audit log for what is done on the command line. No account can have it. */
export const COMMAND_LINE = 'command line';

export interface AuditEntry {
  /** The account's name. */
  account: string;
  action: AuditAction;
  /** Slug. */
  petition?: string | null;
  /** Subject of the change: an account's name, codes of partners, or the petition's changed values. */
  detail?: string | null;
}

/** Entries of one minute keep their order, and don't say when in it they were made. */
let sequence = 0;
const MAX_SEQUENCE = 0x1000000;

/** Call this in the transaction that makes the change, so that neither happens without the other. */
export async function recordAudit(
  transaction: Kysely<Database>,
  { account, action, petition = null, detail = null }: AuditEntry,
  now = Date.now(),
): Promise<void> {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  sequence = (sequence + 1) % MAX_SEQUENCE;
  const order = `${minute.toString(16).padStart(12, '0')}${sequence.toString(16).padStart(6, '0')}`;
  await transaction
    .insertInto('audit_entry')
    .values({
      id: `${order}${randomBytes(3).toString('hex')}`,
      at: new Date(minute).toISOString(),
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
