import { atMost, median, type Row, seconds } from '../figures.ts';
import type { Scope } from '../scope.ts';
import { serve } from '../servers.ts';
import { type DatabaseName, newSite } from '../sites.ts';

const STARTS = 5;

/** From the start of the process to the first 200 of /readyz, on a database that is there already. */
export async function start(scope: Scope): Promise<Row[]> {
  const rows: Row[] = [];
  for (const database of ['SQLite', 'PostgreSQL'] satisfies DatabaseName[]) {
    const site = await newSite(scope, database);
    // The first start makes keys.
    await (await serve(scope, site)).stop();
    const times: number[] = [];
    for (let count = 0; count < STARTS; count++) {
      const server = await serve(scope, site);
      times.push(server.readyAfter);
      await server.stop();
    }
    rows.push(
      atMost(`Cold start to ready on ${database}, median of ${STARTS}`, median(times), 1000, seconds),
    );
  }
  return rows;
}
