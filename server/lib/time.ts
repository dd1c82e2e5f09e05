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

/** The hour in UTC, as YYYY-MM-DDTHH. */
export const utcHour = (now = Date.now()): string => new Date(now).toISOString().slice(0, 13);

/** Whether a text is an existing day in the form YYYY-MM-DD. */
export function isValidDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // JavaScript reads February 30 as March 2.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether a text is the IANA name of a time zone, like "America/New_York". */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** One per time zone. Creating them is slow. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The day, as YYYY-MM-DD, that it is in a time zone. */
export function dayIn(timeZone: string, now: number): string {
  let format = dayFormats.get(timeZone);
  if (!format) {
    // Swedish dates are written like that.
    format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' });
    dayFormats.set(timeZone, format);
  }
  return format.format(now);
}

/** By day and time zone. Formatting so many dates is slow, and petitions share their last days. */
const ends = new Map<string, number>();
const MAX_ENDS = 1_000;

/**
 * When a day ends in a time zone: the first millisecond of the next day, in milliseconds since 1970. Found by search, because a day may have
 * 23 or 25 hours. Time zones are whole minutes from UTC.
 */
export function endOfDay(day: string, timeZone: string): number {
  const key = `${day} ${timeZone}`;
  const known = ends.get(key);
  if (known !== undefined) return known;
  const start = Date.parse(`${day}T00:00:00Z`);
  // No zone is more than a day away from UTC.
  let before = -DAY_MS / MINUTE_MS;
  let after = (3 * DAY_MS) / MINUTE_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayIn(timeZone, start + middle * MINUTE_MS) > day) after = middle;
    else before = middle;
  }
  if (ends.size >= MAX_ENDS) ends.clear();
  const end = start + after * MINUTE_MS;
  ends.set(key, end);
  return end;
}
