import { setTimeout as sleep } from 'node:timers/promises';
import type { Handler } from 'hono';
import { sql } from 'kysely';
import type { AppContext } from '../context.ts';

/** The process answers. */
export function getHealth(): Handler {
  return function getHealth(c) {
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' });
  };
}

/** In ms. Whoever watches over servers gives up sooner than a database that doesn't answer. */
const PATIENCE = 2_000;

/** The process can take signatures: the database answers, and takes what is written. */
export function getReadiness({ storage, writer, log }: AppContext): Handler {
  const check = async (): Promise<boolean> => {
    try {
      // After a failure: behind a balancer no signature comes to show that all is well again.
      if (!writer.isHealthy) await writer.probe();
      await sql`select 1`.execute(storage.db);
    } catch (error) {
      writer.isHealthy = false;
      log.error({ err: error }, 'the database does not answer');
    }
    return writer.isHealthy;
  };
  /** One for all who ask meanwhile: a database that doesn't answer is not asked more and more. */
  let checking: Promise<boolean> | undefined;
  return async function getReadiness(c) {
    checking ??= check().finally(() => {
      checking = undefined;
    });
    const late = new AbortController();
    const ready = await Promise.race([checking, sleep(PATIENCE, false, { signal: late.signal })]);
    late.abort();
    return c.json({ status: ready ? 'ok' : 'unavailable' }, ready ? 200 : 503, {
      'Cache-Control': 'no-store',
    });
  };
}
