import { html, raw } from 'hono/html';
import { type Appearance, DEFAULT_RADIUS_PX } from '../../common/theme.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { describeDeadline } from '../petitions/deadline.ts';
import { describeMomentum } from '../petitions/momentum.ts';
import { selectText } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { preloadLinks } from './preload-links.ts';
import { propertyDeclarations } from './theme.ts';
import { pageUrl, subpageUrl, withAppearance } from './urls.ts';

/** What a partner chose for its site. */
export interface EmbedOptions {
  petition: PublishedPetition;
  partner: string | undefined;
  /** The widget's language. Undefined follows the page. */
  lang: string | undefined;
  /** Language of the embed page, which the partner's site most likely has too. */
  pageLang: string;
  appearance: Appearance;
  /** Whether a frame tells its page that a visitor signs or shares. */
  events: boolean;
}

/** A script's URL. `integrity` is null for the newest version. */
export interface Script {
  src: string;
  integrity: string | null;
}

export interface Scripts {
  widget: Script;
  frame: Script;
  list: Script;
}

export const EMBED_METHODS = ['element', 'link', 'frame', 'address'] as const;
type EmbedMethod = (typeof EMBED_METHODS)[number];

/** The snippets for each method, one part per place to paste it. All methods show the same. */
export function createSnippets(
  options: EmbedOptions,
  scripts: Scripts,
  publicUrl: string,
): Record<EmbedMethod, string[]> {
  const { petition, appearance } = options;
  const lang = options.lang ?? options.pageLang;
  const text = selectText(petition, [lang]);
  const { words } = dictionaryFor(lang);
  const page = partnerPageUrl(options, publicUrl);
  const label = `${words.sign}: ${text.title}`;
  const linked = withAppearance(page, appearance);
  const framed = new URL(withAppearance(subpageUrl(page, 'frame'), appearance));
  if (options.events) framed.searchParams.set('events', '');
  return {
    element: [
      lines(
        scriptTag(scripts.widget),
        ...preloadLinks(options, scripts.widget.src, publicUrl),
        html`<petition-widget ${widgetAttributes(options)} style="${reservedSpace(options)}">`,
        html`  <a href="${page}">${label}</a>`,
        html`</petition-widget>`,
      ),
    ],
    // The first goes into the site's theme, the second wherever the petition should be.
    link: [
      String(scriptTag(scripts.widget)),
      String(html`<a data-petition-widget href="${linked}">${label}</a>`),
    ],
    frame: [
      lines(
        html`<iframe src="${framed.href}" title="${label}" allow="web-share; clipboard-write" style="display:block;width:100%;height:${appearance.compact ? '16rem' : '60rem'};border:0${appearance.scheme ? `;border-radius:${appearance.radius ?? DEFAULT_RADIUS_PX}px` : ''}"></iframe>`,
        scriptTag(scripts.frame),
      ),
    ],
    address: [withAppearance(page, appearance)],
  };
}

/** All petitions of the partner, or of the server. They look like the widget. */
export function listSnippet({ partner, lang, appearance }: EmbedOptions, script: Script, publicUrl: string) {
  const style = ['display:block', 'min-height:30rem', widgetStyle(appearance)].filter(Boolean).join(';');
  return lines(
    scriptTag(script),
    html`<petition-list${partner ? html` partner="${partner}"` : ''}${lang ? html` lang="${lang}"` : ''} style="${style}">`,
    html`  <a href="${publicUrl}/">${publicUrl}/</a>`,
    html`</petition-list>`,
  );
}

/**
 * Counts signatures in the page's own statistics, also those in frames that report to the page. Code isn't translated. Only what a
 * page has is called.
 */
export const CONVERSION_SNIPPET = `<script>
  document.addEventListener('petition-signed', ({ petition }) => {
    // Matomo
    window._paq?.push(['trackEvent', 'Petition', 'Signed', petition]);
    // Plausible
    window.plausible?.('Petition signed', { props: { petition } });
    // Google Analytics, or else Google Tag Manager
    if (window.gtag) gtag('event', 'petition_signed', { petition });
    else window.dataLayer?.push({ event: 'petition-signed', petition });
  });
</script>`;

