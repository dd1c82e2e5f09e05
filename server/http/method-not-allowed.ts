import type { Hono } from 'hono';
import type { RouterRoute } from 'hono/types';
import { HttpProblem } from './http-problem.ts';

/** Answers 405 with `Allow` if a route has the path but not the method. Call this after the last route. */
export function methodNotAllowed(app: Hono, routes: readonly RouterRoute[]): void {
  const methodsByPath = new Map<string, string[]>();
  for (const { path, method } of routes) {
    // Middleware is listed as well, with the method ALL.
    if (method === 'ALL') continue;
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method]);
  }
  for (const [path, methods] of methodsByPath) {
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.all(path, () => {
      throw new HttpProblem(405, `Use one of these methods: ${allow}.`, { headers: { Allow: allow } });
    });
  }
}
