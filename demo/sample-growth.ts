import type { Config, Secrets } from '../server/config/config.ts';
import { createContext } from '../server/context.ts';
import { createLogger } from '../server/http/request-metrics.ts';
import { DAY_MS, HOUR_MS, utcDay, utcHour } from '../server/lib/time.ts';

const WEEKS = 6;
/** How many hours with numbers of their own are shown. */
const HOURS = 72;

/**
 * Signs each petition as people would have within the last weeks: more at first, fewer at night and on Sundays, some through
 * partners. The signatures are real ones, sealed and counted as always, so the server's own checks accept them. Only their
 * hours are spread afterward: the server counts them in the hour in which they are stored.
 */
export async function signForWeeks(
  config: Config,
  secrets: Secrets,
  { slugs, widgetDir, now = Date.now() }: { slugs: readonly string[]; widgetDir: string; now?: number },
): Promise<void> {
  const context = await createContext(
    { ...config, confirmation: 'off' },
    { ...secrets, smtpUrl: undefined },
    createLogger('error'),
    widgetDir,
  );
  try {
    for (const [index, slug] of slugs.entries()) {
      const petition = context.petitions.get(slug);
      if (!petition) throw new Error(`there is no petition ${slug}`);
      const codes = Object.keys(petition.partners);
      const signing: Promise<unknown>[] = [];
      const byDay = Array.from({ length: WEEKS * 7 }, (_, age) => countOn(age, index, now));
      for (const [age, count] of byDay.entries()) {
        for (let number = 0; number < count; number++) {
          signing.push(
            context.writer.add({
              petition,
              canonicalEmail: `sample-${age}-${number}@example.org`,
              record: {
                givenName: 'Sample',
                email: `sample-${age}-${number}@example.org`,
                display: false,
                contact: false,
                partnerContact: false,
                consent: { version: 'sample', lang: 'en' },
              },
              partner: codes.length > 0 && number % 5 < 3 ? codes[(number + age) % codes.length]! : null,
              signedOn: utcDay(now - age * DAY_MS),
            }),
          );
        }
      }
      await Promise.all(signing);
      await spreadOverHours(context.storage.db, petition.id, byDay, now);
    }
  } finally {
    await context.dispose();
  }
}

type Db = Awaited<ReturnType<typeof createContext>>['storage']['db'];

/** Replaces the one hour in which everything was stored. Only the console reads hours. */
async function spreadOverHours(
  db: Db,
  petitionId: number,
  byDay: readonly number[],
  now: number,
): Promise<void> {
  await db.deleteFrom('signed_hour').where('petition_id', '=', petitionId).execute();
  const oldest = utcHour(now - (HOURS - 1) * HOUR_MS);
  const hours = byDay
    .slice(0, HOURS / 24 + 1)
    .flatMap((signed, age) => hoursOf(utcDay(now - age * DAY_MS), signed, now))
    .filter(({ hour, signed }) => hour >= oldest && signed > 0)
    .map((hour) => ({ petition_id: petitionId, ...hour }));
  await db.insertInto('signed_hour').values(hours).execute();
}

/** The signatures of a day by hour: all of them, up to now. Most in the evening, hardly anybody before dawn. */
export function hoursOf(day: string, signed: number, now: number): { hour: string; signed: number }[] {
  const hours = Array.from({ length: 24 }, (_, clock) => utcHour(Date.parse(day) + clock * HOUR_MS)).filter(
    (hour) => hour <= utcHour(now),
  );
  // Never nobody, because the day may have just begun.
  const shares = hours.map((_, clock) => 0.05 + Math.max(0, Math.sin(((clock - 5) / 24) * Math.PI)) ** 2);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let share = 0;
  let given = 0;
  return hours.map((hour, clock) => {
    share += shares[clock]!;
    const signedHere = Math.round((signed * share) / whole) - given;
    given += signedHere;
    return { hour, signed: signedHere };
  });
}

/** How many signed `age` days ago. Each petition has a rhythm of its own, and the same one every time. */
function countOn(age: number, index: number, now: number): number {
  const day = new Date(now - age * DAY_MS).getUTCDay();
  const start = 50 * Math.exp(-(WEEKS * 7 - age) / 9);
  const wave = 14 + 9 * Math.sin((age + index * 3) / 4);
  return Math.max(1, Math.round((start + wave) * (day === 0 ? 0.5 : 1) * (1 - index * 0.08)));
}
