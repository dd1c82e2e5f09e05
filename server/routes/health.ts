import type { Handler } from 'hono';
import { sql } from 'kysely';
import type { Context } from '../context.ts';

/** The process answers. */
export function getHealth(): Handler {
  return function getHealth(c) {
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' });
  };
}

/** The process can take signatures: the database answers, and takes what is written. */
export function getReadiness({ storage, signing, log }: Context): Handler {
  return async function getReadiness(c) {
    const { writer } = signing;
    try {
      // After a failure: behind a balancer no signature comes to show that all is well again.
      if (!writer.healthy) await writer.probe();
      await sql`select 1`.execute(storage.db);
    } catch (error) {
      writer.healthy = false;
      log.error({ err: error }, 'the database does not answer');
    }
    const ready = writer.healthy;
    return c.json({ status: ready ? 'ok' : 'unavailable' }, ready ? 200 : 503, {
      'Cache-Control': 'no-store',
    });
  };
}
