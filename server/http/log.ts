import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';

/**
 * One line a request: method, route pattern, status, milliseconds. Never an address, a slug, a query, a
 * header or a body: a log must not tell who signed what.
 */
export function logRequests(log: Logger): MiddlewareHandler {
  return async function logRequest(c, next) {
    const start = performance.now();
    await next();
    const route = routePath(c, -1);
    log.info({
      method: c.req.method,
      route,
      status: c.res.status,
      ms: Math.round(performance.now() - start),
    });
  };
}
