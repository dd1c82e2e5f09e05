import type { Context } from 'hono';
import { HttpProblem } from './http-problem.ts';

/**
 * Refuses signatures from sites that a petition doesn't allow. Browsers always send the origin of such a request; CORS
 * alone would let it run and only hide the response from the page. Other programs can send any origin, and are limited
 * in other ways.
 *
 * @param origins null allows any
 * @throws HttpProblem 403
 */
export function assertAllowedOrigin(c: Context, origins: readonly string[] | null, publicUrl: string): void {
  if (origins === null) return;
  const origin = c.req.header('Origin');
  if (origin !== undefined && (origin === publicUrl || origins.includes(origin))) return;
  throw new HttpProblem(403, "This petition can't be signed from this site. Sign it on its hosted page.");
}
