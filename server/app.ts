import { Hono } from 'hono';
import type { AppContext } from './context.ts';
import { fastRoute } from './http/fast-route.ts';
import { ALLOW_ANY_ORIGIN, apiHeaders, preflight, securityHeaders, setHeaders } from './http/headers.ts';
import { errorResponse, HttpProblem, problemResponse } from './http/http-problem.ts';
import { methodNotAllowed } from './http/method-not-allowed.ts';
import { recordRequests } from './http/request-metrics.ts';
import { getConfirm, getWithdraw, postConfirm, postWithdraw } from './routes/email-links.ts';
import { getEmbedCode } from './routes/embed-code.ts';
import { getFrame } from './routes/frame.ts';
import { getHealth, getReadiness } from './routes/health.ts';
import { getPage, notFoundPage, postPage } from './routes/hosted-page.ts';
import { getOEmbed } from './routes/oembed.ts';
import { getOpenApi } from './routes/openapi.ts';
import { getCount, getPetition, listPetitions } from './routes/petitions.ts';
import { postSignature } from './routes/signatures.ts';
import { getCard } from './routes/social-card.ts';
import { getFloatingScript, getWidgetFile } from './routes/widget-files.ts';

/** No page has such an address, whatever its slug. */
const WIDGET_FILE = '/:version/:file{petition-[\\w.-]+\\.js(?:on)?}';

/** The whole server: every route, and what its requests pass. */
export function createApp(context: AppContext): Hono {
  const { log, metrics } = context;
  const headers = securityHeaders(context.config.publicUrl);

  // What every page with a widget asks for, and signing: no middleware, because it would cost more than the
  // answers do.
  const app = new Hono();
  const often = fastRoute(log, metrics, apiHeaders(context.config.publicUrl));
  app.get('/v1/petition-widget.js', often(getFloatingScript(context)));
  app.get('/v1/petitions', often(listPetitions(context)));
  app.get('/v1/petitions/:slug', often(getPetition(context)));
  app.get('/v1/petitions/:slug/count', often(getCount(context)));
  app.post('/v1/petitions/:slug/signatures', often(postSignature(context)));

  // Everything else.
  const rest = new Hono();
  app.notFound((c) => rest.fetch(c.req.raw, c.env));
  rest.use(recordRequests(metrics));
  rest.use(setHeaders(headers));
  for (const path of ['/v1/*', WIDGET_FILE, '/oembed', '/openapi.json']) {
    rest.use(path, setHeaders(ALLOW_ANY_ORIGIN), preflight());
  }

  rest.get('/p/:slug', getPage(context));
  rest.post('/p/:slug', postPage(context));
  rest.get('/p/:slug/frame', getFrame(context));
  rest.get('/p/:slug/card.png', getCard(context));
  rest.get('/p/:slug/embed-code', getEmbedCode(context));
  rest.get('/oembed', getOEmbed(context));
  rest.get('/confirm/:token', getConfirm(context));
  rest.post('/confirm/:token', postConfirm(context));
  rest.get('/withdraw/:token', getWithdraw(context));
  rest.post('/withdraw/:token', postWithdraw(context));
  rest.get(WIDGET_FILE, getWidgetFile(context));
  rest.get('/openapi.json', getOpenApi(context));
  rest.get('/healthz', getHealth());
  rest.get('/readyz', getReadiness(context));

  methodNotAllowed(rest, [...app.routes, ...rest.routes]);
  rest.notFound((c) => {
    if (c.req.path.startsWith('/p/')) return notFoundPage(c);
    return problemResponse(
      c,
      new HttpProblem(404, 'There is nothing at this address; /openapi.json lists what there is.'),
    );
  });
  rest.onError((error, c) => errorResponse(c, log, error));
  // For whoever lists what there is; requests find their way without.
  app.routes.push(...rest.routes);
  return app;
}
