import type { Growth } from '../../common/console.ts';
import { dayName, fill, hourName, number, words } from '../words.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** With more days than this, bars would be thinner than what one can point at. */
export const MAX_BARS = 120;
/** How many partners have a color of their own. The others are one series. */
const MAX_SERIES = 6;

/** A bar, or a point of the line. */
export interface Bar {
  /** The first day, or the hour, as in the data. */
  key: string;
  label: string;
  total: number;
  /** By series, in their order. */
  parts: number[];
}

/** A color of the stacked bars. */
export interface Series {
  name: string;
  className: string;
  total: number;
}

export interface PartnerTotal {
  code: string;
  name: string;
  signed: number;
  /** Of all whose day is known. */
  share: number;
}

/** Everybody through a partner and without one, the most first. */
export function partnerTotals(days: Growth['days'], names: Readonly<Record<string, string>>): PartnerTotal[] {
  const sums = new Map(Object.keys(names).map((code) => [code, 0]));
  let total = 0;
  for (const day of days) {
    total += day.signed;
    for (const [code, signed] of Object.entries(day.partners)) {
      sums.set(code, (sums.get(code) ?? 0) + signed);
    }
  }
  const through = [...sums.values()].reduce((sum, signed) => sum + signed, 0);
  const rows = [...sums].map(([code, signed]) => ({
    code,
    // A partner that was taken off the petition keeps its signatures.
    name: names[code] ?? code,
    signed,
  }));
  rows.sort((a, b) => b.signed - a.signed || a.name.localeCompare(b.name));
  rows.push({ code: '', name: words().noPartner, signed: total - through });
  return rows.map((row) => ({ ...row, share: total > 0 ? row.signed / total : 0 }));
}

/** Groups days into bars, whose parts are stacked. Without partners, there is one series without a name. */
export function dayBars(
  days: Growth['days'],
  totals: readonly PartnerTotal[],
): { bars: Bar[]; series: Series[]; isWeekly: boolean } {
  const partners = totals.filter(({ code, signed }) => code !== '' && signed !== 0);
  const shown = partners.slice(0, partners.length > MAX_SERIES ? MAX_SERIES - 1 : MAX_SERIES);
  const others = partners.slice(shown.length);
  const isStacked = partners.length > 0;
  const isWeekly = days.length > MAX_BARS;
  const partsOf = ({ signed, partners: byCode }: Growth['days'][number]): number[] => {
    if (!isStacked) return [signed];
    const own = shown.map(({ code }) => byCode[code] ?? 0);
    const rest = others.reduce((sum, { code }) => sum + (byCode[code] ?? 0), 0);
    const through = own.reduce((sum, n) => sum + n, rest);
    return [...own, ...(others.length > 0 ? [rest] : []), signed - through];
  };
  const bars = new Map<string, Bar>();
  for (const day of days) {
    const key = isWeekly ? mondayOf(day.day) : day.day;
    const parts = partsOf(day);
    const bar = bars.get(key);
    if (bar) {
      bar.total += day.signed;
      bar.parts = bar.parts.map((part, index) => part + parts[index]!);
    } else {
      const name = dayName(key, { dateStyle: 'medium' });
      const label = isWeekly ? `${words().week} ${name}` : name;
      bars.set(key, { key, label, total: day.signed, parts });
    }
  }
  const series: Series[] = isStacked
    ? [
        ...shown.map(({ name, signed }, index) => ({ name, className: `series-${index}`, total: signed })),
        ...(others.length > 0
          ? [
              {
                name: words().otherPartners,
                className: `series-${MAX_SERIES - 1}`,
                total: others.reduce((sum, { signed }) => sum + signed, 0),
              },
            ]
          : []),
        { name: words().noPartner, className: 'series-none', total: totals.at(-1)!.signed },
      ]
    : [{ name: '', className: 'series-0', total: 0 }];
  return { bars: [...bars.values()], series, isWeekly };
}

/** A bar for each day, without parts, for a line through all of them. */
export const eachDay = (days: Growth['days']): Bar[] =>
  days.map(({ day, signed }) => ({ key: day, label: dayName(day), total: signed, parts: [signed] }));

/** Hours are shown in the reader's time zone: people look at them to see what happened this evening. */
export function hourBars(hours: Growth['hours']): Bar[] {
  return hours.map(({ hour, signed }) => ({
    key: hour,
    label: hourName(hour),
    total: signed,
    parts: [signed],
  }));
}

/** The count at the end of each bar. @param earlier what was counted before the first */
export function cumulate(bars: readonly Bar[], earlier: number): number[] {
  let sum = earlier;
  return bars.map(({ total }) => {
    sum += total;
    return sum;
  });
}

/** The top of a scale, with a round number at its middle too. */
export function niceMax(value: number): number {
  if (value <= 2) return 2;
  const unit = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * unit >= value)! * unit;
  return step % 2 === 0 ? step : step + 1;
}

function mondayOf(day: string): string {
  const time = Date.parse(day);
  const weekday = (new Date(time).getUTCDay() + 6) % 7;
  return new Date(time - weekday * DAY_MS).toISOString().slice(0, 10);
}

/** What a bar says when it is pointed at, or reached with the keyboard. */
export function describeBar(bar: Bar, series: readonly Series[]): string {
  const point = fill(words().point, { label: bar.label, value: number(bar.total) });
  if (series.length < 2) return point;
  const parts = series
    .map(({ name }, index) => ({ name, value: bar.parts[index]! }))
    .filter(({ value }) => value !== 0)
    .map(({ name, value }) => fill(words().point, { label: name, value: number(value) }));
  return parts.length > 0 ? `${point} (${parts.join(', ')})` : point;
}
