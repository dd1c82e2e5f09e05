import type { MiddlewareHandler } from 'hono';

export type HeaderMap = Readonly<Record<string, string>>;

/** What every page and script carries. */
export function securityHeaders(publicUrl: string): HeaderMap {
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
export const ALLOW_ANY_ORIGIN: HeaderMap = { 'Access-Control-Allow-Origin': '*' };

/**
 * What JSON for other sites carries. Nothing that is about documents, or about loading without CORS: a header
 * costs as much as it costs to find what it goes with.
 */
export function apiHeaders(publicUrl: string): HeaderMap {
  const { 'Referrer-Policy': _, 'Cross-Origin-Resource-Policy': __, ...rest } = securityHeaders(publicUrl);
  return { ...rest, ...ALLOW_ANY_ORIGIN };
}

export function setHeaders(headers: HeaderMap): MiddlewareHandler {
  return async function setHeadersBehind(c, next) {
    await next();
    applyHeaders(c.res, headers);
  };
}

export function applyHeaders(response: Response, headers: HeaderMap): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Answers a browser that asks whether a page of another origin may send what it wants to send. */
export function preflight(): MiddlewareHandler {
  return async function answerPreflight(c, next) {
    if (c.req.method !== 'OPTIONS') return next();
    return c.body(null, 204, {
      ...ALLOW_ANY_ORIGIN,
      'Access-Control-Allow-Methods': 'GET, HEAD, POST',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Max-Age': '86400',
    });
  };
}
