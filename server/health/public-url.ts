import type { Config, Secrets } from '../config/config.ts';
import { loadSecret, storedSecretCheck } from '../crypto/keys.ts';
import { SelfCheck } from '../crypto/self-check.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, ok, warning } from './finding.ts';

/** A proxy that is there responds within milliseconds. */
const TIMEOUT_MS = 5 * SECOND_MS;

/** Whether the public URL leads to a server with this database. Nothing if no server has started on it yet. */
export async function checkReachability(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
): Promise<Finding[]> {
  // Loading the secret would create it.
  if (!config.publicUrl.startsWith('https:') || (await storedSecretCheck(storage)) === undefined) return [];
  const selfCheck = new SelfCheck(await loadSecret(config, secrets, storage));
  return [await checkPublicUrl(config.publicUrl, selfCheck)];
}

/** Asks like a browser would, although from here, where names and routes may differ. */
export async function checkPublicUrl(
  url: string,
  selfCheck: SelfCheck,
  timeoutMs = TIMEOUT_MS,
): Promise<Finding> {
  const { challenge, answer } = selfCheck.createChallenge();
  try {
    const response = await fetch(`${url}/self-check/${challenge}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // A proxy that can't reach the server.
    if (response.status >= 500) {
      return warning('public-url-refused', { url, status: String(response.status) });
    }
    return response.status === 200 && (await response.text()) === JSON.stringify({ answer })
      ? ok('public-url-answers', { url })
      : warning('public-url-other-program', { url });
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    if (name === 'TimeoutError') {
      return warning('public-url-slow', { url, seconds: timeoutMs / SECOND_MS });
    }
    const code = cause?.code ?? cause?.message ?? message;
    if (code === 'ENOTFOUND') {
      return warning('public-url-no-dns', { host: new URL(url).hostname, error: code });
    }
    return CERTIFICATE_ERROR.test(code)
      ? warning('public-url-certificate', { url, error: code })
      : warning('public-url-unreachable', { url, error: code });
  }
}

/** What Node calls the problems of certificates. */
const CERTIFICATE_ERROR = /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
