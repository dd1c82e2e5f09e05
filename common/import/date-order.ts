import type { SourceRow } from './layout.ts';

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** How many rows show whether dates have an order at all. */
const SAMPLE_ROWS = 1_000;
const MAX_EXAMPLES = 3;

export const NUMERIC_DATE = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,]\s*(.*))?$/;

/** What one numeric date says about the order of its file. Null if it says nothing. */
export function orderOf(text: string): DateOrder | 'either' | null {
  const [, first, separator, second, third] = NUMERIC_DATE.exec(text.trim()) ?? [];
  if (first === undefined) return null;
  if (first.length === 4) return 'ymd';
  if (third!.length !== 4 && third!.length !== 2) return null;
  // With full stops, the day comes first everywhere.
  if (separator === '.') return 'dmy';
  const [isFirstDay, isSecondDay] = [Number(first) > 12, Number(second) > 12];
  // There is no such day, so it says nothing about the others.
  if (isFirstDay && isSecondDay) return null;
  if (isFirstDay) return 'dmy';
  return isSecondDay ? 'mdy' : 'either';
}

/** What a file's dates say about their order. Numbers of rows show where. */
export type DateOrderResult =
  /** Null if no date needs one. */
  { order: DateOrder | null } | { unclear: number[] } | { dayFirst: number; monthFirst: number };

/**
 * Finds the order of day and month in a file's dates, from all of them if the first ones are like 1/2/2031: a day above 12
 * decides.
 *
 * @param column index of the column with the dates
 */
export async function findDateOrder(
  pages: AsyncIterable<readonly SourceRow[]>,
  column: number,
): Promise<DateOrderResult> {
  const unclear: number[] = [];
  const firstWith = new Map<DateOrder, number>();
  for await (const page of pages) {
    for (const row of page) {
      const order = orderOf(row.cells[column] ?? '');
      if (order === null || order === 'ymd') continue;
      if (order === 'either') {
        if (unclear.length < MAX_EXAMPLES) unclear.push(row.number);
      } else if (!firstWith.has(order)) firstWith.set(order, row.number);
    }
    const showsNothing = unclear.length === 0 && firstWith.size === 0;
    if (showsNothing && page.at(-1)!.number > SAMPLE_ROWS) break;
  }
  const dayFirst = firstWith.get('dmy');
  const monthFirst = firstWith.get('mdy');
  if (dayFirst !== undefined && monthFirst !== undefined) return { dayFirst, monthFirst };
  if (dayFirst !== undefined) return { order: 'dmy' };
  if (monthFirst !== undefined) return { order: 'mdy' };
  return unclear.length === 0 ? { order: null } : { unclear };
}
