import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { AppContext } from './context.ts';
import { fastRoute } from './http/fast-route.ts';
import { allowAnyOrigin, apiHeaders, setSecurityHeaders } from './http/headers.ts';
import { errorResponse, HttpProblem, methodProblem, problemResponse } from './http/http-problem.ts';
import { redirectToCanonicalPath } from './http/redirect-to-canonical-path.ts';
import { recordRequests } from './http/request-metrics.ts';
import { createApi } from './routes/api/api.ts';
import { TokenFailureLimiter } from './routes/api/require-token.ts';
import { createConsole } from './routes/console/console.ts';
import { getDocs } from './routes/docs.ts';
import { getConfirm, getWithdraw, postConfirm, postWithdraw } from './routes/email-links.ts';
import { getEmbedCode } from './routes/embed-code.ts';
import { getFrame } from './routes/frame.ts';
import { getHealth, getReadiness, getSelfCheck } from './routes/health.ts';
import { getFavicon, getFeed, getHome, getRobots, getSitemap } from './routes/home.ts';
import { getHostedPage, postHostedPage, sendFailurePage, sendNotFoundPage } from './routes/hosted-page.ts';
import { getImage } from './routes/images.ts';
import { listPetitions } from './routes/list-petitions.ts';
import { getMastodon, postMastodon } from './routes/mastodon.ts';
import { getNumbers } from './routes/numbers.ts';
import { getOEmbed } from './routes/oembed.ts';
import { getOpenApi } from './routes/openapi.ts';
import { addOsdiRoutes } from './routes/osdi.ts';
import { getCount, getPetition } from './routes/petitions.ts';
import { getPoster, getQrCode } from './routes/poster.ts';
import { getPrivacy } from './routes/privacy.ts';
import { postSignature } from './routes/signatures.ts';
import { getCard } from './routes/social-card.ts';
import { getUnsubscribe, postUnsubscribe } from './routes/unsubscribe.ts';
import { getFloatingScript, getWidgetFile } from './routes/widget-files.ts';

/** Can't collide with `/p/:slug`. */
const WIDGET_FILE = '/:version/:file{petition-[\\w.-]+\\.js(?:on)?}';

