import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { FAILURES } from '../../common/webhooks.ts';
import { VERSION } from '../lib/package.ts';
import { SECOND_MS } from '../lib/time.ts';
import { untilAborted } from '../lib/until-aborted.ts';
import { type AddressPolicy, PrivateAddressError } from './addresses.ts';

/** How long an attempt may take, from looking up the name to the end of the response. */
const TIMEOUT_MS = 10 * SECOND_MS;
/** Of a response. Nothing in it is needed: the rest is not read. */
const MAX_RESPONSE_BYTES = 16 * 1024;

export type Failure = (typeof FAILURES)[number];

/** What became of an attempt. */
export type Attempt =
  | { status: number; retryAfter: string | undefined }
  /** There was no response. */
  | { failure: Failure };

/**
 * Posts a body, and follows no redirect. Of the response, only the status and `Retry-After` are kept.
 *
 * @param signal aborts the attempt, which then rejects
 */
export async function sendRequest(
  url: URL,
  body: string,
  headers: Record<string, string>,
  policy: AddressPolicy,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Attempt> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  try {
    const addresses = await untilAborted(policy.addressesOf(url), either);
    return await post(url, body, headers, addresses, either);
  } catch (error) {
    signal.throwIfAborted();
    return { failure: timeout.aborted ? 'timeout' : failureOf(error) };
  }
}

function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
  addresses: LookupAddress[],
  signal: AbortSignal,
): Promise<Attempt> {
  const isTls = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isTls ? requestHttps : requestHttp)(url, {
      method: 'POST',
      // A connection of its own, to an address that was just checked.
      agent: false,
      lookup: only(addresses),
      signal,
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': `petition-server/${VERSION}`,
        ...headers,
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const attempt = { status: response.statusCode!, retryAfter: response.headers['retry-after'] };
      // The status is known. Reading on lets the receiver finish, but its end, its length, and its errors change nothing.
      const finish = () => {
        resolve(attempt);
        request.destroy();
      };
      request.off('error', reject).on('error', finish);
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_RESPONSE_BYTES) finish();
      });
      response.on('end', finish).on('error', finish).on('close', finish);
    });
    request.end(body);
  });
}

/** Answers with these addresses whatever is asked. */
const only =
  (addresses: LookupAddress[]): LookupFunction =>
  (_, options, callback) => {
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };

function failureOf(error: unknown): Failure {
  if (error instanceof PrivateAddressError) return 'address';
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'getaddrinfo') return 'name';
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code) ? 'certificate' : 'connection';
}
