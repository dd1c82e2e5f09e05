import type { Context, Handler } from 'hono';
import type { Logger } from 'pino';
import { applyHeaders, type HeaderMap } from './headers.ts';
import { errorResponse } from './http-problem.ts';
import { observe, type RequestMetrics } from './request-metrics.ts';

/**
 * Does for one handler what middleware does for the others: errors become answers, and each answer is
 * counted. Middleware costs several times what it costs to answer from memory, so routes that every page asks
 * for go without; the handler's own answers must carry all their headers.
 *
 * @param headers what an error's answer carries
 */
export function fastRoute(log: Logger, answers: RequestMetrics, headers: HeaderMap) {
  return (handler: (c: Context) => Response | Promise<Response>): Handler => {
    // GET and HEAD share a handler, and are told apart.
    const talliesOf = new Map<string, ReturnType<RequestMetrics['statsFor']>>();

    function sent(c: Context, response: Response, start: number): Response {
      let tallies = talliesOf.get(c.req.method);
      if (!tallies) {
        tallies = answers.statsFor(c);
        talliesOf.set(c.req.method, tallies);
      }
      observe(tallies, response.status, start);
      return response;
    }

    const failed = (c: Context, error: unknown, start: number) =>
      sent(c, applyHeaders(errorResponse(c, log, error), headers), start);

    async function later(c: Context, response: Promise<Response>, start: number): Promise<Response> {
      try {
        return sent(c, await response, start);
      } catch (error) {
        return failed(c, error, start);
      }
    }

    return function answer(c) {
      const start = performance.now();
      try {
        const response = handler(c);
        return response instanceof Promise ? later(c, response, start) : sent(c, response, start);
      } catch (error) {
        return failed(c, error, start);
      }
    };
  };
}
