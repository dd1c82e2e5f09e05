import type { Context as HonoContext } from 'hono';
import { HttpProblem } from './http-problem.ts';

/**
 * Refuses to sign from a site that isn't among a petition's. Browsers always say where a request that signs comes
 * from; CORS alone would let it run, and only keep its answer from the page. A program can say what it likes, and
 * meets the other limits.
 *
 * @param origins null is any
 * @throws Problem 403
 */
export function assertAllowedOrigin(
  c: HonoContext,
  origins: readonly string[] | null,
  publicUrl: string,
): void {
  if (origins === null) return;
  const origin = c.req.header('Origin');
  if (origin !== undefined && (origin === publicUrl || origins.includes(origin))) return;
  throw new HttpProblem(403, 'This petition can’t be signed from this site; sign it on its hosted page.');
}
