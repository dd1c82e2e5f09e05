import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS } from '../../server/lib/time.ts';

/** The real one, also while a test has set another. */
const { now } = Date;

/**
 * Waits until midnight (UTC) if what follows could last until then. A test that signs before midnight and looks after it
 * would find the signature under yesterday.
 */
export async function waitForNearMidnight(lengthMs: number): Promise<void> {
  const ms = msToWait(now(), lengthMs);
  if (ms > 0) await sleep(ms);
}

/** How long to wait, in milliseconds, before something that starts at `time` and takes up to `lengthMs`. */
export function msToWait(time: number, lengthMs: number): number {
  const left = DAY_MS - (time % DAY_MS);
  return left > lengthMs ? 0 : left;
}
