import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import pino, { type Logger } from 'pino';

/** How long a line may wait to be written together with others. */
const FLUSH_MS = 250;

/**
 * Writes JSON lines to standard output, several at a time: a line for each request, written on its own,
 * would cost more than most requests.
 */
export function createLog(level: string): { log: Logger; flush(): void } {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: FLUSH_MS });
  return { log: pino({ level }, destination), flush: () => destination.flushSync() };
}

/** One line for each request that passes. */
export function logRequests(log: Logger): MiddlewareHandler {
  return async function logRequest(c, next) {
    const start = performance.now();
    await next();
    logAnswer(log, c, c.res.status, start);
  };
}

/**
 * Method, route pattern, status, milliseconds. Never an address, a slug, a query, a header or a body: a log
 * must not tell who signed what.
 */
export function logAnswer(log: Logger, c: Context, status: number, start: number): void {
  log.info({
    method: c.req.method,
    route: routePath(c, -1),
    status,
    ms: Math.round(performance.now() - start),
  });
}
