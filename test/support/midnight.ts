import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS } from '../../server/lib/time.ts';

/** The real one, also while a test has set another. */
const { now } = Date;

/**
 * Waits for midnight, in UTC, if that comes sooner than what follows may take: a test that signs before midnight and looks
 * afterwards would find the signature yesterday.
 */
export async function waitForNearMidnight(lengthMs: number): Promise<void> {
  const ms = msToWait(now(), lengthMs);
  if (ms > 0) await sleep(ms);
}

/** How long to wait with what is begun at `time` and takes `lengthMs`. */
export function msToWait(time: number, lengthMs: number): number {
  const left = DAY_MS - (time % DAY_MS);
  return left > lengthMs ? 0 : left;
}
