import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import pino, { type DestinationStream, type Logger } from 'pino';
import { SECOND_MS } from '../lib/time.ts';

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

/** Records a response for a monitoring system. `seconds` to the millisecond. */
export type ResponseRecorder = (method: string, route: string, status: number, seconds: number) => void;

/** Responses with one status since the last flush. */
interface StatusStats {
  requests: number;
  totalMs: number;
  slowestMs: number;
}

/** Responses to one method and route. */
class RouteStats {
  readonly method: string;
  readonly route: string;
  readonly byStatus = new Map<number, StatusStats>();
  readonly #record: ResponseRecorder | undefined;

  constructor(method: string, route: string, record: ResponseRecorder | undefined) {
    this.method = method;
    this.route = route;
    this.#record = record;
  }

  /** @param startedAt when the request arrived, from `performance.now()` */
  observe(status: number, startedAt: number): void {
    const ms = performance.now() - startedAt;
    let stats = this.byStatus.get(status);
    if (!stats) {
      stats = { requests: 0, totalMs: 0, slowestMs: 0 };
      this.byStatus.set(status, stats);
    }
    stats.requests += 1;
    stats.totalMs += ms;
    if (ms > stats.slowestMs) stats.slowestMs = ms;
    // As precise as the log: microseconds could tell a new row from an existing one.
    this.#record?.(this.method, this.route, status, Math.round(ms) / SECOND_MS);
  }
}

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
  readonly #record: ResponseRecorder | undefined;
  /** By method and route. */
  readonly #stats = new Map<string, RouteStats>();

  constructor(log: Logger, record?: ResponseRecorder) {
    this.#log = log;
    this.#record = record;
    this.#timer = setInterval(() => this.flush(), FLUSH_INTERVAL_MS);
    this.#timer.unref();
  }

  /** The stats of the route that a request matched. They stay the same object, so callers may keep them. */
  statsFor(c: Context): RouteStats {
    const { method } = c.req;
    const route = routePath(c, -1);
    const name = `${method} ${route}`;
    let stats = this.#stats.get(name);
    if (!stats) {
      stats = new RouteStats(method, route, this.#record);
      this.#stats.set(name, stats);
    }
    return stats;
  }

  /** Logs the stats since the last flush. */
  flush(): void {
    for (const { method, route, byStatus } of this.#stats.values()) {
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

/** Observes every request. */
export function recordRequests(metrics: RequestMetrics): MiddlewareHandler {
  return async function recordRequest(c, next) {
    const startedAt = performance.now();
    await next();
    metrics.statsFor(c).observe(c.res.status, startedAt);
  };
}
