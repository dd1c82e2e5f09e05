import type { MiddlewareHandler } from 'hono';

export type Headers = Readonly<Record<string, string>>;

/** What every page and script carries. */
export function commonHeaders(publicUrl: string): Headers {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // Other sites are what the script is for.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(publicUrl.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
}

/**
 * Lets pages of any origin, also the `null` of a sandboxed frame, read an answer. There are no cookies and
 * no credentials, so an origin gives nobody a right.
 */
export const ANY_ORIGIN: Headers = { 'Access-Control-Allow-Origin': '*' };

/**
 * What JSON for other sites carries. Nothing that is about documents, or about loading without CORS: a header
 * costs as much as it costs to find what it goes with.
 */
export function apiHeaders(publicUrl: string): Headers {
  const { 'Referrer-Policy': _, 'Cross-Origin-Resource-Policy': __, ...rest } = commonHeaders(publicUrl);
  return { ...rest, ...ANY_ORIGIN };
}

export function setHeaders(headers: Headers): MiddlewareHandler {
  return async function setHeadersBehind(c, next) {
    await next();
    addHeaders(c.res, headers);
  };
}

export function addHeaders(response: Response, headers: Headers): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Answers a browser that asks whether a page of another origin may send what it wants to send. */
export function preflight(): MiddlewareHandler {
  return async function answerPreflight(c, next) {
    if (c.req.method !== 'OPTIONS') return next();
    return c.body(null, 204, {
      ...ANY_ORIGIN,
      'Access-Control-Allow-Methods': 'GET, HEAD, POST',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Max-Age': '86400',
    });
  };
}
