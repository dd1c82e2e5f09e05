import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { infoRow, type ResultRow } from '../results.ts';

const FILE = 'test/faults/RESULTS.md';
const MIN_KILLS = 1_000;

/** Reads the results of the last long run of the fault tests, which takes longer than a benchmark should. */
export async function readKillResults(): Promise<ResultRow[]> {
  const path = fileURLToPath(new URL(`../../../${FILE}`, import.meta.url));
  const table = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('|'))
    : [];
  const [head = '', , ...lines] = table;
  const splitCells = (line: string) => line.split('|').map((cell) => cell.trim());
  const columns = splitCells(head);
  const runs = lines.map((line) => {
    const cells = splitCells(line);
    return (column: string) => cells[columns.indexOf(column)];
  });
  return ['SQLite', 'PostgreSQL'].map((database) => {
    const label = `Acknowledged signatures lost or counted twice when the server is killed, on ${database}`;
    const run = runs.find((cell) => cell('database') === database);
    if (!run) return { ...infoRow(label, `not in ${FILE}`), passed: false };
    const [kills, lost, doubled] = ['kills', 'lost', 'doubled'].map((column) => Number(run(column)));
    return {
      ...infoRow(
        label,
        `${lost} lost and ${doubled} counted twice in ${kills} kills, ${run('acknowledged')} acknowledged`,
      ),
      target: `0 in ${MIN_KILLS}`,
      passed: kills! >= MIN_KILLS && lost === 0 && doubled === 0 && run('counter = rows') === 'yes',
    };
  });
}
