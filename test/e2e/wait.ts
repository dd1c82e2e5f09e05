import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedEmail } from '../../demo/mail-server.ts';

/** Generous: only a failing test waits this long. */
export const TIMEOUT_MS = 60_000;

export const POLL_INTERVAL_MS = 30;

/**
 * Waits until a condition holds.
 *
 * @param what completes the error message "timed out waiting until …"
 * @throws if the condition doesn't hold within `TIMEOUT_MS`
 */
export async function waitUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`timed out waiting until ${what}`);
    await sleep(POLL_INTERVAL_MS);
  }
}

/** Waits for the first email to an address. */
export async function waitForEmail(
  emails: readonly ReceivedEmail[],
  address: string,
): Promise<ReceivedEmail> {
  const find = () => emails.find(({ to }) => to === address);
  await waitUntil(`an email arrived for ${address}`, () => find() !== undefined);
  return find()!;
}
