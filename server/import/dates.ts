import { type DateOrder, NUMERIC_DATE, orderOf } from '../../common/import/date-order.ts';
import { DAY_MS, HOUR_MS, isValidDay, utcDay } from '../lib/time.ts';

/** 14 hours: no time zone is further ahead of UTC. */
const MAX_AHEAD_MS = 14 * HOUR_MS;
const FIRST_YEAR = 1990;
const MAX_CACHED = 10_000;

const TIME =
  /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?\s?m\.?)?\s*(?:(z|utc|gmt)|((?:gmt|utc)?\s*[+-]\d{2}:?\d{2}|[+-]\d{2}))?\s*(?:utc|\([^)]*\))?$/i;
const WORDS =
  /^(?:\p{L}+\.?,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(\p{L}+)\.?,?|(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?)\s+(?:de\s+|del\s+)?(\d{4})(?:,?\s+(?:at\s+)?(.*))?$/iu;

/** The day of a cell, or why there is none. */
export type DayResult = { day: string } | { problem: 'invalid' | 'ambiguous' | 'future' };

/** Reads dates as tools write them, into days in UTC. */
export class DateReader {
  readonly #order: DateOrder | null;
  readonly #timeZone: string;
  readonly #now: number;
  readonly #offsets: ZoneOffsets;
  /** Formatting and parsing days is slow, and a file has few. */
  readonly #validDays = new Map<string, boolean>();
  readonly #dayNames = new Map<number, string>();

  /**
   * @param order of numeric dates. Null if none of the file's needs one
   * @param timeZone of times without an offset
   */
  constructor(order: DateOrder | null, timeZone: string, now: number) {
    this.#order = order;
    this.#timeZone = timeZone;
    this.#now = now;
    this.#offsets = new ZoneOffsets(timeZone);
  }

  read(text: string): DayResult {
    const parts = this.#parts(text.trim());
    if ('problem' in parts) return parts;
    const { day, time } = parts;
    if (!this.#isDay(day)) return { problem: 'invalid' };
    if (time === undefined || time === '') {
      if (day <= utcDay(this.#now)) return { day };
      // Today already, east of UTC.
      return day <= utcDay(this.#now + MAX_AHEAD_MS) ? { day: utcDay(this.#now) } : { problem: 'future' };
    }
    const moment = this.#moment(day, time);
    if (moment === null) return { problem: 'invalid' };
    const utc = this.#dayOf(moment);
    return utc <= utcDay(this.#now) ? { day: utc } : { problem: 'future' };
  }

  #isDay(day: string): boolean {
    const known = this.#validDays.get(day);
    if (known !== undefined) return known;
    const isDay = isValidDay(day) && Number(day.slice(0, 4)) >= FIRST_YEAR;
    if (this.#validDays.size >= MAX_CACHED) this.#validDays.clear();
    this.#validDays.set(day, isDay);
    return isDay;
  }

  #dayOf(moment: number): string {
    const number = Math.floor(moment / DAY_MS);
    const known = this.#dayNames.get(number);
    if (known !== undefined) return known;
    const day = new Date(moment).toISOString().slice(0, 10);
    if (this.#dayNames.size >= MAX_CACHED) this.#dayNames.clear();
    this.#dayNames.set(number, day);
    return day;
  }

  #parts(text: string): { day: string; time: string | undefined } | { problem: 'invalid' | 'ambiguous' } {
    const numeric = NUMERIC_DATE.exec(text);
    if (numeric) {
      const [, first, , second, third, time] = numeric as unknown as string[];
      const own = orderOf(text);
      const order = own === 'ymd' ? 'ymd' : (this.#order ?? own);
      if (order === null) return { problem: 'invalid' };
      if (order === 'either') return { problem: 'ambiguous' };
      const [year, month, day] =
        order === 'ymd'
          ? [first, second, third]
          : order === 'dmy'
            ? [third, second, first]
            : [third, first, second];
      return { day: `${fullYear(year!)}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`, time };
    }
    const words = WORDS.exec(text);
    if (!words) return { problem: 'invalid' };
    const month = MONTHS.get(plain(words[2] ?? words[3]!));
    if (month === undefined) return { problem: 'invalid' };
    const day = (words[1] ?? words[4])!.padStart(2, '0');
    return { day: `${words[5]}-${String(month).padStart(2, '0')}-${day}`, time: words[6] };
  }

  /** Unix time in milliseconds. Null if it is no time. */
  #moment(day: string, time: string): number | null {
    const [, hours, minutes, seconds = '0', half, utc, offset] = TIME.exec(time) ?? [];
    if (hours === undefined) return null;
    const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
    if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 60) return null;
    const local = Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS + Number(minutes) * 60_000;
    if (utc !== undefined) return local;
    if (offset !== undefined) {
      const [, sign, offsetHours, offsetMinutes = '0'] = /([+-])(\d{2}):?(\d{2})?$/.exec(offset)!;
      const ms = Number(offsetHours) * HOUR_MS + Number(offsetMinutes) * 60_000;
      return local - (sign === '-' ? -ms : ms);
    }
    return this.#timeZone === 'UTC' ? local : local - this.#offsets.at(local);
  }
}

const fullYear = (year: string) => (year.length === 2 ? `20${year}` : year);
const plain = (word: string) => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Names of months, whole and abbreviated, in the languages that write them as words. */
const MONTHS = new Map<string, number>();
for (const lang of ['en', 'es', 'fr', 'pt', 'de', 'fil', 'ht']) {
  for (const style of ['long', 'short'] as const) {
    const format = new Intl.DateTimeFormat(lang, { month: style, day: 'numeric', timeZone: 'UTC' });
    for (let month = 0; month < 12; month++) {
      const name = format.formatToParts(Date.UTC(2020, month, 1)).find(({ type }) => type === 'month')!.value;
      const word = plain(name).replace('.', '');
      if (/^\p{L}+$/u.test(word) && !MONTHS.has(word)) MONTHS.set(word, month + 1);
    }
  }
}

/** Offsets from UTC of a time zone, kept by hour, because finding one is slow. */
class ZoneOffsets {
  readonly #format: Intl.DateTimeFormat;
  readonly #byHour = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  }

  /** @param local the zone's time, as if it were UTC */
  at(local: number): number {
    const hour = Math.floor(local / HOUR_MS);
    const known = this.#byHour.get(hour);
    if (known !== undefined) return known;
    // Twice, because the offset on the other side of a change of the clock may differ.
    let offset = this.#offsetAt(hour * HOUR_MS);
    offset = this.#offsetAt(hour * HOUR_MS - offset);
    if (this.#byHour.size >= MAX_CACHED) this.#byHour.clear();
    this.#byHour.set(hour, offset);
    return offset;
  }

  #offsetAt(moment: number): number {
    return Date.parse(`${this.#format.format(moment).replace(' ', 'T')}Z`) - moment;
  }
}
