import { setTimeout as sleep } from 'node:timers/promises';
import type { Handler } from 'hono';
import { sql } from 'kysely';
import type { AppContext } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';

/** The process responds. */
export function getHealth(): Handler {
  return function getHealth(c) {
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' });
  };
}

/** Tells `doctor` that a URL leads to this server. For everybody else, there is no such page. */
export function getSelfCheck({ selfCheck }: AppContext): Handler {
  return function getSelfCheck(c) {
    const answer = selfCheck.answer(c.req.param('challenge') ?? '');
    if (answer === null) throw new HttpProblem(404, 'Not found. GET /openapi.json lists all routes.');
    return c.json({ answer }, 200, { 'Cache-Control': 'no-store' });
  };
}

/** Monitoring gives up sooner than a database that doesn't respond. */
const CHECK_TIMEOUT_MS = 2_000;

/** The process can accept signatures: the database responds and stores them, and the server isn't about to stop. */
export function getReadiness({ storage, writer, log, stopping }: AppContext): Handler {
  const check = async (): Promise<boolean> => {
    try {
      // Probe, because a load balancer sends no traffic that would reset the flag.
      if (!writer.isHealthy) await writer.probe();
      await sql`select 1`.execute(storage.db);
    } catch (error) {
      writer.markUnhealthy();
      log.error({ err: error }, 'database not responding');
    }
    return writer.isHealthy;
  };
  /** Shared by concurrent requests, so that they don't pile up on a database that doesn't respond. */
  let pending: Promise<boolean> | undefined;
  return async function getReadiness(c) {
    if (stopping.signal.aborted) {
      return c.json({ status: 'stopping' }, 503, { 'Cache-Control': 'no-store' });
    }
    pending ??= check().finally(() => {
      pending = undefined;
    });
    const timeout = new AbortController();
    const ready = await Promise.race([pending, sleep(CHECK_TIMEOUT_MS, false, { signal: timeout.signal })]);
    timeout.abort();
    return c.json({ status: ready ? 'ok' : 'unavailable' }, ready ? 200 : 503, {
      'Cache-Control': 'no-store',
    });
  };
}
