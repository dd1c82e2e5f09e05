import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { AppContext } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { CARD_HEIGHT, CARD_WIDTH } from '../social-card/card-text.ts';
import { cardUrl, pageUrl, parseHostedPageUrl, subpageUrl, withAppearance } from '../views/urls.ts';

/** Pixels, if the requesting site sets no tighter limit. */
const DEFAULT_WIDTH = 640;
const DEFAULT_HEIGHT = 900;
const COMPACT_HEIGHT = 220;
/** Too small to sign in. A site that asks for less gets the default. */
const MIN_SIZE = 200;
/** WordPress cuts off taller frames. */
const MAX_HEIGHT = 1_000;

/**
 * oEmbed (https://oembed.com): what an editor inserts for the URL of a hosted page. A frame, preceded by a link that
 * WordPress shows until the frame has reported its height.
 */
export function getOEmbed({ petitions, config: { publicUrl } }: AppContext): Handler {
  return function getOEmbed(c) {
    const format = c.req.query('format') ?? 'json';
    if (format !== 'json') {
      throw new HttpProblem(501, 'Only JSON is supported. Omit `format`, or set it to json.');
    }
    const requestedUrl = c.req.query('url');
    if (!requestedUrl) {
      throw new HttpProblem(400, 'The `url` parameter is required: the URL of a petition page.');
    }
    const page = parseHostedPageUrl(requestedUrl, publicUrl, petitions);
    if (!page) throw new HttpProblem(404, '`url` is not a petition page on this server.');
    const { petition, text, partner, appearance } = page;
    const url = pageUrl(publicUrl, petition, { text, partner });
    const maxWidth = parsePixels(c.req.query('maxwidth'));
    const maxHeight = parsePixels(c.req.query('maxheight'));
    const width = frameWidth(maxWidth);
    const height = frameHeight(maxHeight, appearance.compact);
    const frame = withAppearance(subpageUrl(url, 'frame'), appearance);
    return c.json(
      {
        version: '1.0',
        type: 'rich',
        title: text.title,
        author_name: petition.creator,
        provider_name: new URL(publicUrl).host,
        provider_url: publicUrl,
        cache_age: 3600,
        width,
        height,
        // A thumbnail may not exceed the site's limits.
        ...((maxWidth ?? CARD_WIDTH) >= CARD_WIDTH &&
          (maxHeight ?? CARD_HEIGHT) >= CARD_HEIGHT && {
            thumbnail_url: cardUrl(publicUrl, petition, text),
            thumbnail_width: CARD_WIDTH,
            thumbnail_height: CARD_HEIGHT,
          }),
        html: String(
          html`<blockquote><a href="${url}">${text.title}</a></blockquote><iframe src="${frame}" width="${width}" height="${height}" title="${text.title}" allow="web-share; clipboard-write" frameborder="0" marginwidth="0" marginheight="0" scrolling="auto"></iframe>`,
        ),
      },
      200,
      { 'Cache-Control': 'public, max-age=3600' },
    );
  };
}

/** Undefined if it isn't a number. */
const parsePixels = (value: string | undefined) =>
  /^\d{1,5}$/.test(value ?? '') ? Number(value) : undefined;

const isUsable = (limit: number | undefined): limit is number => limit !== undefined && limit >= MIN_SIZE;

const frameWidth = (maxWidth: number | undefined) =>
  isUsable(maxWidth) ? Math.min(maxWidth, DEFAULT_WIDTH) : DEFAULT_WIDTH;

function frameHeight(maxHeight: number | undefined, compact: boolean): number {
  if (!isUsable(maxHeight)) return compact ? COMPACT_HEIGHT : DEFAULT_HEIGHT;
  return Math.min(maxHeight, MAX_HEIGHT);
}
