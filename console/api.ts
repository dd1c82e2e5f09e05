import type { ProblemDetails } from '../common/contract.ts';
import { PASSKEY_HEADER } from '../common/recipients.ts';

/** Why a request failed. */
export class ConsoleError extends Error {
  override name = 'ConsoleError';

  constructor(
    /** HTTP status, or 0 if the server couldn't be reached. */
    readonly status: number,
    message: string,
    readonly errors: NonNullable<ProblemDetails['errors']> = [],
  ) {
    super(message);
  }
}

/** Lets somebody sign in whose session has ended. Resolves once they are. */
export type SignInAgain = () => Promise<void>;

let signInAgain: SignInAgain | undefined;

/** Set once somebody is signed in. Until then, 401 is an error like others. */
export function onSessionEnd(handler: SignInAgain | undefined): void {
  signInAgain = handler;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Asks the server. If the session has ended, waits until its owner is signed in, and asks again: nothing typed is lost.
 *
 * @param body sent as JSON
 * @throws ConsoleError
 */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return (await exchange<T>(method, path, body)).answer;
}

/** Like {@link request}, with ETags: returns that of the answer, and sends `etag` as `If-Match` so that nobody overwrites a newer version. `passkey` is its answer to the server, where that is asked for. */
export async function exchange<T>(
  method: Method,
  path: string,
  body?: unknown,
  { etag, passkey }: { etag?: string | undefined; passkey?: object | undefined } = {},
): Promise<{ answer: T; etag: string }> {
  const headers = {
    ...(etag !== undefined && { 'If-Match': etag }),
    ...(passkey && { [PASSKEY_HEADER]: JSON.stringify(passkey) }),
  };
  const response = await send(method, path, body, { headers });
  if (response.status === 401 && signInAgain) {
    await signInAgain();
    return exchange(method, path, body, { etag, passkey });
  }
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => null);
  if (response.ok && answer !== null) {
    return { answer: answer as T, etag: response.headers.get('ETag') ?? '' };
  }
  throw toError(response.status, answer);
}

/**
 * Asks for a file. Like {@link request}, waits until somebody whose session has ended is signed in.
 *
 * @throws ConsoleError
 * @throws DOMException `AbortError`
 */
export async function requestResponse(path: string, signal: AbortSignal): Promise<Response> {
  const response = await send('GET', path, undefined, { signal });
  if (response.status === 401 && signInAgain) {
    await signInAgain();
    return requestResponse(path, signal);
  }
  if (response.ok) return response;
  throw toError(response.status, await response.json().catch(() => null));
}

function toError(status: number, answer: unknown): ConsoleError {
  const { detail = '', errors } = (answer ?? {}) as Partial<ProblemDetails>;
  return new ConsoleError(status, detail, errors);
}

async function send(
  method: string,
  path: string,
  body: unknown,
  { headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  try {
    return await fetch(`/console/api${path}`, {
      method,
      ...(signal && { signal }),
      ...(method !== 'GET' && {
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body ?? {}),
      }),
    });
  } catch {
    signal?.throwIfAborted();
    throw new ConsoleError(0, '');
  }
}
