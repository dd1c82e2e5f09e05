import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import pino, { type Logger } from 'pino';

/** Writes JSON lines to standard output. */
export function createLog(level: string): Logger {
  return pino({ level });
}

const MINUTE = 60_000;

/** What was answered to one method and route with one status. */
interface Tally {
  method: string;
  route: string;
  status: number;
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
export class AnswerLog {
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #tallies = new Map<string, Tally>();

  constructor(log: Logger) {
    this.#log = log;
    this.#timer = setInterval(() => this.tell(), MINUTE);
    this.#timer.unref();
  }

  count(c: Context, status: number, start: number): void {
    const ms = performance.now() - start;
    const { method } = c.req;
    const route = routePath(c, -1);
    const name = `${status} ${method} ${route}`;
    let tally = this.#tallies.get(name);
    if (!tally) {
      tally = { method, route, status, requests: 0, totalMs: 0, slowestMs: 0 };
      this.#tallies.set(name, tally);
    }
    tally.requests += 1;
    tally.totalMs += ms;
    tally.slowestMs = Math.max(tally.slowestMs, ms);
  }

  /** Tells what was answered since the last time. */
  tell(): void {
    const tallies = this.#tallies;
    this.#tallies = new Map();
    for (const { totalMs, slowestMs, ...tally } of tallies.values()) {
      this.#log.info(
        { ...tally, meanMs: Math.round(totalMs / tally.requests), slowestMs: Math.round(slowestMs) },
        'answered',
      );
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.tell();
  }
}

/** Counts each request that passes. */
export function countAnswers(answers: AnswerLog): MiddlewareHandler {
  return async function countAnswer(c, next) {
    const start = performance.now();
    await next();
    answers.count(c, c.res.status, start);
  };
}
