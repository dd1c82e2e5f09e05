import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../lib/errors.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../lib/time.ts';

const MAX_BACKOFF_MS = 5 * MINUTE_MS;
const PATIENCE_MS = 15 * MINUTE_MS;
/** Shorter failures are nobody's concern. */
const REPORT_AFTER_MS = 5 * SECOND_MS;

/** Time, which tests replace. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws an AbortError if the run is to end */
  sleep(ms: number): Promise<void>;
}

export const systemClock = (signal: AbortSignal): Clock => ({
  now: () => Date.now(),
  sleep: (ms) => wait(ms, undefined, { signal }),
});

/** A failure that passes, such as of a server that is being restarted. */
export class TemporaryError extends Error {
  override name = 'TemporaryError';

  constructor(
    /** For the user, after the name of the other side, like "can't be reached". */
    readonly reason: string,
    /** What the other side asks for. */
    readonly retryAfterMs = 0,
  ) {
    super(reason);
  }
}

export interface RetryOptions {
  clock: Clock;
  /** Whether to go on for as long as it takes. Otherwise gives up after a quarter of an hour. */
  isPatient: boolean;
  /** Tells the user. */
  report(line: string): void;
}

/**
 * Repeats a task while it fails with a `TemporaryError`, with growing pauses.
 *
 * @param name of the other side, for messages
 * @throws UserError if it takes too long
 */
export async function retry<T>(
  task: () => Promise<T>,
  name: string,
  { clock, isPatient, report }: RetryOptions,
): Promise<T> {
  let failingSince: number | undefined;
  let reportAt: number | undefined;
  let isReported = false;
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await task();
      if (isReported) report(`${name} answers again.`);
      return result;
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error;
      const now = clock.now();
      failingSince ??= now;
      reportAt ??= now + REPORT_AFTER_MS;
      const backoffMs = Math.min(MAX_BACKOFF_MS, SECOND_MS * 2 ** attempt) * (0.75 + Math.random() / 4);
      const pauseMs = Math.max(backoffMs, error.retryAfterMs);
      if (!isPatient && now + pauseMs - failingSince > PATIENCE_MS) {
        throw new UserError(
          `${name} ${error.reason}. Run the same command again later: it goes on where it stopped, and sends nothing twice.`,
        );
      }
      if (now + pauseMs >= reportAt) {
        report(`${name} ${error.reason}. Trying again until it answers; nothing is lost.`);
        isReported = true;
        reportAt = now + DAY_MS;
      }
      await clock.sleep(pauseMs);
    }
  }
}
