import type { Handler } from 'hono';
import { sql } from 'kysely';
import type { Context } from '../context.ts';

/** The process answers. */
export function getHealth(): Handler {
  return function getHealth(c) {
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' });
  };
}

/** The process can take signatures: the database answers, and took the last batch. */
export function getReadiness({ storage, signing, log }: Context): Handler {
  return async function getReadiness(c) {
    let ready = signing.writer.healthy;
    await sql`select 1`.execute(storage.db).catch((error: unknown) => {
      log.error({ err: error }, 'the database does not answer');
      ready = false;
    });
    return c.json({ status: ready ? 'ok' : 'unavailable' }, ready ? 200 : 503, {
      'Cache-Control': 'no-store',
    });
  };
}
