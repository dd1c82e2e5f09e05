import type { CpuTime } from '../../support/cpu-time.ts';
import { assertStored, createDeployment, type DatabaseName } from '../deployment.ts';
import { infoRow, maximumRow, type ResultRow } from '../results.ts';
import { compare, contender, type LoadResult, loadForCost } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startBaseline, startServer } from '../servers.ts';

/** What a durable, sealed signature costs: the server's CPU time for it as a multiple of an echo's. */
export async function measureCost(scope: Scope): Promise<ResultRow[]> {
  const onSqlite = await createDeployment(scope, 'SQLite');
  const onPostgres = await createDeployment(scope, 'PostgreSQL');
  const loads = await compare({
    echo: contender(loadForCost, () => startBaseline(scope, 'echo')),
    onSqlite: contender(loadForCost, () => startServer(scope, onSqlite)),
    onPostgres: contender(loadForCost, () => startServer(scope, onPostgres)),
  });
  await assertStored(onSqlite, loads.onSqlite.acknowledged);
  await assertStored(onPostgres, loads.onPostgres.acknowledged);
  const echo = loads.echo.serverCpuPerAnswer;
  const baseline = `echo (Hono reads JSON and returns it): ${formatMicroseconds(echo)}`;
  const label = (database: DatabaseName) => `CPU time of the server per signature on ${database}`;
  const sqliteCost = loads.onSqlite.serverCpuPerAnswer;
  const format = (ratio: number) => `${ratio.toFixed(2)} ×`;
  const row = maximumRow(label('SQLite'), sqliteCost / echo, 2, format);
  const postgresCost = loads.onPostgres.serverCpuPerAnswer;
  const [busiest] = loads.onSqlite.threadCpuPerAnswer.filter(({ isMain }) => !isMain);
  const main = (load: LoadResult) => load.threadCpuPerAnswer.find(({ isMain }) => isMain)!;
  return [
    { ...row, measured: `${row.measured} (${formatMicroseconds(sqliteCost)})`, baseline },
    infoRow('Of which its main thread', formatCpu(main(loads.onSqlite)), formatCpu(main(loads.echo))),
    infoRow('Of which the thread of SQLite', formatCpu(busiest!)),
    infoRow(
      `${label('PostgreSQL')}, without the database`,
      `${format(postgresCost / echo)} (${formatMicroseconds(postgresCost)})`,
      baseline,
    ),
  ];
}

const formatCpu = ({ user, system }: CpuTime) =>
  `${formatMicroseconds(user + system)}, of which ${formatMicroseconds(system)} in the kernel`;

const formatMicroseconds = (value: number) => `${value.toFixed(0)} µs`;
