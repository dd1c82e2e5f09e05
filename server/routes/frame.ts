import type { Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { frameHeaders, framePage } from '../views/frame-page.ts';
import { notFoundPage, stateOf } from './hosted-page.ts';

/** What stands in a frame, on any site that a petition may be signed from. */
export function getFrame({ petitions, config }: AppContext): Handler {
  return function getFrame(c) {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) return notFoundPage(c, 'framed');
    const state = stateOf(c, petition, config, c.req.query('partner'));
    return c.html(framePage(state), 200, {
      ...frameHeaders(state),
      'Cache-Control': 'public, max-age=10',
      Vary: 'Accept-Language',
    });
  };
}
