import { assertEmailed, assertStored, createDeployment, type DatabaseName } from '../deployment.ts';
import { formatMs, formatRate, infoRow, maximumRow, type ResultRow, ratioRow } from '../results.ts';
import { compare, contender, type LoadResult, loadSignatures } from '../run-load.ts';
import type { Scope } from '../scope.ts';
import { startBaseline, startMailSink, startServer, startVariant } from '../servers.ts';

/** Durable, sealed signing on SQLite, compared with an echo server and with one transaction per signature. */
export async function measureSigningOnSqlite(scope: Scope): Promise<ResultRow[]> {
  const deployment = await createDeployment(scope, 'SQLite');
  const unbatchedDeployment = await createDeployment(scope, 'SQLite');
  const loads = await compare({
    echo: contender(loadSignatures, () => startBaseline(scope, 'echo')),
    server: contender(loadSignatures, () => startServer(scope, deployment)),
    unbatched: contender(loadSignatures, () =>
      startVariant(scope, 'transaction-per-signature', unbatchedDeployment),
    ),
    bare: contender(loadSignatures, () => startBaseline(scope, 'bare')),
  });
  await assertStored(deployment, loads.server.acknowledged);
  await assertStored(unbatchedDeployment, loads.unbatched.acknowledged);
  return [
    ratioRow('Signing on SQLite', loads.server.rate, echoBaseline(loads.echo), 0.6),
    ratioRow(
      'Signing on SQLite',
      loads.server.rate,
      { name: 'one transaction per signature (run from source with tsx)', rate: loads.unbatched.rate },
      5,
    ),
    maximumRow(`Signing on SQLite, p99 (p50 ${formatMs(loads.server.p50)})`, loads.server.p99, 50, formatMs),
    infoRow(
      'Limit of the load generator',
      `${formatRate(loads.bare.rate)}, using ${generatorCpu(loads.bare)} of a core`,
      `${generatorCpu(loads.echo)} of a core against echo, ${generatorCpu(loads.server)} against the server`,
    ),
  ];
}

export async function measureSigningOnPostgres(scope: Scope): Promise<ResultRow[]> {
  const deployment = await createDeployment(scope, 'PostgreSQL');
  const start = () => startServer(scope, deployment);
  const loads = await compare({
    echo: contender(loadSignatures, () => startBaseline(scope, 'echo')),
    oneServer: contender(loadSignatures, start),
    twoServers: contender(loadSignatures, start, start),
  });
  await assertStored(deployment, loads.oneServer.acknowledged + loads.twoServers.acknowledged);
  const { p50, p99 } = loads.oneServer;
  return [
    ratioRow('Signing on PostgreSQL', loads.oneServer.rate, echoBaseline(loads.echo), 0.5),
    infoRow('Signing on PostgreSQL, p99', `${formatMs(p99)} (p50 ${formatMs(p50)})`),
    ratioRow(
      'Two servers on one PostgreSQL, half the connections each',
      loads.twoServers.rate,
      { name: 'one server', rate: loads.oneServer.rate },
      1,
    ),
  ];
}

/**
 * The cost of hiding who signed. Compares three servers: one that stores plain text, one that seals, and one that seals
 * and sends confirmation emails from its outbox.
 */
export const measurePrivacy =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<ResultRow[]> => {
    const unsealedDeployment = await createDeployment(scope, database);
    const sealedDeployment = await createDeployment(scope, database);
    const emailDeployment = await createDeployment(scope, database);
    const mail = await startMailSink(scope);
    const loads = await compare({
      unsealed: contender(loadSignatures, () => startVariant(scope, 'unsealed', unsealedDeployment)),
      sealed: contender(loadSignatures, () => startVariant(scope, 'unchanged', sealedDeployment)),
      emails: contender(loadSignatures, () =>
        startVariant(scope, 'unchanged', emailDeployment, { SMTP_URL: mail.url }),
      ),
    });
    await assertStored(unsealedDeployment, loads.unsealed.acknowledged);
    await assertStored(sealedDeployment, loads.sealed.acknowledged);
    await assertEmailed(emailDeployment, loads.emails.acknowledged, await mail.receivedCount());
    const baseline = {
      name: 'neither sealed nor with emails (both run from source)',
      rate: loads.unsealed.rate,
    };
    return [
      ratioRow(`Signing, sealed, on ${database}`, loads.sealed.rate, baseline, 0.85),
      ratioRow(`Signing, sealed and with emails, on ${database}`, loads.emails.rate, baseline, 0.85),
    ];
  };

const echoBaseline = ({ rate }: LoadResult) => ({ name: 'echo (Hono reads JSON and returns it)', rate });
const generatorCpu = (load: LoadResult) => load.generatorCpu.toFixed(2);
