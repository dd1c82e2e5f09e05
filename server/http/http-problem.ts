import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Challenge, FieldError, ProblemDetails as ProblemDocument } from '../../common/contract.ts';

type ProblemStatus = 400 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 501 | 503;

const TITLES: Record<ProblemStatus, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** What stands in the way of a request, to be thrown where it is found. Never holds what was sent. */
export class HttpProblem extends Error {
  override name = 'Problem';

  constructor(
    readonly status: ProblemStatus,
    /** One sentence that says what to do. */
    readonly detail: string,
    readonly options: {
      /** Where it is one of a kind that a program can act on. */
      type?: string;
      errors?: FieldError[];
      challenge?: Challenge;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(detail);
  }
}

export const petitionNotFound = () =>
  new HttpProblem(404, 'There is no petition under this name; GET /v1/petitions lists those there are.');

export const petitionClosed = () =>
  new HttpProblem(409, 'This petition is closed and takes no more signatures.');

export const serviceBusy = () =>
  new HttpProblem(
    503,
    'Nothing was stored, because the server can’t take it at this moment; send the same request again.',
    {
      headers: { 'Retry-After': '2' },
    },
  );

/** @param waitMs until it is worth trying again */
export const tooManyRequests = (waitMs: number) =>
  new HttpProblem(
    429,
    'So many signatures came from this address that it has to wait; send this one again later.',
    {
      headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) },
    },
  );

/** The problem as an RFC 9457 document. */
export function problemResponse(c: Context, { status, detail, options }: HttpProblem): Response {
  const document: ProblemDocument = {
    type: options.type ?? 'about:blank',
    title: TITLES[status],
    status,
    detail,
    ...(options.errors && { errors: options.errors }),
    ...(options.challenge && { challenge: options.challenge }),
  };
  return c.body(JSON.stringify(document), status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...options.headers,
  });
}

/** What a request that failed is answered with: the problem, or where it is our fault 500 and a line in the log. */
export function errorResponse(c: Context, log: Logger, error: unknown): Response {
  if (error instanceof HttpProblem) return problemResponse(c, error);
  // Whoever hung up amid a request hears no answer, and it is no fault of ours.
  if (c.req.raw.signal.aborted)
    return problemResponse(c, new HttpProblem(400, 'The request ended too early.'));
  log.error({ err: error }, 'a request failed');
  return problemResponse(
    c,
    new HttpProblem(500, 'The server made a mistake; it was logged. Please try again.'),
  );
}