/** The widget's attributes, except `style`. */
export function widgetAttributes({ petition, partner, lang, appearance }: EmbedOptions) {
  return html`petition="${petition.slug}"${partner ? html` partner="${partner}"` : ''}${lang ? html` lang="${lang}"` : ''}${appearance.compact ? raw(' compact') : ''}${appearance.hideText ? raw(' hide-text') : ''}${appearance.showImage ? raw(' show-image') : ''}`;
}

/** The widget's `style`: color, corners, and its own background if it is lighter or darker than its page. */
export function widgetStyle(appearance: Appearance): string {
  const background = appearance.scheme
    ? [
        `color-scheme:${appearance.scheme}`,
        'background:Canvas',
        'color:CanvasText',
        'padding:1.5rem',
        `border-radius:${appearance.radius ?? DEFAULT_RADIUS_PX}px`,
      ]
    : [];
  return [...propertyDeclarations(appearance), ...background].join(';');
}

/** Reserves the widget's space, so that the page doesn't jump. The widget is taller on phones. */
function reservedSpace(options: EmbedOptions): string {
  const { petition, appearance } = options;
  const form = formHeight(options);
  const height = appearance.compact
    ? compactHeight(options)
    : appearance.hideText
      ? `max(${form}rem,${form + 21}rem - 60vw)`
      : `max(${form}rem,82rem - 78vw${pictureHeight(petition, appearance)})`;
  return ['display:block', `min-height:${height}`, widgetStyle(appearance)].filter(Boolean).join(';');
}

/** How many characters of a title fit on a line in a sidebar. */
const LINE_LENGTH = 28;

/** Most titles have one or two lines. */
function compactHeight({ petition, lang, pageLang, appearance }: EmbedOptions): string {
  if (appearance.hideText) return '8.5rem';
  const { title } = selectText(petition, [lang ?? pageLang]);
  return title.length > LINE_LENGTH ? '13rem' : '11.5rem';
}

/** Height of the picture in one column, as a summand. In two columns, the form is usually taller than picture and text. */
function pictureHeight({ image }: PublishedPetition, { showImage }: Appearance): string {
  if (!showImage || !image) return '';
  return ` + ${(image.height / image.width).toFixed(2)}*min(100vw,30rem)`;
}

/** Height of count and form in two columns, in rem, as measured with everything that they may have. */
function formHeight({ petition, ...options }: EmbedOptions): number {
  const { fields } = petition;
  const lang = options.lang ?? options.pageLang;
  const { words } = dictionaryFor(lang);
  const countShown = (...names: (keyof typeof fields)[]) =>
    names.filter((name) => fields[name] !== 'off').length;
  const notices = [describeMomentum, describeDeadline].filter(
    (describe) => describe(petition, lang, words) !== null,
  );
  return (
    28 +
    6 * countShown('postalCode', 'country') +
    7 * countShown('comment') +
    3 * countShown('display', 'contact', 'partnerContact') +
    2.5 * notices.length +
    organizerHeight(petition, words)
  );
}

/** How many characters fit on a line below the form. */
const FORM_LINE_LENGTH = 76;

/** Height of who is behind the petition, with the links. */
function organizerHeight({ organizer }: PublishedPetition, words: Dictionary): number {
  if (!organizer) return 0;
  const { name, logo, email, privacyUrl, imprintUrl } = organizer;
  const parts = [
    words.organizedBy.replace('#', name),
    email,
    privacyUrl && words.privacyPolicy,
    imprintUrl && words.imprint,
  ].filter(Boolean);
  // The space between them is as wide as two characters.
  return 2.5 + 1.5 * Math.floor(parts.join('  ').length / FORM_LINE_LENGTH) + (logo ? 2.5 : 0);
}

/** URL of the hosted page, for this partner and in this language. */
function partnerPageUrl({ petition, partner, lang }: EmbedOptions, publicUrl: string): string {
  const url = new URL(pageUrl(publicUrl, petition));
  if (lang) url.searchParams.set('lang', lang);
  if (partner) url.searchParams.set('partner', partner);
  return url.href;
}

const scriptTag = ({ src, integrity }: Script) =>
  html`<script type="module" async src="${src}"${integrity ? html` integrity="${integrity}" crossorigin="anonymous"` : ''}></script>`;

const lines = (...parts: unknown[]) => parts.map(String).join('\n');
