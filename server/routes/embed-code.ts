import { createHash } from 'node:crypto';
import type { Handler } from 'hono';
import type { AppContext } from '../context.ts';
import type { WidgetReleases } from '../http/widget-releases.ts';
import { dictionaryFor, LANGUAGES } from '../i18n/dictionaries.ts';
import type { PublishedPetition } from '../petitions/published-petitions.ts';
import { embedHeaders, embedPage, withoutDefaults } from '../views/embed-page.ts';
import type { Script } from '../views/snippets.ts';
import { parseAppearance } from '../views/theme.ts';
import { notFoundPage } from './hosted-page.ts';

/** Where a partner takes what to paste. What the address says and isn't understood is as if it weren't said. */
export function getEmbedCode({ petitions, releases, config: { publicUrl } }: AppContext): Handler {
  const newest = (name: string): Script => ({ src: `${publicUrl}/v1/${name}`, integrity: null });
  const pinned = (name: string): Script => pinnedScript(releases, publicUrl, name);
  return function getEmbedCode(c) {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) return notFoundPage(c);
    const partner = c.req.query('partner') ?? '';
    const isKnown = Object.hasOwn(petition.partners, partner);
    const lang = c.req.query('lang') ?? '';
    const spoken = c.req.query('hl') ?? c.req.header('Accept-Language')?.split(/[,;]/, 1)[0]?.trim();
    const shape = c.req.query('shape');
    const script = c.req.query('pin') ? pinned : newest;
    return c.html(
      embedPage({
        petition,
        publicUrl,
        partner: isKnown ? partner : undefined,
        unknownPartner: partner !== '' && !isKnown,
        lang: isOffered(petition, lang) ? lang : undefined,
        pageLang: dictionaryFor(spoken || petition.texts[0]!.lang).lang,
        appearance: withoutDefaults({
          ...parseAppearance((name) => c.req.query(name)),
          compact: shape === 'compact',
          hideText: shape === 'hide-text',
        }),
        pinned: script === pinned,
        scripts: { widget: script('petition-widget.js'), frame: script('petition-frame.js') },
      }),
      200,
      { ...embedHeaders(publicUrl), 'Cache-Control': 'public, max-age=10', Vary: 'Accept-Language' },
    );
  };
}

const isOffered = ({ texts }: PublishedPetition, lang: string) =>
  LANGUAGES.includes(lang) || texts.some((text) => text.lang === lang);

/** This version of a file, for ever, with what a browser checks it by. */
function pinnedScript(releases: WidgetReleases, publicUrl: string, name: string): Script {
  const { version } = releases.current(name)!;
  const { bytes } = releases.get(version, name)!;
  return {
    src: `${publicUrl}/${version}/${name}`,
    integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
  };
}
