import { html, raw } from 'hono/html';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { type PublishedPetition, selectText } from '../petitions/published-petitions.ts';
import { pageUrl, subpageUrl } from './petition-page.ts';
import { type Appearance, applyAppearance, customProperties } from './theme.ts';

/** What a partner wants on its page. */
export interface EmbedOptions {
  petition: PublishedPetition;
  partner: string | undefined;
  /** The widget's language; undefined is the page's own. */
  lang: string | undefined;
  /** Of the partner, whose page most likely has the same. */
  pageLang: string;
  appearance: Appearance;
}

/** Where a script is, and what it must be: null where the newest is wanted. */
export interface Script {
  src: string;
  integrity: string | null;
}

export interface Scripts {
  widget: Script;
  frame: Script;
}

export const EMBED_METHODS = ['element', 'link', 'frame', 'address'] as const;
export type EmbedMethod = (typeof EMBED_METHODS)[number];

/**
 * What is to be pasted, for each of the four ways in, in as many parts as there are places. All of them show the same.
 */
export function createSnippets(
  wish: EmbedOptions,
  scripts: Scripts,
  publicUrl: string,
): Record<EmbedMethod, string[]> {
  const { petition, appearance } = wish;
  const lang = wish.lang ?? wish.pageLang;
  const text = selectText(petition, [lang]);
  const { words } = dictionaryFor(lang);
  const page = addressOf(wish, publicUrl);
  const label = `${words.sign}: ${text.title}`;
  const linked = applyAppearance(page, appearance);
  const framed = applyAppearance(subpageUrl(page, 'frame'), appearance);
  return {
    element: [
      lines(
        scriptTag(scripts.widget),
        html`<petition-widget ${widgetAttributes(wish)} style="${keepingItsPlace(wish)}">`,
        html`  <a href="${page}">${label}</a>`,
        html`</petition-widget>`,
      ),
    ],
    // The one into a site's theme, the other wherever it is wanted.
    link: [
      String(scriptTag(scripts.widget)),
      String(html`<a data-petition-widget href="${linked}">${label}</a>`),
    ],
    frame: [
      lines(
        html`<iframe src="${framed}" title="${label}" style="width:100%;height:${appearance.compact ? '16rem' : '60rem'};border:0${appearance.scheme ? `;border-radius:${appearance.radius ?? 12}px` : ''}"></iframe>`,
        scriptTag(scripts.frame),
      ),
    ],
    address: [applyAppearance(page, appearance)],
  };
}

/** What stands in the widget's tag, but for its style. */
export function widgetAttributes({ petition, partner, lang, appearance }: EmbedOptions) {
  return html`petition="${petition.slug}"${partner ? html` partner="${partner}"` : ''}${lang ? html` lang="${lang}"` : ''}${appearance.compact ? raw(' compact') : ''}${appearance.hideText ? raw(' hide-text') : ''}`;
}

/** The widget's style: its colour and corners; and, where it is to be lighter or darker than its page, a ground of its own. */
export function widgetStyle(look: Appearance): string {
  const ground = look.scheme
    ? [
        `color-scheme:${look.scheme}`,
        'background:Canvas',
        'color:CanvasText',
        'padding:1.5rem',
        `border-radius:${look.radius ?? 12}px`,
      ]
    : [];
  return [...customProperties(look), ...ground].join(';');
}

/** So that the page doesn't jump when the widget arrives. It is taller on phones. */
function keepingItsPlace({ petition, appearance }: EmbedOptions): string {
  const form = formHeight(petition);
  const height = appearance.compact
    ? '8.5rem'
    : appearance.hideText
      ? `max(${form}rem,${form + 21}rem - 60vw)`
      : `max(${form}rem,82rem - 78vw)`;
  return ['display:block', `min-height:${height}`, widgetStyle(appearance)].filter(Boolean).join(';');
}

/** How high count and form are where they have room, in rem: as measured with each field. */
function formHeight({ fields }: PublishedPetition): number {
  const asked = (...names: (keyof typeof fields)[]) => names.filter((name) => fields[name] !== 'off').length;
  return (
    25 +
    6 * asked('postalCode', 'country') +
    7 * asked('comment') +
    3 * asked('display', 'contact', 'partnerContact')
  );
}

/** The hosted page's, for this partner and in this language. */
function addressOf({ petition, partner, lang }: EmbedOptions, publicUrl: string): string {
  const url = new URL(pageUrl(publicUrl, petition));
  if (lang) url.searchParams.set('lang', lang);
  if (partner) url.searchParams.set('partner', partner);
  return url.href;
}

const scriptTag = ({ src, integrity }: Script) =>
  html`<script type="module" async src="${src}"${integrity ? html` integrity="${integrity}" crossorigin="anonymous"` : ''}></script>`;

const lines = (...each: unknown[]) => each.map(String).join('\n');
