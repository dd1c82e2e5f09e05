import { UserError } from '../lib/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import { type RetryOptions, retry, TemporaryError } from './retry.ts';

const TIMEOUT_MS = 30 * SECOND_MS;
/** Nothing that is expected is longer. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_MS = 24 * 60 * MINUTE_MS;
/** Receivers of webhooks refuse what is further away. */
const MAX_SKEW_MS = 5 * MINUTE_MS;

interface HttpClientOptions extends RetryOptions {
  /** For messages. */
  name: string;
  /** Between the starts of requests. */
  minIntervalMs?: number;
  /** Whether the target refuses requests of a machine whose clock is wrong. */
  checksClock?: boolean;
}

export interface HttpAnswer {
  status: number;
  text: string;
}

/** Sends requests to one target, with its rate limit, and repeats those that fail for a while. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  #nextAt = 0;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /**
   * @param create called for each attempt, with the time
   * @returns any answer that doesn't pass: a success, or an error that names the request
   * @throws UserError
   */
  request(url: string, create: (now: number) => RequestInit): Promise<HttpAnswer> {
    const { name } = this.#options;
    return retry(() => this.#attempt(url, create), name, this.#options);
  }

  async #attempt(url: string, create: (now: number) => RequestInit): Promise<HttpAnswer> {
    const { clock, name, minIntervalMs = 0, checksClock = false } = this.#options;
    // No longer, even if the clock was set back.
    const waitMs = Math.min(minIntervalMs, this.#nextAt - clock.now());
    if (waitMs > 0) await clock.sleep(waitMs);
    const sentAt = clock.now();
    this.#nextAt = sentAt + minIntervalMs;
    const response = await fetchSafely(url, create(sentAt));
    const { status, headers } = response;
    const text = await readStart(response);
    throwIfTemporary(response, clock.now());
    if (status >= 300 && status < 400) {
      throw new UserError(
        `${name} redirects to another address. That is not followed, because names would go there. Give the final address in --to.`,
      );
    }
    const skewMs = sentAt - Date.parse(headers.get('Date') ?? '');
    if (checksClock && status >= 400 && Math.abs(skewMs) > MAX_SKEW_MS) {
      throw new UserError(
        `${name} refused a request (${status}), and this machine's clock is ${describeSkew(skewMs)} the target's. Receivers accept five minutes. Set the clock, then run the same command again: nothing is sent twice.`,
      );
    }
    return { status, text };
  }
}

/** Doesn't follow redirects. @throws TemporaryError if there is no answer */
export async function fetchSafely(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init, redirect: 'manual' });
  } catch (error) {
    throw new TemporaryError(`can't be reached (${codeOf(error)})`);
  }
}

/** @throws TemporaryError if the answer is about the server, not about the request */
export function throwIfTemporary({ status, headers }: Response, now: number): void {
  if (status < 500 && ![408, 425, 429].includes(status)) return;
  const reason = status === 429 ? 'asks to slow down (429)' : `has trouble (${status})`;
  throw new TemporaryError(reason, retryAfter(headers.get('Retry-After'), now));
}

/**
 * Requires TLS, except on this machine: what is sent names people, or opens something.
 *
 * @throws UserError
 */
export function parseSafeUrl(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UserError(`${what} must be an address that starts with https://.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError(`${what} must not contain a password.`);
  }
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere) {
    throw new UserError(`${what} must start with https://: others could read what is sent over http://.`);
  }
  return url;
}

/** Reads seconds or an HTTP date. */
function retryAfter(value: string | null, now: number): number {
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * SECOND_MS : Date.parse(value) - now;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** An answer of any length must not fill the memory. */
async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch (error) {
    throw new TemporaryError(`broke off its answer (${codeOf(error)})`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function describeSkew(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / MINUTE_MS);
  return `${minutes} minutes ${skewMs > 0 ? 'ahead of' : 'behind'}`;
}

function codeOf(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
}
