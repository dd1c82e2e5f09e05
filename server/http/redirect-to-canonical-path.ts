import type { MiddlewareHandler } from 'hono';
import { canonicalPath } from '../lib/canonical-path.ts';

/**
 * Redirects to the canonical path, if there is something. 308 keeps the method, so a form submitted there still signs.
 *
 * @param exists whether a canonical path leads to anything
 */
export function redirectToCanonicalPath(exists: (path: string) => boolean): MiddlewareHandler {
  return async function redirectToCanonicalPath(c, next) {
    const canonical = canonicalPath(c.req.path);
    if (canonical === undefined || !exists(canonical.path)) return next();
    const parameters = new URLSearchParams([...new URL(c.req.url).searchParams, ...canonical.parameters]);
    return c.redirect(parameters.size > 0 ? `${canonical.path}?${parameters}` : canonical.path, 308);
  };
}
