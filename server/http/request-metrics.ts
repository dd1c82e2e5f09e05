import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import pino, { type Logger } from 'pino';

/** Writes JSON lines to standard output. */
export function createLogger(level: string): Logger {
  return pino({ level });
}

const MINUTE = 60_000;

/** What was answered to one method and route with one status. */
interface RouteStats {
  requests: number;
  totalMs: number;
  slowestMs: number;
}

/**
 * Tells once a minute what was answered: how often each route with each status, and how fast.
 *
 * Not a line a request. That would say to the millisecond when somebody signed, which whoever watches the
 * network could hold against whom they saw; and it would cost more than most answers do. Route patterns,
 * never values: a log must not tell who signed what.
 */
export class RequestMetrics {
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  /** By method and route, then by status. */
  readonly #tallies = new Map<string, Map<number, RouteStats>>();

  constructor(log: Logger) {
    this.#log = log;
    this.#timer = setInterval(() => this.flush(), MINUTE);
    this.#timer.unref();
  }

  /** The tallies of what this request asks for: found once, counted in as often as it is asked for. */
  statsFor(c: Context): Map<number, RouteStats> {
    const name = `${c.req.method} ${routePath(c, -1)}`;
    let tallies = this.#tallies.get(name);
    if (!tallies) {
      tallies = new Map();
      this.#tallies.set(name, tallies);
    }
    return tallies;
  }

  /** Tells what was answered since the last time. */
  flush(): void {
    for (const [name, tallies] of this.#tallies) {
      const [method, route] = name.split(' ', 2);
      for (const [status, { requests, totalMs, slowestMs }] of tallies) {
        const meanMs = Math.round(totalMs / requests);
        this.#log.info(
          { method, route, status, requests, meanMs, slowestMs: Math.round(slowestMs) },
          'answered',
        );
      }
      tallies.clear();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.flush();
  }
}

/** @param start when it was asked for, as `performance.now()` has it */
export function observe(tallies: Map<number, RouteStats>, status: number, start: number): void {
  const ms = performance.now() - start;
  let tally = tallies.get(status);
  if (!tally) {
    tally = { requests: 0, totalMs: 0, slowestMs: 0 };
    tallies.set(status, tally);
  }
  tally.requests += 1;
  tally.totalMs += ms;
  if (ms > tally.slowestMs) tally.slowestMs = ms;
}

/** Counts each request that passes. */
export function recordRequests(answers: RequestMetrics): MiddlewareHandler {
  return async function countAnswer(c, next) {
    const start = performance.now();
    await next();
    observe(answers.statsFor(c), c.res.status, start);
  };
}
