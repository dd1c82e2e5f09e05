import type { MiddlewareHandler } from 'hono';

/** What every answer carries. */
export function commonHeaders(publicUrl: string): MiddlewareHandler {
  const secure = publicUrl.startsWith('https:');
  return async function setCommonHeaders(c, next) {
    await next();
    const { headers } = c.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'no-referrer');
    // Other sites are what the script and the API are for.
    headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
    if (secure) headers.set('Strict-Transport-Security', 'max-age=31536000');
  };
}

/**
 * Lets pages of any origin, also the `null` of a sandboxed frame, call. There are no cookies and no
 * credentials, so an origin gives nobody a right.
 */
export function anyOrigin(): MiddlewareHandler {
  return async function allowAnyOrigin(c, next) {
    if (c.req.method === 'OPTIONS') {
      return c.body(null, 204, {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Methods': 'GET, HEAD, POST',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '86400',
      });
    }
    await next();
    c.res.headers.set('Access-Control-Allow-Origin', '*');
    return undefined;
  };
}
