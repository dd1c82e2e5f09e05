export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Cached: formatting a date is slow, and every signature needs today's. */
let today = { number: 0, day: '1970-01-01' };

/** The day in UTC, as YYYY-MM-DD. The most precise time that is stored with a signature. */
export function utcDay(now = Date.now()): string {
  const number = Math.floor(now / DAY_MS);
  if (number !== today.number) today = { number, day: new Date(now).toISOString().slice(0, 10) };
  return today.day;
}

/** Whether a text is an existing day in the form YYYY-MM-DD. */
export function isValidDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // JavaScript reads February 30 as March 2.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
