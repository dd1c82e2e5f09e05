import { Hono } from 'hono';
import type { Context } from './context.ts';
import { limitBody } from './http/body.ts';
import { anyOrigin, commonHeaders } from './http/headers.ts';
import { logRequests } from './http/log.ts';
import { methodNotAllowed } from './http/methods.ts';
import { Problem, problemResponse } from './http/problem.ts';
import { getHealth, getReadiness } from './routes/health.ts';
import { getOpenApi } from './routes/openapi.ts';
import { getPage, notFoundPage, postPage } from './routes/pages.ts';
import { getCount, getPetition, listPetitions } from './routes/petitions.ts';
import { postSignature } from './routes/signatures.ts';
import { getFloatingScript, getPinnedScript } from './routes/widget-script.ts';

/** The whole server: what every request passes, and every route. */
export function createApp(context: Context): Hono {
  const app = new Hono();

  app.use(logRequests(context.log));
  app.use(commonHeaders(context.config.publicUrl));
  app.use('/v1/*', anyOrigin());
  app.use('/:version/petition-widget.js', anyOrigin());
  app.use('/openapi.json', anyOrigin());
  app.use(limitBody);

  // For every page that holds a widget: cacheable, answered from memory.
  app.get('/v1/petition-widget.js', getFloatingScript(context));
  app.get('/:version/petition-widget.js', getPinnedScript(context));
  app.get('/v1/petitions', listPetitions(context));
  app.get('/v1/petitions/:slug', getPetition(context));
  app.get('/v1/petitions/:slug/count', getCount(context));

  // For supporters: writes, never cached.
  app.post('/v1/petitions/:slug/signatures', postSignature(context));
  app.get('/p/:slug', getPage(context));
  app.post('/p/:slug', postPage(context));

  // For those who run and build on it.
  app.get('/openapi.json', getOpenApi(context));
  app.get('/healthz', getHealth());
  app.get('/readyz', getReadiness(context));

  methodNotAllowed(app);

  app.notFound((c) => {
    if (c.req.path.startsWith('/p/')) return notFoundPage(c);
    return problemResponse(
      c,
      new Problem(404, 'There is nothing at this address; /openapi.json lists what there is.'),
    );
  });
  app.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(c, error);
    // Whoever hung up amid a request hears no answer, and it is no fault of ours.
    if (c.req.raw.signal.aborted) return problemResponse(c, new Problem(400, 'The request ended too early.'));
    context.log.error({ err: error }, 'a request failed');
    return problemResponse(
      c,
      new Problem(500, 'The server made a mistake; it was logged. Please try again.'),
    );
  });
  return app;
}
