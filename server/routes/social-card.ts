import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { etagMatches } from '../http/cache.ts';
import { HttpProblem, petitionNotFound } from '../http/http-problem.ts';
import type { ImageCache } from '../images/image-cache.ts';
import { selectText } from '../petitions/published-petitions.ts';
import { SocialCardBusyError, SocialCardCache } from '../social-card/cache.ts';
import { buildCardText, type CardText } from '../social-card/card-text.ts';
import { renderCard } from '../social-card/renderer.ts';
import { cardUrl } from '../views/urls.ts';

const CACHING = { 'Cache-Control': 'public, max-age=300, stale-while-revalidate=86400' };

/** The image that link previews show for a petition: a JPEG if it has a picture, otherwise a PNG. */
export function getCard(
  { petitions, images, config: { publicUrl } }: AppContext,
  cards: Pick<SocialCardCache, 'get'> = new SocialCardCache((text) => drawCard(images, text)),
): Handler<Env, '/p/:slug/card.png' | '/p/:slug/card.jpg'> {
  return async function getCard(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) throw petitionNotFound();
    const lang = c.req.query('lang');
    const text = selectText(petition, lang ? [lang] : []);
    // A link can be from before the petition got its picture, or lost it.
    if (!c.req.path.endsWith(petition.image ? '.jpg' : '.png')) {
      return c.body(null, 302, { ...CACHING, Location: cardUrl(publicUrl, petition, text) });
    }
    const key = `${petition.id} ${text.lang} ${petition.image?.hash}`;
    const { bytes, etag } = await cards.get(key, buildCardText(petition, text, publicUrl)).catch(toProblem);
    const headers = { ...CACHING, ETag: etag };
    if (etagMatches(c, etag)) return c.body(null, 304, headers);
    return c.body(bytes, 200, {
      ...headers,
      'Content-Type': petition.image ? 'image/jpeg' : 'image/png',
      'Content-Length': String(bytes.length),
    });
  };
}

async function drawCard(images: ImageCache, text: CardText): Promise<Buffer<ArrayBuffer>> {
  if (!text.image) return renderCard(text);
  const { hash, width } = text.image;
  const picture = await images.get(hash, width);
  if (!picture) throw new Error(`picture ${hash} of ${width} pixels is not stored`);
  return renderCard(text, picture.bytes);
}

function toProblem(error: unknown): never {
  if (!(error instanceof SocialCardBusyError)) throw error;
  throw new HttpProblem(503, 'Too many images are being drawn. Request this one again later.', {
    headers: { 'Retry-After': '5' },
  });
}
