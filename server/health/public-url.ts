import { SECOND_MS } from '../lib/time.ts';
import { type Finding, ok, warning } from './finding.ts';

/** A proxy that is there responds within milliseconds. */
const TIMEOUT_MS = 5 * SECOND_MS;
/** The body of `/healthz`. */
const HEALTHY = JSON.stringify({ status: 'ok' });

/** Whether a server of this program answers at an origin. Asks like a browser would, although from here, where names and firewalls may differ. */
export async function checkPublicUrl(url: string, timeoutMs = TIMEOUT_MS): Promise<Finding> {
  try {
    const response = await fetch(`${url}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      return warning('public-url-refused', { url, status: String(response.status) });
    }
    return (await response.text()) === HEALTHY
      ? ok('public-url-answers', { url })
      : warning('public-url-other-program', { url });
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    return name === 'TimeoutError'
      ? warning('public-url-slow', { url, seconds: timeoutMs / SECOND_MS })
      : warning('public-url-unreachable', { url, error: cause?.code ?? cause?.message ?? message });
  }
}
