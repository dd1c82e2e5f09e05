import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { frameHeaders, framePage } from '../views/frame-page.ts';
import { pageState, sendNotFoundPage } from './hosted-page.ts';

/** The petition for an `<iframe>` on any site that the petition allows. */
export function getFrame({ petitions, config }: AppContext): Handler<Env, '/p/:slug/frame'> {
  return function getFrame(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c, { framed: true });
    const state = pageState(c, petition, config, c.req.query('partner'));
    return c.html(framePage(state), 200, {
      ...frameHeaders(state),
      'Cache-Control': 'public, max-age=10',
      Vary: 'Accept-Language',
    });
  };
}
