import type { FilledValues } from '../fill.ts';
import { FINDINGS, type FindingCode, type ValueKind } from './findings.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How the reader writes values. */
export interface ValueFormats {
  locale: string;
  size: (bytes: number) => string;
  /** @param time ISO 8601 in UTC */
  time: (time: string) => string;
}

/** The values of a finding as the reader writes them, for `fillIn`. Counts stay numbers, because words depend on them. */
export function formatValues(
  { code, values }: { code: FindingCode; values: Readonly<Record<string, unknown>> },
  formats: ValueFormats,
): FilledValues {
  const kinds: Readonly<Record<string, ValueKind>> = FINDINGS[code].values;
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, formatValue(values[name], kind, formats)]),
  );
}

function formatValue(value: unknown, kind: ValueKind, { locale, size, time }: ValueFormats): string | number {
  switch (kind) {
    case 'text':
      return String(value);
    case 'all':
      return new Intl.ListFormat(locale, { type: 'conjunction' }).format(value as string[]);
    case 'any':
      return new Intl.ListFormat(locale, { type: 'disjunction' }).format(value as string[]);
    case 'count':
      return Number(value);
    case 'size':
      return size(Number(value));
    case 'duration': {
      const [amount, unit] = inUnits(Number(value));
      return amount.toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'long' });
    }
    case 'age': {
      const [amount, unit] = inUnits(Number(value));
      return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(-amount, unit);
    }
    case 'time':
      return time(String(value));
  }
}

/** In the largest unit of which there are two. */
function inUnits(ms: number): [amount: number, unit: 'day' | 'hour' | 'minute'] {
  if (ms >= 2 * DAY_MS) return [Math.floor(ms / DAY_MS), 'day'];
  if (ms >= 2 * HOUR_MS) return [Math.floor(ms / HOUR_MS), 'hour'];
  return [Math.floor(ms / MINUTE_MS), 'minute'];
}
