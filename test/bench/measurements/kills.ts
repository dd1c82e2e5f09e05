import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Row, told } from '../figures.ts';

const RESULTS = 'test/faults/RESULTS.md';

/** Measured elsewhere, for longer than a benchmark runs. */
export async function kills(): Promise<Row[]> {
  const there = existsSync(fileURLToPath(new URL(`../../../${RESULTS}`, import.meta.url)));
  return [
    told(
      'Signatures lost when server and database are killed',
      there ? `see ${RESULTS}` : `${RESULTS} is missing`,
    ),
  ];
}
