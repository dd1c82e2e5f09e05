import { createHash } from 'node:crypto';
import type { Env, Handler } from 'hono';
import { parseAppearance } from '../../common/theme.ts';
import { hasAccounts } from '../accounts/accounts.ts';
import type { AppContext } from '../context.ts';
import { languageCaching, PageCache, sendPublicPage } from '../http/page-cache.ts';
import type { WidgetReleases } from '../http/widget-releases.ts';
import { parseAcceptLanguage } from '../i18n/accept-language.ts';
import { dictionaryFor, LANGUAGES } from '../i18n/dictionaries.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { embedHeaders, embedPage, withoutDefaults } from '../views/embed-page.ts';
import type { Script } from '../views/snippets.ts';
import { sendNotFoundPage } from './hosted-page.ts';

const MAX_AGE_S = 10;

/** Where partners get their snippet. Invalid parameters are ignored. */
export function getEmbedCode({
  petitions,
  releases,
  storage,
  config: { publicUrl },
}: AppContext): Handler<Env, '/p/:slug/embed-code'> {
  const newest = (name: string): Script => ({ src: `${publicUrl}/v1/${name}`, integrity: null });
  const pinned = (name: string): Script => pinnedScript(releases, publicUrl, name);
  const pages = new PageCache();
  return async function getEmbedCode(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c);
    const partner = c.req.query('partner') ?? '';
    const isKnown = Object.hasOwn(petition.partners, partner);
    const lang = c.req.query('lang') ?? '';
    const pageLanguage = c.req.query('hl');
    const preferred = pageLanguage ? [pageLanguage] : parseAcceptLanguage(c.req.header('Accept-Language'));
    const shape = c.req.query('shape');
    const script = c.req.query('pin') ? pinned : newest;
    const state = {
      petition,
      publicUrl,
      partner: isKnown ? partner : undefined,
      unknownPartner: partner !== '' && !isKnown,
      hasConsole: await hasAccounts(storage.db),
      lang: isOffered(petition, lang) ? lang : undefined,
      pageLang: dictionaryFor(...preferred, petition.texts[0]!.lang).lang,
      appearance: withoutDefaults({
        ...parseAppearance((name) => c.req.query(name)),
        compact: shape === 'compact',
        hideText: shape === 'hide-text',
        showImage: petition.image !== null && Boolean(c.req.query('show-image')),
      }),
      events: Boolean(c.req.query('events')),
      pinned: script === pinned,
      scripts: {
        widget: script('petition-widget.js'),
        frame: script('petition-frame.js'),
        list: script('petition-list.js'),
      },
    };
    const { petition: _, publicUrl: __, scripts: ___, ...variant } = state;
    const page = pages.get(petition, JSON.stringify(variant), () => embedPage(state));
    return sendPublicPage(c, page, {
      ...embedHeaders(publicUrl),
      ...languageCaching(Boolean(pageLanguage), MAX_AGE_S),
    });
  };
}

const isOffered = ({ texts }: PublishedPetition, lang: string) =>
  LANGUAGES.some((known) => known === lang) || texts.some((text) => text.lang === lang);

/** This version of a file, which is served forever, with the hash that browsers check. */
function pinnedScript(releases: WidgetReleases, publicUrl: string, name: string): Script {
  const { version } = releases.current(name)!;
  const { bytes } = releases.get(version, name)!;
  return {
    src: `${publicUrl}/${version}/${name}`,
    integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
  };
}
