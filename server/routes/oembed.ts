import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { AppContext } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { CARD_HEIGHT, CARD_WIDTH } from '../views/card-size.ts';
import { parseHostedPageUrl } from '../views/hosted-page-url.ts';
import { pageUrl, subpageUrl } from '../views/petition-page.ts';
import { applyAppearance, parseAppearance } from '../views/theme.ts';

/** Of pixels, where the site that asks says nothing narrower. */
const WIDTH = 640;
const HEIGHT = 900;
const COMPACT_HEIGHT = 220;
/** WordPress lets no frame grow beyond that. */
const HIGHEST = 1_000;

/**
 * oEmbed (https://oembed.com): what an editor puts in the place of a hosted page's address. A frame, and before it a link,
 * which WordPress shows until the frame has told how high it is.
 */
export function getOEmbed({ petitions, config: { publicUrl } }: AppContext): Handler {
  return function getOEmbed(c) {
    const format = c.req.query('format') ?? 'json';
    if (format !== 'json') {
      throw new HttpProblem(501, 'This speaks JSON alone; leave out "format", or say json.');
    }
    const asked = c.req.query('url');
    if (!asked) throw new HttpProblem(400, 'The address of a petition’s page is missing: ?url=…');
    const page = parseHostedPageUrl(asked, publicUrl, petitions);
    if (!page) throw new HttpProblem(404, 'This is not the address of a petition’s page here.');
    const { petition, text, partner } = page;
    const url = pageUrl(publicUrl, petition, text, partner);
    const width = atMost(c.req.query('maxwidth'), WIDTH);
    const look = parseAppearance((name) => new URL(asked).searchParams.get(name));
    const height = atMost(c.req.query('maxheight'), look.compact ? COMPACT_HEIGHT : HEIGHT);
    const frame = applyAppearance(subpageUrl(url, 'frame'), look);
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
        // No wider or higher than the site that asks has room for: then none.
        ...((asNumber(c.req.query('maxwidth')) ?? CARD_WIDTH) >= CARD_WIDTH &&
          (asNumber(c.req.query('maxheight')) ?? CARD_HEIGHT) >= CARD_HEIGHT && {
            thumbnail_url: subpageUrl(pageUrl(publicUrl, petition, text), 'card.png'),
            thumbnail_width: CARD_WIDTH,
            thumbnail_height: CARD_HEIGHT,
          }),
        html: String(
          html`<blockquote><a href="${url}">${text.title}</a></blockquote><iframe src="${frame}" width="${width}" height="${height}" title="${text.title}" frameborder="0" marginwidth="0" marginheight="0" scrolling="auto"></iframe>`,
        ),
      },
      200,
      { 'Cache-Control': 'public, max-age=3600' },
    );
  };
}

/** Of pixels, as a site names them; what is no number is as if it hadn't. */
const asNumber = (asked: string | undefined) => (/^\d{1,5}$/.test(asked ?? '') ? Number(asked) : undefined);

/** What is too little to sign in is as if it hadn't been named. */
function atMost(asked: string | undefined, usual: number): number {
  const most = asNumber(asked) ?? usual;
  return most < 200 ? usual : Math.min(most, usual === WIDTH ? WIDTH : HIGHEST);
}
