import { html, raw } from 'hono/html';
import { wordsIn } from '../i18n/dictionaries.ts';
import { type PublishedPetition, textIn } from '../petitions/published-petitions.ts';
import { below, pageUrl } from './petition-page.ts';
import { declarationsOf, type Look, withLook } from './theme.ts';

/** What a partner wants on its page. */
export interface Wish {
  petition: PublishedPetition;
  partner: string | undefined;
  /** The widget's language; undefined is the page's own. */
  lang: string | undefined;
  /** Of the partner, whose page most likely has the same. */
  pageLang: string;
  look: Look;
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

export const WAYS = ['element', 'link', 'frame', 'address'] as const;
export type Way = (typeof WAYS)[number];

/**
 * What is to be pasted, for each of the four ways in, in as many parts as there are places. All of them show the same.
 */
export function snippetsFor(wish: Wish, scripts: Scripts, publicUrl: string): Record<Way, string[]> {
  const { petition, look } = wish;
  const lang = wish.lang ?? wish.pageLang;
  const text = textIn(petition, [lang]);
  const { words } = wordsIn(lang);
  const page = addressOf(wish, publicUrl);
  const label = `${words.sign}: ${text.title}`;
  const linked = withLook(page, look);
  const framed = withLook(below(page, 'frame'), look);
  return {
    element: [
      lines(
        scriptTag(scripts.widget),
        html`<petition-widget ${attributesOf(wish)} style="${keepingItsPlace(wish)}">`,
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
        html`<iframe src="${framed}" title="${label}" style="width:100%;height:${look.compact ? '16rem' : '60rem'};border:0${look.scheme ? `;border-radius:${look.radius ?? 12}px` : ''}"></iframe>`,
        scriptTag(scripts.frame),
      ),
    ],
    address: [withLook(page, look)],
  };
}

/** What stands in the widget's tag, but for its style. */
export function attributesOf({ petition, partner, lang, look }: Wish) {
  return html`petition="${petition.slug}"${partner ? html` partner="${partner}"` : ''}${lang ? html` lang="${lang}"` : ''}${look.compact ? raw(' compact') : ''}${look.hideText ? raw(' hide-text') : ''}`;
}

/** The widget's style: its colour and corners; and, where it is to be lighter or darker than its page, a ground of its own. */
export function styleOf(look: Look): string {
  const ground = look.scheme
    ? [
        `color-scheme:${look.scheme}`,
        'background:Canvas',
        'color:CanvasText',
        'padding:1.5rem',
        `border-radius:${look.radius ?? 12}px`,
      ]
    : [];
  return [...declarationsOf(look), ...ground].join(';');
}

/** So that the page doesn't jump when the widget arrives. It is taller on phones. */
function keepingItsPlace({ petition, look }: Wish): string {
  const form = formHeight(petition);
  const height = look.compact
    ? '8.5rem'
    : look.hideText
      ? `max(${form}rem,${form + 21}rem - 60vw)`
      : `max(${form}rem,82rem - 78vw)`;
  return ['display:block', `min-height:${height}`, styleOf(look)].filter(Boolean).join(';');
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
function addressOf({ petition, partner, lang }: Wish, publicUrl: string): string {
  const url = new URL(pageUrl(publicUrl, petition));
  if (lang) url.searchParams.set('lang', lang);
  if (partner) url.searchParams.set('partner', partner);
  return url.href;
}

const scriptTag = ({ src, integrity }: Script) =>
  html`<script type="module" async src="${src}"${integrity ? html` integrity="${integrity}" crossorigin="anonymous"` : ''}></script>`;

const lines = (...each: unknown[]) => each.map(String).join('\n');
