import { UserError } from '../lib/errors.ts';
import { type DateOrder, orderOf } from './dates.ts';
import { type Layout, readPages } from './rows.ts';
import type { SourceFile } from './source-file.ts';

/** How many rows show whether dates have an order at all. */
const SAMPLE_ROWS = 1_000;
const MAX_EXAMPLES = 3;

/**
 * Finds the order of day and month in a file's dates, from all of them if the first ones are like 1/2/2031: a day above 12
 * decides. Null if no date needs it.
 *
 * @throws UserError if nothing decides, or dates contradict each other
 */
export async function findDateOrder(
  file: SourceFile,
  layout: Layout,
  column: number,
): Promise<DateOrder | null> {
  const unclear: number[] = [];
  const firstWith = new Map<DateOrder, number>();
  for await (const page of readPages(file, layout)) {
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
  const day = firstWith.get('dmy');
  const month = firstWith.get('mdy');
  const name = layout.header[column]!.trim();
  if (day !== undefined && month !== undefined) {
    throw new UserError(
      `In the column "${name}" of ${file.path}, the day comes first in row ${day}, and the month in row ${month}. Fix the file, or say with --dates dmy or --dates mdy what holds: rows that contradict it are rejected.`,
    );
  }
  if (day !== undefined) return 'dmy';
  if (month !== undefined) return 'mdy';
  if (unclear.length === 0) return null;
  throw new UserError(
    `In the column "${name}" of ${file.path}, nothing tells the day from the month: see ${describeRows(unclear)}. Say with --dates dmy or --dates mdy which comes first.`,
  );
}

function describeRows(numbers: readonly number[]): string {
  if (numbers.length === 1) return `row ${numbers[0]}`;
  return `rows ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}
