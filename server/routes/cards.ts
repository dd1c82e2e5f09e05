import type { Handler } from 'hono';
import type { Context } from '../context.ts';
import { isKnown } from '../http/cache.ts';
import { noSuchPetition, Problem } from '../http/problem.ts';
import { textIn } from '../petitions/catalogue.ts';
import { SocialCardBusyError, SocialCardCache } from '../social-card/cache.ts';
import { buildCardText } from '../social-card/card-text.ts';
import { renderCard } from '../social-card/renderer.ts';

/** The image that link previews show for a petition. */
export function getCard(
  { catalogue, config: { publicUrl } }: Context,
  cards: Pick<SocialCardCache, 'get'> = new SocialCardCache(renderCard),
): Handler {
  return async function getCard(c) {
    const petition = catalogue.get(c.req.param('slug')!);
    if (!petition) throw noSuchPetition();
    const lang = c.req.query('lang');
    const text = textIn(petition, lang ? [lang] : []);
    const cardText = buildCardText(petition, text, publicUrl);
    const { png, etag } = await cards.get(`${petition.id} ${text.lang}`, cardText).catch(toProblem);
    const headers = { ETag: etag, 'Cache-Control': 'public, max-age=300, stale-while-revalidate=86400' };
    if (isKnown(c, etag)) return c.body(null, 304, headers);
    return c.body(png, 200, {
      ...headers,
      'Content-Type': 'image/png',
      'Content-Length': String(png.length),
    });
  };
}

function toProblem(error: unknown): never {
  if (!(error instanceof SocialCardBusyError)) throw error;
  throw new Problem(503, 'Too many images are being drawn. Request this one again later.', {
    headers: { 'Retry-After': '5' },
  });
}
