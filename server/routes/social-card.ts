import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { etagMatches } from '../http/cache.ts';
import { HttpProblem, petitionNotFound } from '../http/http-problem.ts';
import { selectText } from '../petitions/published-petitions.ts';
import { SocialCardBusyError, SocialCardCache } from '../social-card/cache.ts';
import { buildCardText } from '../social-card/card-text.ts';
import { renderCard } from '../social-card/renderer.ts';

/** The image that link previews show for a petition. */
export function getCard(
  { petitions, config: { publicUrl } }: AppContext,
  cards: Pick<SocialCardCache, 'get'> = new SocialCardCache(renderCard),
): Handler<Env, '/p/:slug/card.png'> {
  return async function getCard(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) throw petitionNotFound();
    const lang = c.req.query('lang');
    const text = selectText(petition, lang ? [lang] : []);
    const cardText = buildCardText(petition, text, publicUrl);
    const { png, etag } = await cards.get(`${petition.id} ${text.lang}`, cardText).catch(toProblem);
    const headers = { ETag: etag, 'Cache-Control': 'public, max-age=300, stale-while-revalidate=86400' };
    if (etagMatches(c, etag)) return c.body(null, 304, headers);
    return c.body(png, 200, {
      ...headers,
      'Content-Type': 'image/png',
      'Content-Length': String(png.length),
    });
  };
}

function toProblem(error: unknown): never {
  if (!(error instanceof SocialCardBusyError)) throw error;
  throw new HttpProblem(503, 'Too many images are being drawn. Request this one again later.', {
    headers: { 'Retry-After': '5' },
  });
}
