import { atMost, milliseconds, perSecond, type Row, ratio, told } from '../figures.ts';
import { inTurns, type Load, side, signing } from '../press.ts';
import type { Scope } from '../scope.ts';
import { baseline, mailSink, serve, variant } from '../servers.ts';
import { assertRequested, assertStored, type DatabaseName, newSite } from '../sites.ts';

/** Durable and sealed, on SQLite, against doing nothing and against doing it one by one. */
export async function signingOnSqlite(scope: Scope): Promise<Row[]> {
  const site = await newSite(scope, 'SQLite');
  const slowSite = await newSite(scope, 'SQLite');
  const loads = await inTurns({
    echo: side(signing, () => baseline(scope, 'echo')),
    subject: side(signing, () => serve(scope, site)),
    one: side(signing, () => variant(scope, 'one-transaction-each', slowSite)),
    bare: side(signing, () => baseline(scope, 'bare')),
  });
  await assertStored(site, loads.subject.acknowledged);
  await assertStored(slowSite, loads.one.acknowledged);
  return [
    ratio('Signing on SQLite', loads.subject.rate, echoed(loads.echo), 0.6),
    ratio(
      'Signing on SQLite',
      loads.subject.rate,
      { name: 'a transaction of its own for each (from the sources, through tsx)', value: loads.one.rate },
      5,
    ),
    atMost(
      `Signing on SQLite, p99 (p50 ${milliseconds(loads.subject.p50)})`,
      loads.subject.p99,
      50,
      milliseconds,
    ),
    told(
      'What the load generator can do',
      `${perSecond(loads.bare.rate)}, itself busy ${busy(loads.bare)} of a core`,
      `busy ${busy(loads.echo)} against echo, ${busy(loads.subject)} against the server`,
    ),
  ];
}

export async function signingOnPostgres(scope: Scope): Promise<Row[]> {
  const site = await newSite(scope, 'PostgreSQL');
  const server = () => serve(scope, site);
  const loads = await inTurns({
    echo: side(signing, () => baseline(scope, 'echo')),
    one: side(signing, server),
    two: side(signing, server, server),
  });
  await assertStored(site, loads.one.acknowledged + loads.two.acknowledged);
  const { p50, p99 } = loads.one;
  return [
    ratio('Signing on PostgreSQL', loads.one.rate, echoed(loads.echo), 0.5),
    told('Signing on PostgreSQL, p99', `${milliseconds(p99)} (p50 ${milliseconds(p50)})`),
    ratio(
      'Two servers on one PostgreSQL, half the connections each',
      loads.two.rate,
      { name: 'one server', value: loads.one.rate },
      1,
    ),
  ];
}

/**
 * What it costs that nobody learns who signed: the same server with a part that only copies, with sealing, and with
 * sealing and the outbox while letters go out.
 */
export const privacyOn =
  (database: DatabaseName) =>
  async (scope: Scope): Promise<Row[]> => {
    const [openSite, sealedSite, mailedSite] = [
      await newSite(scope, database),
      await newSite(scope, database),
      await newSite(scope, database),
    ];
    const mail = await mailSink(scope);
    const loads = await inTurns({
      open: side(signing, () => variant(scope, 'unsealed', openSite)),
      sealed: side(signing, () => variant(scope, 'as-it-is', sealedSite)),
      mailed: side(signing, () => variant(scope, 'as-it-is', mailedSite, { SMTP_URL: mail.url })),
    });
    await assertStored(openSite, loads.open.acknowledged);
    await assertStored(sealedSite, loads.sealed.acknowledged);
    await assertRequested(mailedSite, loads.mailed.acknowledged, await mail.taken());
    const without = {
      name: 'neither sealed nor with letters (both from the sources)',
      value: loads.open.rate,
    };
    return [
      ratio(`Signing, sealed, on ${database}`, loads.sealed.rate, without, 0.85),
      ratio(`Signing, sealed and with letters, on ${database}`, loads.mailed.rate, without, 0.85),
    ];
  };

const echoed = (load: Load) => ({ name: 'echo (Hono, JSON read and answered)', value: load.rate });
const busy = (load: Load) => load.busy.toFixed(2);
