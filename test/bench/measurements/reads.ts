import { createDeployment, SLUG } from '../deployment.ts';
import { type ResultRow, ratioRow } from '../results.ts';
import { compare, contender, loadReads, type Target } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startBaseline, startServer } from '../servers.ts';

/** Reads, compared with a server that returns the same bytes for every request. */
export async function measureReads(scope: Scope): Promise<ResultRow[]> {
  const deployment = await createDeployment(scope, 'SQLite');
  const rows: ResultRow[] = [];
  for (const [label, path] of [
    ['Reading the count', `/v1/petitions/${SLUG}/count`],
    ['Reading a petition', `/v1/petitions/${SLUG}`],
  ] as const) {
    const server = await startServer(scope, deployment);
    const body = await (await fetch(server.origin + path)).text();
    await server.stop();
    const load = (server: Target) => loadReads(server, path);
    const loads = await compare({
      constant: contender(load, () => startBaseline(scope, 'constant', { BODY: body })),
      server: contender(load, () => startServer(scope, deployment)),
    });
    const name = `Hono answering the same ${Buffer.byteLength(body)} bytes`;
    rows.push(ratioRow(label, loads.server.rate, { name, rate: loads.constant.rate }, 0.85));
  }
  return rows;
}
