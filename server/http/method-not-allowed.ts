import type { Hono } from 'hono';
import type { RouterRoute } from 'hono/types';
import { HttpProblem } from './http-problem.ts';

/** Answers 405 with `Allow` where one of `routes` has the path and not the method. Call it after the last route. */
export function methodNotAllowed(app: Hono, routes: readonly RouterRoute[]): void {
  const methodsOf = new Map<string, string[]>();
  for (const { path, method } of routes) {
    // Middleware stands among the routes as well, under the method ALL.
    if (method === 'ALL') continue;
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), method]);
  }
  for (const [path, methods] of methodsOf) {
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.all(path, () => {
      throw new HttpProblem(405, `This address takes ${allow}.`, { headers: { Allow: allow } });
    });
  }
}
