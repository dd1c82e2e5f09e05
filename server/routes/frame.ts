import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { PageCache, sendPublicPage } from '../http/page-cache.ts';
import { frameHeaders, framePage } from '../views/frame-page.ts';
import { pageState, petitionCaching, sendNotFoundPage, variantOf } from './hosted-page.ts';

/** The petition for an `<iframe>` on any site that the petition allows. */
export function getFrame({ petitions, config }: AppContext): Handler<Env, '/p/:slug/frame'> {
  const pages = new PageCache();
  return function getFrame(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c, { framed: true });
    const state = pageState(c, petition, config, c.req.query('partner'));
    const page = pages.get(petition, variantOf(state), () => framePage(state));
    return sendPublicPage(c, page, { ...frameHeaders(state), ...petitionCaching(c, petition) });
  };
}
