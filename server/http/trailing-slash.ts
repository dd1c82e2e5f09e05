import type { Handler } from 'hono';

/**
 * Redirects to the same URL without the trailing slash that people type and editors add. 308 keeps the method, so a
 * form submitted there still signs.
 */
export function redirectTrailingSlash(): Handler {
  return function redirectTrailingSlash(c) {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(pathname.replace(/\/+$/, '') + search, 308);
  };
}
