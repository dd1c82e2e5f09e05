import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { PageCache, sendPublicPage } from '../http/page-cache.ts';
import { POSTER_HEADERS, posterPage } from '../views/poster-page.ts';
import { qrCodeFile } from '../views/qr-code.ts';
import { pageUrl } from '../views/urls.ts';
import { pageState, petitionCaching, sendNotFoundPage, variantOf } from './hosted-page.ts';

/** A poster to print. A closed petition has none: its page tells what came of it. */
export function getPoster({ petitions, config }: AppContext): Handler<Env, '/p/:slug/poster'> {
  const pages = new PageCache();
  return function getPoster(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c);
    const state = pageState(c, petition, config, c.req.query('partner'));
    if (petition.status === 'closed') return c.redirect(pageUrl(config.publicUrl, petition, state));
    const page = pages.get(petition, variantOf(state), () => posterPage(state));
    return sendPublicPage(c, page, { ...POSTER_HEADERS, ...petitionCaching(c, petition) });
  };
}

/** Printed codes last for years, and so does what this one contains. */
const QR_CODE_MAX_AGE_S = 86_400;

/** The poster's QR code as a file. Only `lang` in the URL chooses a language: it is printed for everyone. */
export function getQrCode({ petitions, config }: AppContext): Handler<Env, '/p/:slug/qr.svg'> {
  return function getQrCode(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c);
    const { partner, text } = pageState(c, petition, config, c.req.query('partner'));
    const url = pageUrl(config.publicUrl, petition, { partner, ...(c.req.query('lang') && { text }) });
    return c.body(qrCodeFile(url), 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': `public, max-age=${QR_CODE_MAX_AGE_S}`,
      // A file for flyers, not a page: an SVG can hold scripts, and this one holds none.
      'Content-Security-Policy': "default-src 'none'",
    });
  };
}
