import type { ConsolePetition } from '../../common/console.ts';
import { dayName, fill, number, type Words } from '../words.ts';
import type { Opener } from './opener.ts';
import { type Cover, type PrintedColumn, PrintedList } from './printed-list.ts';
import type { Selection } from './protocol.ts';

/** About five hundred pages. */
export const MAX_PRINTED = 20_000;
/** Few enough that the page stays responsive in between. */
const ROWS_AT_ONCE = 500;

export const coverOf = (petition: ConsolePetition, count: number, words: Words): Cover => ({
  title: petition.title,
  target: petition.target === null ? null : fill(words.sigCoverTo, { target: petition.target }),
  total: fill(words.sigCoverTotal, { count: number(count) }),
  day: fill(words.sigCoverDay, {
    day: dayName(new Date().toISOString().slice(0, 10), { dateStyle: 'long' }),
  }),
});

/**
 * Writes the selected signatures into a list for paper.
 *
 * @throws OpenerError if the worker was ended meanwhile
 */
export async function writeList(
  cover: Cover,
  columns: readonly PrintedColumn[],
  { opener, selection, count }: { opener: Opener; selection: Selection; count: number },
): Promise<PrintedList> {
  const list = new PrintedList(cover, columns);
  for (let offset = 0; offset < count; offset += ROWS_AT_ONCE) {
    list.append((await opener.rows(selection, offset, ROWS_AT_ONCE)).rows);
  }
  return list;
}
