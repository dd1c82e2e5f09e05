import { formatCount } from '../lib/format-count.ts';
import { DAY_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning } = findingsAbout('backup');

/** Signatures of more than this are lost if the disk fails. */
const MAX_AGE_DAYS = 7;

/** When `petitions backup` was last made. ISO 8601 in UTC. Null if it never was, or another program makes them. */
export async function lastBackup({ db }: PetitionStorage): Promise<string | null> {
  return (await readSetting(db, 'last_backup')) ?? null;
}

export const noteBackup = (storage: PetitionStorage, now = Date.now()): Promise<void> =>
  storage.write((transaction) => writeSetting(transaction, 'last_backup', new Date(now).toISOString()));

/** For SQLite. On PostgreSQL, `pg_dump` makes backups, and nothing here knows of them. */
export async function checkBackup(storage: PetitionStorage, now = Date.now()): Promise<Finding[]> {
  const signature = await storage.db
    .selectFrom('signature')
    .select('petition_id')
    .limit(1)
    .executeTakeFirst();
  if (!signature) return [];
  const last = await lastBackup(storage);
  if (last === null) {
    return [
      warning(
        '`petitions backup` was never run on this database; unless another program backs it up, a broken disk loses every signature',
      ),
    ];
  }
  const days = Math.floor((now - Date.parse(last)) / DAY_MS);
  const age = days < 1 ? 'less than a day' : formatCount(days, 'day');
  return days > MAX_AGE_DAYS
    ? [warning(`\`petitions backup\` was last run ${age} ago; a broken disk loses everything since`)]
    : [ok(`\`petitions backup\` was last run ${age} ago`)];
}
