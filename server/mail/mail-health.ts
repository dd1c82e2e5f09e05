import { type Kysely, sql } from 'kysely';
import { MINUTE_MS } from '../lib/time.ts';
import { EMAIL_TTL_MS } from '../signatures/request-cipher.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { dueUpperBound } from '../storage/outbox-id.ts';
import type { Database } from '../storage/schema.ts';
import { deleteSetting, readSetting, writeSetting } from '../storage/settings.ts';

/** An email that is younger than this isn't late. */
const MIN_AGE_MS = 2 * MINUTE_MS;

/** Emails that should have been delivered by now. */
export interface WaitingEmails {
  /** How many the mail server has refused, or couldn't be reached for. They are retried. */
  refused: number;
  /** How many are due, and no server has tried to send. */
  untried: number;
  /** When the oldest of them was requested, to the minute. Null if there are none. */
  since: Date | null;
}

export async function findWaitingEmails(db: Kysely<Database>, now = Date.now()): Promise<WaitingEmails> {
  const row = await db
    .selectFrom('outbox')
    .select(({ fn }) => [
      fn.countAll<number>().as('all'),
      sql<number>`coalesce(sum(case when attempts > 0 then 1 else 0 end), 0)`.as('refused'),
      fn.min<string | null>('expires_at').as('first'),
    ])
    .where((eb) =>
      eb.or([
        eb('attempts', '>', 0),
        eb.and([eb('id', '<', dueUpperBound(now - MIN_AGE_MS)), eb('taken_until', 'is', null)]),
      ]),
    )
    .executeTakeFirstOrThrow();
  const refused = Number(row.refused);
  return {
    refused,
    untried: Number(row.all) - refused,
    since: row.first === null ? null : new Date(Date.parse(row.first) - EMAIL_TTL_MS),
  };
}

/** Why emails were refused last. Without anything about their recipients. */
export interface MailFailure {
  /** When it happened, to the minute. ISO 8601 in UTC. */
  at: string;
  code?: string;
  responseCode?: number;
  /** See `redactReply`. */
  reply?: string;
}

/** The last failure, unless an email was delivered since. */
export async function readMailFailure(db: Kysely<Database>): Promise<MailFailure | null> {
  const value = await readSetting(db, 'mail_failure');
  return value === undefined ? null : JSON.parse(value);
}

/** @param failure null if emails are delivered again */
export function storeMailFailure(storage: PetitionStorage, failure: MailFailure | null): Promise<void> {
  return storage.write(async (transaction) => {
    if (failure) await writeSetting(transaction, 'mail_failure', JSON.stringify(failure));
    else await deleteSetting(transaction, 'mail_failure');
  });
}
