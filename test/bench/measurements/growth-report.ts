import { findInvited, invite } from '../../../server/accounts/accounts.ts';
import { startSession } from '../../../server/accounts/sessions.ts';
import { DAY_MS, utcDay, utcHour } from '../../../server/lib/time.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { type Deployment, SLUG } from '../deployment.ts';
import { median } from '../results.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';

const DAYS = 365;
const PARTNERS = 20;
const HOURS = 72;
const REQUESTS = 50;

/**
 * How long the console waits for a petition's growth: a year of days, each with twenty partners, beside the signatures that the
 * deployment has.
 *
 * @returns milliseconds, median and slowest
 */
export async function measureGrowthReport(
  scope: Scope,
  deployment: Deployment,
): Promise<{ median: number; slowest: number }> {
  const token = await prepare(deployment);
  const server = await startServer(scope, deployment);
  const durations: number[] = [];
  for (let count = 0; count < REQUESTS; count += 1) {
    const start = performance.now();
    const response = await fetch(`${server.origin}/console/api/petitions/${SLUG}/growth`, {
      headers: { Cookie: `console=${token}` },
    });
    const { days } = (await response.json()) as { days: unknown[] };
    durations.push(performance.now() - start);
    if (days.length !== DAYS) throw new Error(`growth has ${days.length} days`);
  }
  await server.stop();
  return { median: median(durations), slowest: Math.max(...durations) };
}

/** Stores the numbers, and signs somebody in. */
async function prepare({ env }: Deployment): Promise<string> {
  const storage = await openStorage(env.DATABASE_URL);
  try {
    const { id } = await storage.db
      .selectFrom('petition')
      .select('id')
      .where('slug', '=', SLUG)
      .executeTakeFirstOrThrow();
    const now = Date.now();
    await storage.db.deleteFrom('signed_day').where('petition_id', '=', id).execute();
    await storage.db.deleteFrom('signed_hour').where('petition_id', '=', id).execute();
    for (let ago = 0; ago < DAYS; ago += 1) {
      const day = utcDay(now - ago * DAY_MS);
      const rows = Array.from({ length: PARTNERS }, (_, index) => ({
        petition_id: id,
        day,
        partner: index === 0 ? '' : `partner-${index}`,
        signed: 1_000,
      }));
      await storage.db.insertInto('signed_day').values(rows).execute();
    }
    const hours = Array.from({ length: HOURS }, (_, ago) => ({
      petition_id: id,
      hour: utcHour(now - ago * 3_600_000),
      signed: 100,
    }));
    await storage.db.insertInto('signed_hour').values(hours).execute();
    const { token } = await invite(storage, 'Bench', { role: 'organizer' }, 'bench');
    const account = await findInvited(storage.db, token);
    return await storage.write((transaction) => startSession(transaction, account!.id, 'bench'));
  } finally {
    await storage.close();
  }
}
