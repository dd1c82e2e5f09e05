import { freePort } from '../../support/free-port.ts';
import { assertStored, createDeployment } from '../deployment.ts';
import { type ResultRow, ratioRow } from '../results.ts';
import { compare, contender, loadSignatures } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startServer } from '../servers.ts';

/** What it costs to record metrics. */
export async function measureMetrics(scope: Scope): Promise<ResultRow[]> {
  const plain = await createDeployment(scope, 'SQLite');
  const observed = await createDeployment(scope, 'SQLite');
  const loads = await compare({
    plain: contender(loadSignatures, () => startServer(scope, plain)),
    observed: contender(loadSignatures, async () =>
      startServer(scope, observed, { METRICS_PORT: String(await freePort()) }),
    ),
  });
  await assertStored(plain, loads.plain.acknowledged);
  await assertStored(observed, loads.observed.acknowledged);
  const baseline = { name: 'without metrics', rate: loads.plain.rate };
  return [ratioRow('Signing on SQLite with METRICS_PORT', loads.observed.rate, baseline, 0.98)];
}
