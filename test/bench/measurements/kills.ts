import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Row, told } from '../figures.ts';

const FILE = 'test/faults/RESULTS.md';
const LEAST = 1_000;

/** Counted elsewhere, for longer than a benchmark runs: what the last long run of the fault tests left. */
export async function kills(): Promise<Row[]> {
  const path = fileURLToPath(new URL(`../../../${FILE}`, import.meta.url));
  const table = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('|'))
    : [];
  const [head = '', , ...rows] = table;
  const cells = (line: string) => line.split('|').map((cell) => cell.trim());
  const at = (name: string) => cells(head).indexOf(name);
  return ['SQLite', 'PostgreSQL'].map((database) => {
    const what = `Acknowledged signatures lost, or counted twice, by killing the server, on ${database}`;
    const row = rows.map(cells).find((each) => each[at('database')] === database);
    if (!row) return { ...told(what, `not in ${FILE}`), ok: false };
    const [killed, lost, doubled] = ['kills', 'lost', 'doubled'].map((name) => Number(row[at(name)]));
    return {
      ...told(what, `${lost} and ${doubled} in ${killed} kills, ${row[at('acknowledged')]} acknowledged`),
      target: `0 in ${LEAST}`,
      ok: killed! >= LEAST && lost === 0 && doubled === 0 && row[at('counter = rows')] === 'yes',
    };
  });
}
