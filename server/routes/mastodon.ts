import type { Context, Env, Handler } from 'hono';
import { cleanInput } from '../../common/clean-input.ts';
import { mastodonShareUrl } from '../../common/share-targets.ts';
import type { AppContext } from '../context.ts';
import { readForm } from '../http/body.ts';
import { PageCache, sendPublicPage } from '../http/page-cache.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { MASTODON_HEADERS, mastodonPage } from '../views/mastodon-page.ts';
import { pageUrl } from '../views/urls.ts';
import { pageState, petitionCaching, sendNotFoundPage, variantOf } from './hosted-page.ts';

/** Asks for a Mastodon server. A page of ours, because those of others would learn who shares what. */
export function getMastodon(context: AppContext): Handler<Env, '/p/:slug/mastodon'> {
  const pages = new PageCache();
  return function getMastodon(c) {
    const petition = context.petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c);
    const state = pageState(c, petition, context.config, c.req.query('partner'));
    const page = pages.get(petition, variantOf(state), () => mastodonPage(sharedBy(context, c, petition)));
    return sendPublicPage(c, page, { ...MASTODON_HEADERS, ...petitionCaching(c, petition) });
  };
}

/** Redirects to the server's page to share. A POST, so that the server isn't in a URL, which proxies log. */
export function postMastodon(context: AppContext): Handler<Env, '/p/:slug/mastodon'> {
  return async function postMastodon(c) {
    const petition = context.petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c);
    const shared = sharedBy(context, c, petition);
    const entered = (await readForm(c)).get('server') ?? '';
    const server = parseServer(entered);
    c.header('Cache-Control', 'no-store');
    // Other sites can't use this page to send people anywhere: they see the page, and what they would be sent to.
    const isFromElsewhere = /^(?:cross|same)-site$/.test(c.req.header('Sec-Fetch-Site') ?? '');
    if (server === undefined || isFromElsewhere) {
      return c.html(mastodonPage({ ...shared, rejected: entered }), 422, MASTODON_HEADERS);
    }
    const { title, lang, shareText } = shared.text;
    return c.redirect(mastodonShareUrl(server, { title, lang, shareText, url: shared.url }), 303);
  };
}

function sharedBy({ config }: AppContext, c: Context, petition: PublishedPetition) {
  const { text, publicUrl, partner } = pageState(c, petition, config, c.req.query('partner'));
  return { text, url: pageUrl(publicUrl, petition, { text, partner }) };
}

/** A host name with a dot. No port and no IP address: people enter the name that they know. */
const HOST_NAME = /^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/;

/** The host name in what people enter: "mastodon.social", "https://mastodon.social/@ana", or "@ana@mastodon.social". */
export function parseServer(entered: string): string | undefined {
  const written = cleanInput(entered, 'email')
    .replace(/^(?:https?:)?\/*/i, '')
    .replace(/[/?#].*$/, '')
    .replace(/^.*@/, '');
  if (!URL.canParse(`https://${written}`)) return undefined;
  const { host } = new URL(`https://${written}`);
  return HOST_NAME.test(host) ? host : undefined;
}