/** The whole server: every route, and the middleware its requests pass. */
export function createApp(context: AppContext): Hono {
  const { log, metrics, config } = context;

  // Hot paths. No middleware: it would cost more than the handlers. An app of their own, because Hono skips its
  // middleware chain only for requests that match a single handler.
  const app = new Hono();
  const fast = fastRoute(log, metrics, apiHeaders(config.publicUrl));
  app.get('/v1/petition-widget.js', fast(getFloatingScript(context)));
  app.get('/v1/petitions', fast(listPetitions(context)));
  app.get('/v1/petitions/:slug', fast(getPetition(context)));
  app.get('/v1/petitions/:slug/count', fast(getCount(context)));
  app.post('/v1/petitions/:slug/signatures', fast(postSignature(context)));

  // Everything else.
  const fallback = new Hono();
  app.notFound((c) => fallback.fetch(c.req.raw, c.env));
  fallback.use(recordRequests(metrics));
  const forOthers = setSecurityHeaders(config.publicUrl);
  const forOrganizers = setSecurityHeaders(config.publicUrl, 'same-origin');
  fallback.use((c, next) => (isForOrganizers(c.req.path) ? forOrganizers : forOthers)(c, next));
  for (const path of ['/v1/*', WIDGET_FILE, '/oembed', '/openapi.json', '/images/*']) {
    fallback.use(path, allowAnyOrigin());
  }
  fallback.use(redirectToCanonicalPath((path) => isRoute(context, path)));
  fallback.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const response = methodProblem(c, methods);
        return isNavigation(c) ? sendFailurePage(c, response) : response;
      },
    }),
  );

  fallback.get('/', getHome(context));
  fallback.get('/p/:slug', getHostedPage(context));
  fallback.post('/p/:slug', postHostedPage(context));
  fallback.get('/p/:slug/frame', getFrame(context));
  const card = getCard(context);
  fallback.get('/p/:slug/card.png', card);
  fallback.get('/p/:slug/card.jpg', card);
  fallback.get('/p/:slug/embed-code', getEmbedCode(context));
  fallback.get('/p/:slug/poster', getPoster(context));
  fallback.get('/p/:slug/qr.svg', getQrCode(context));
  fallback.get('/p/:slug/mastodon', getMastodon(context));
  fallback.post('/p/:slug/mastodon', postMastodon(context));
  fallback.get('/feed.xml', getFeed(context));
  fallback.get('/sitemap.xml', getSitemap(context));
  fallback.get('/robots.txt', getRobots(context));
  const favicon = getFavicon(context);
  fallback.get('/favicon.svg', favicon);
  fallback.get('/favicon.ico', favicon);
  fallback.get('/images/:file', getImage(context));
  fallback.get('/privacy', getPrivacy(context));
  fallback.get('/docs/:page', getDocs(context));
  fallback.get('/numbers/:token', getNumbers(context));
  fallback.get('/oembed', getOEmbed(context));
  fallback.get('/confirm/:token', getConfirm(context));
  fallback.post('/confirm/:token', postConfirm(context));
  fallback.get('/withdraw/:token', getWithdraw(context));
  fallback.post('/withdraw/:token', postWithdraw(context));
  fallback.get('/unsubscribe/:token', getUnsubscribe(context));
  fallback.post('/unsubscribe/:token', postUnsubscribe(context));
  fallback.get(WIDGET_FILE, getWidgetFile(context));
  const tokenFailures = new TokenFailureLimiter(context);
  fallback.route('/api/v1', createApi(context, tokenFailures));
  addOsdiRoutes(fallback, context, tokenFailures);
  fallback.route('/console', createConsole(context));
  fallback.get('/openapi.json', getOpenApi(context));
  fallback.get('/healthz', getHealth());
  fallback.get('/readyz', getReadiness(context));
  fallback.get('/self-check/:challenge', getSelfCheck(context));

  fallback.notFound((c) => {
    if (c.req.path.startsWith('/p/') || isNavigation(c)) return sendNotFoundPage(c);
    return problemResponse(c, new HttpProblem(404, 'Not found. GET /openapi.json lists all routes.'));
  });
  fallback.onError((error, c) => {
    const response = errorResponse(c, log, error);
    return isNavigation(c) ? sendFailurePage(c, response) : response;
  });
  // For `methodNotAllowed` and tests, which read `app.routes`. Requests are not routed by this list.
  app.routes.push(...fallback.routes);
  return app;
}

const OF_A_PETITION =
  /^\/(?:p\/([^/]+)(?:\/(?:frame|embed-code|card\.(?:png|jpg)|poster|qr\.svg|mastodon))?|v1\/petitions\/([^/]+)(?:\/(?:count|signatures))?)$/;
/** Not the list of petitions: a widget without a slug asks for `/v1/petitions/`, and must get an error. */
const OTHERS =
  /^\/(?:privacy|docs\/[\w-]+|feed\.xml|sitemap\.xml|robots\.txt|favicon\.(?:svg|ico)|(?:confirm|withdraw|unsubscribe|numbers|self-check)\/[\w-]+|v1\/petition-\w+\.js|openapi\.json|healthz|readyz)?$/;

/** Whether a path without anything around it leads to something. */
function isRoute({ petitions }: AppContext, path: string): boolean {
  const [, page, resource] = OF_A_PETITION.exec(path) ?? [];
  const slug = page ?? resource;
  return slug === undefined ? OTHERS.test(path) : petitions.get(slug) !== undefined;
}

/** Whether a browser asks for a page. Scripts and other programs get a problem document. */
const isNavigation = (c: Context) => /\btext\/html\b/i.test(c.req.header('Accept') ?? '');

/** What no other site may load. */
const isForOrganizers = (path: string) => /^\/(?:console|api|osdi)(?:\/|$)/.test(path);
