import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import pino, { type DestinationStream, type Logger } from 'pino';

/** What PostgreSQL adds to an error: the row that a constraint refused, and the values of a statement's parameters. */
const VALUES_IN_ERRORS = ['detail', 'where', 'internalQuery'] as const;

/**
 * Writes JSON lines. Errors are logged without the values that a database adds to them.
 *
 * @param destination standard output by default
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino({ level, serializers: { err: serializeError } }, destination);
}

function serializeError(error: Error): object {
  const serialized = pino.stdSerializers.err(error);
  for (const name of VALUES_IN_ERRORS) delete serialized[name];
  return serialized;
}

const FLUSH_INTERVAL_MS = 60_000;

/** Responses to one method and route with one status. */
interface RouteStats {
  requests: number;
  totalMs: number;
  slowestMs: number;
}

type StatsByStatus = Map<number, RouteStats>;

/**
 * Logs once a minute how many responses each route gave, with which status, and how fast.
 *
 * There is no line per request: it would say to the millisecond when someone signed, which anyone who watches the
 * network could match with the people they see; and it would cost more than most responses do. It logs the patterns
 * of routes, never the requested URLs, which would show who signed what.
 */
export class RequestMetrics {
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  /** By method and route. */
  readonly #stats = new Map<string, StatsByStatus>();

  constructor(log: Logger) {
    this.#log = log;
    this.#timer = setInterval(() => this.flush(), FLUSH_INTERVAL_MS);
    this.#timer.unref();
  }

  /** The stats of the route that a request matched. They stay the same object, so callers may keep them. */
  statsFor(c: Context): StatsByStatus {
    const name = `${c.req.method} ${routePath(c, -1)}`;
    let stats = this.#stats.get(name);
    if (!stats) {
      stats = new Map();
      this.#stats.set(name, stats);
    }
    return stats;
  }

  /** Logs the stats since the last flush. */
  flush(): void {
    for (const [name, byStatus] of this.#stats) {
      const [method, route] = name.split(' ', 2);
      for (const [status, { requests, totalMs, slowestMs }] of byStatus) {
        const meanMs = Math.round(totalMs / requests);
        this.#log.info(
          { method, route, status, requests, meanMs, slowestMs: Math.round(slowestMs) },
          'request stats',
        );
      }
      byStatus.clear();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.flush();
  }
}

/** @param startedAt when the request arrived, from `performance.now()` */
export function observe(byStatus: StatsByStatus, status: number, startedAt: number): void {
  const ms = performance.now() - startedAt;
  let stats = byStatus.get(status);
  if (!stats) {
    stats = { requests: 0, totalMs: 0, slowestMs: 0 };
    byStatus.set(status, stats);
  }
  stats.requests += 1;
  stats.totalMs += ms;
  if (ms > stats.slowestMs) stats.slowestMs = ms;
}

/** Observes every request. */
export function recordRequests(metrics: RequestMetrics): MiddlewareHandler {
  return async function recordRequest(c, next) {
    const startedAt = performance.now();
    await next();
    observe(metrics.statsFor(c), c.res.status, startedAt);
  };
}
