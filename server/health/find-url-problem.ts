import { SECOND_MS } from '../lib/time.ts';

/** A proxy that is there responds within milliseconds. */
const TIMEOUT_MS = 5 * SECOND_MS;
/** The body of `/healthz`. */
const HEALTHY = JSON.stringify({ status: 'ok' });

/** Returns why a server of this program can't be reached at an origin. Null if it can. */
export async function findUrlProblem(origin: string, timeoutMs = TIMEOUT_MS): Promise<string | null> {
  try {
    const response = await fetch(`${origin}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) return `status ${response.status}`;
    return (await response.text()) === HEALTHY ? null : 'another program answers';
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    if (name === 'TimeoutError') return `no response within ${timeoutMs / SECOND_MS} seconds`;
    return cause?.code ?? cause?.message ?? message;
  }
}
