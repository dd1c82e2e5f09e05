import type { Handler } from 'hono';
import { cardTextOf } from '../card/card-text.ts';
import { Cards } from '../card/cards.ts';
import type { AppContext } from '../context.ts';
import { etagMatches } from '../http/cache.ts';
import { petitionNotFound } from '../http/http-problem.ts';
import { selectText } from '../petitions/published-petitions.ts';

/** The picture that stands for a petition where its page is linked to. */
export function getCard({ petitions, config: { publicUrl } }: AppContext): Handler {
  // What draws takes memory and time to load: once somebody asks.
  const cards = new Cards(async (text) => (await import('../card/draw-card.ts')).drawCard(text));
  return async function getCard(c) {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) throw petitionNotFound();
    const lang = c.req.query('lang');
    const text = selectText(petition, lang ? [lang] : []);
    const { png, etag } = await cards.of(
      `${petition.id} ${text.lang}`,
      cardTextOf(petition, text, publicUrl),
    );
    const headers = { ETag: etag, 'Cache-Control': 'public, max-age=300, stale-while-revalidate=86400' };
    if (etagMatches(c, etag)) return c.body(null, 304, headers);
    return c.body(png, 200, {
      ...headers,
      'Content-Type': 'image/png',
      'Content-Length': String(png.length),
    });
  };
}
