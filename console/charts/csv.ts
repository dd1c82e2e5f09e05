import { formulaGuard } from '../../common/spreadsheet.ts';

export type Cell = string | number;

const guard = formulaGuard(';');

/** A table as CSV, for spreadsheet programs: with a byte order mark, or Excel would garble names. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell) => {
    if (typeof value === 'number') return String(value);
    const safe = guard(value);
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

/** Saves a file that never leaves the browser. */
export function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: browsers start the download after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
