import type { ProblemDetails } from '../common/contract.ts';

/** Why a request failed, in words that the person can read. */
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

/**
 * Asks the server.
 *
 * @param body sent as JSON
 * @throws ConsoleError
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/console/api${path}`, {
      method,
      ...(method !== 'GET' && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
    });
  } catch {
    throw new ConsoleError(0, '');
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const { detail = '', errors } = (answer ?? {}) as Partial<ProblemDetails>;
  throw new ConsoleError(response.status, detail, errors);
}
