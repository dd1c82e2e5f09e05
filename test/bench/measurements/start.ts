import { createDeployment, type DatabaseName } from '../deployment.ts';
import { formatSeconds, maximumRow, median, type ResultRow } from '../results.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';

const STARTS = 5;

/** From the start of the process to the first 200 from /readyz, on an existing database. */
export async function measureStart(scope: Scope): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for (const database of ['SQLite', 'PostgreSQL'] satisfies DatabaseName[]) {
    const deployment = await createDeployment(scope, database);
    // Not measured: the first start creates the keys.
    await (await startServer(scope, deployment)).stop();
    const durations: number[] = [];
    for (let count = 0; count < STARTS; count++) {
      const server = await startServer(scope, deployment);
      durations.push(server.readyAfterMs);
      await server.stop();
    }
    rows.push(
      maximumRow(
        `Cold start to ready on ${database}, median of ${STARTS}`,
        median(durations),
        1000,
        formatSeconds,
      ),
    );
  }
  return rows;
}
