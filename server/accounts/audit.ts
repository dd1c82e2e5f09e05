import type { Kysely } from 'kysely';
import { createOrderedId, startOfMinute } from '../lib/ordered-id.ts';
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
  | 'token.create'
  | 'token.revoke'
  | 'token.use'
  | 'comment.approve'
  | 'comment.refuse'
  | 'comment.hide'
  | 'comment.undo'
  | 'signatures.import'
  | 'signatures.purge'
  | 'signatures.move'
  | 'moved-file.delete'
  | 'address.erase'
  | 'mail.test'
  | 'webhook.add'
  | 'webhook.edit'
  | 'webhook.remove'
  | 'webhook.rotate'
  | 'webhook.enable'
  | 'webhook.disable'
  | 'webhook.test'
  | 'webhook.replay';

/** The name in the audit log for what is done on the command line. No account can have it. */
export const COMMAND_LINE = 'command line';
/** The name for what the server does by itself. No account can have it. */
export const SERVER = 'server';

/** The same for requests with an API token. */
export const API_TOKEN = 'api token';

export interface AuditEntry {
  /** The account's name. */
  account: string;
  action: AuditAction;
  /** Slug. */
  petition?: string | null;
  /** Subject of the change: an account's name, codes of partners, a webhook's host, or the petition's changed values. */
  detail?: string | null;
}

/** Call this in the transaction that makes the change, so that neither happens without the other. */
export async function recordAudit(
  transaction: Kysely<Database>,
  { account, action, petition = null, detail = null }: AuditEntry,
  now = Date.now(),
): Promise<void> {
  await transaction
    .insertInto('audit_entry')
    .values({
      id: createOrderedId(now),
      at: new Date(startOfMinute(now)).toISOString(),
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
