import type { Context, Handler } from 'hono';
import type { Logger } from 'pino';
import { applyHeaders, type HeaderMap } from './headers.ts';
import { errorResponse } from './http-problem.ts';
import { observe, type RequestMetrics } from './request-metrics.ts';

/**
 * Wraps a handler of a hot path and does what middleware does elsewhere: turns errors into responses and counts every
 * response. Middleware costs several times as much as answering from memory. The handler sets all headers of its own
 * responses.
 *
 * @param errorHeaders headers of error responses
 */
export function fastRoute(log: Logger, metrics: RequestMetrics, errorHeaders: HeaderMap) {
  return (handler: (c: Context) => Response | Promise<Response>): Handler => {
    // GET and HEAD share a handler but are counted separately.
    const statsByMethod = new Map<string, ReturnType<RequestMetrics['statsFor']>>();

    function observed(c: Context, response: Response, startedAt: number): Response {
      let stats = statsByMethod.get(c.req.method);
      if (!stats) {
        stats = metrics.statsFor(c);
        statsByMethod.set(c.req.method, stats);
      }
      observe(stats, response.status, startedAt);
      return response;
    }

    const failed = (c: Context, error: unknown, startedAt: number) =>
      observed(c, applyHeaders(errorResponse(c, log, error), errorHeaders), startedAt);

    async function settled(c: Context, promise: Promise<Response>, startedAt: number): Promise<Response> {
      try {
        return observed(c, await promise, startedAt);
      } catch (error) {
        return failed(c, error, startedAt);
      }
    }

    return function handle(c) {
      const startedAt = performance.now();
      try {
        const response = handler(c);
        // No promise for a handler that answers from memory.
        return response instanceof Promise
          ? settled(c, response, startedAt)
          : observed(c, response, startedAt);
      } catch (error) {
        return failed(c, error, startedAt);
      }
    };
  };
}
