import type { html, TemplateResult } from 'lit';
import type { Block, Segment } from '../../common/contract.ts';
import type { LoadedPetition } from '../api.ts';
import { DETAILS_CSS } from '../styles/details.styles.ts';

/** The widget's own Lit and its links. */
interface Tools {
  html: typeof html;
  externalLink(href: string, label: unknown): TemplateResult;
}

/** One for all widgets. A `<style>` would need a page's permission. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(DETAILS_CSS);

export function adoptStyles(root: ShadowRoot): void {
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/**
 * Above the title. A page's policy can forbid pictures from the server: then there is none, and no icon of a broken one. The size is
 * known, so nothing moves when the picture arrives. No `sizes="auto"`: with it, Chrome loses the error of a picture that is forbidden.
 */
export const pictureTemplate = ({ image, lang }: LoadedPetition, { html }: Tools) =>
  image
    ? html`<figure part="picture" lang=${lang}>
      <img alt=${image.alt} width=${image.width} height=${image.height} loading="lazy" referrerpolicy="no-referrer" sizes="(min-width: 45em) 40em, 100vw" srcset=${image.srcset} src=${image.src} @error=${hideParent}>
      ${image.credit === null ? '' : html`<figcaption dir="auto">${image.credit}</figcaption>`}
    </figure>`
    : undefined;

function hideParent({ target }: Event): void {
  (target as HTMLElement).parentElement!.hidden = true;
}

/** Above the title of a petition in several languages: a choice. */
export const languagesTemplate = (
  { lang, languages }: LoadedPetition,
  choose: (lang: string) => void,
  { html }: Tools,
) =>
  languages.length > 1
    ? html`<p>${languages.map((language) => html`<button type="button" part="link" lang=${language} aria-pressed=${language === lang} @click=${() => choose(language)}>${languageName(language)}</button>`)}</p>`
    : undefined;

/** A language's name in itself: "Español". */
function languageName(lang: string): string {
  const name = new Intl.DisplayNames(lang, { type: 'language' }).of(lang)!;
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}

/** Below the creator: who the petition is addressed to. */
export const addresseeTemplate = ({ captions }: LoadedPetition, { html }: Tools) =>
  captions?.target ? html`<p part="target">${captions.target}</p>` : undefined;

/** Below the progress bar: whether it has won, how many signed today, and how much time is left. */
export const noticesTemplate = ({ captions }: LoadedPetition, { html }: Tools) =>
  [captions?.victory, captions?.signedToday, captions?.closing].map((notice) =>
    notice ? html`<p part="notice">${notice}</p>` : undefined,
  );

/** At the end: who is behind the petition, and how to reach them. */
export function organizerTemplate({ organizer, captions }: LoadedPetition, { html, externalLink }: Tools) {
  if (!organizer || !captions) return undefined;
  const { name, logo, url, email, privacyUrl, imprintUrl } = organizer;
  const [before, after] = captions.organizer.split('#');
  return html`<p part="organizer">${logo ? html`<span><img alt=${logo.alt} width=${logo.width} height=${logo.height} loading="lazy" referrerpolicy="no-referrer" sizes="10em" srcset=${logo.srcset} src=${logo.src} @error=${hideParent}></span>` : ''}${before}${url ? externalLink(url, name) : html`<bdi>${name}</bdi>`}${after}
    ${email ? externalLink(`mailto:${email}`, email) : ''}
    ${privacyUrl ? externalLink(privacyUrl, captions.privacyPolicy) : ''}
    ${imprintUrl ? externalLink(imprintUrl, captions.imprint) : ''}</p>`;
}

/** The last people to sign, of those who chose to be shown publicly. A server can be too old to list them. */
export const latestTemplate = ({ latest }: LoadedPetition, heading: string, { html }: Tools) =>
  latest?.length
    ? html`<div part="latest">
      <h3>${heading}</h3>
      ${latest.map(({ name, comment }) => html`<p dir="auto"><span part="label">${name}</span>${comment ? html` <q>${comment}</q>` : ''}</p>`)}
    </div>`
    : undefined;

/** A text with its formatting. Its headings are a level below the petition's title. */
export function formattedTemplate(blocks: readonly Block[], { html, externalLink }: Tools): TemplateResult[] {
  const segments = (all: readonly Segment[]) =>
    all.map((segment) => {
      if (typeof segment === 'string') return segment;
      const { text, href, strong, emphasis } = segment;
      const inner = emphasis ? html`<em>${text}</em>` : text;
      const marked = strong ? html`<b>${inner}</b>` : inner;
      return href ? externalLink(href, marked) : marked;
    });
  return blocks.map((block) => {
    if (block.type === 'list') {
      const items = block.items.map((item) => html`<li>${segments(item)}</li>`);
      return block.start === null ? html`<ul>${items}</ul>` : html`<ol start=${block.start}>${items}</ol>`;
    }
    if (block.type === 'quote') {
      return html`<blockquote>${block.paragraphs.map((paragraph) => html`<p>${segments(paragraph)}</p>`)}</blockquote>`;
    }
    const content = segments(block.content);
    return block.type === 'heading' ? html`<h3>${content}</h3>` : html`<p>${content}</p>`;
  });
}
