import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Challenge, FieldError, ProblemDetails } from '../../common/contract.ts';

type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 501 | 503;

const TITLES: Record<ProblemStatus, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** An error response, thrown by routes and by `http/` only. Never repeats input. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';

  constructor(
    readonly status: ProblemStatus,
    /** What happened and what to do, in one or two sentences. */
    readonly detail: string,
    readonly options: {
      /** URI of the kind of problem, if programs handle it. */
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
  new HttpProblem(404, 'Petition not found. GET /v1/petitions lists all petitions.');

export const petitionClosed = () =>
  new HttpProblem(409, 'This petition is closed and no longer accepts signatures.');

export const serviceBusy = () =>
  new HttpProblem(503, 'The server is busy and stored nothing. Send the same request again.', {
    headers: { 'Retry-After': '2' },
  });

/** @param waitMs until a retry may succeed */
export const tooManyRequests = (waitMs: number) =>
  new HttpProblem(
    429,
    'Too many signatures from this network. Wait for the time in Retry-After, then try again.',
    {
      headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) },
    },
  );

/** The problem as an RFC 9457 document. */
export function problemResponse(c: Context, { status, detail, options }: HttpProblem): Response {
  const document: ProblemDetails = {
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

/** The response to a method that no route of the path has. */
export function methodProblem(c: Context, methods: string[]): Response {
  const allow = methods.join(', ');
  return problemResponse(
    c,
    new HttpProblem(405, `Use one of these methods: ${allow}.`, { headers: { Allow: allow } }),
  );
}

/** The response to a request that failed: its problem, or 500 and a line in the log. */
export function errorResponse(c: Context, log: Logger, error: unknown): Response {
  if (error instanceof HttpProblem) return problemResponse(c, error);
  // The client closed the connection and sees no response. That isn't our error.
  if (c.req.raw.signal.aborted) {
    return problemResponse(c, new HttpProblem(400, 'The connection closed before the request was complete.'));
  }
  log.error({ err: error }, 'request failed');
  return problemResponse(c, new HttpProblem(500, 'Internal error. It has been logged. Try again.'));
}
