import { html, raw } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { htmlDocument, pageHeaders } from './document.ts';
import type { PageState } from './page-state.ts';
import { actionPart } from './petition-page.ts';
import { preloadLinks } from './preload-links.ts';
import { appearanceCss } from './theme.ts';
import { pageUrl } from './urls.ts';

/**
 * The page for an `<iframe>` on another site: the widget; the hosted page's form if scripts are blocked; and a link if the
 * frame may neither run scripts nor submit forms.
 */
export function framePage(state: PageState) {
  const { petition, text, publicUrl, partner, appearance } = state;
  const { lang, words } = dictionaryFor(text.lang);
  const url = pageUrl(publicUrl, petition, { text, partner });
  const css = appearanceCss(appearance);
  const script = `${publicUrl}/v1/petition-widget.js`;
  return htmlDocument({
    lang,
    title: text.title,
    classes: appearance.compact ? 'frame compact' : 'frame',
    // Links leave the frame: inside it, no one could see whose page they open.
    head: html`<base target="_blank">
    <meta name="robots" content="noindex">
    <link rel="canonical" href="${pageUrl(publicUrl, petition, { text })}">
    ${css ? html`<style>${raw(css)}</style>` : ''}
    <script type="module" async src="${script}"></script>
    ${preloadLinks({ petition, lang: text.lang, pageLang: lang }, script, publicUrl)}
    <script type="module" async src="${publicUrl}/v1/petition-frame.js"></script>`,
    body: html`<h1><a href="${url}" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</a></h1>
    <petition-widget petition="${petition.slug}" lang="${text.lang}"
      ${partner ? html`partner="${partner}"` : ''} ${appearance.hideText || appearance.compact ? html`hide-text` : ''} ${appearance.compact ? html`compact` : ''} ${appearance.showImage ? html`show-image` : ''}>
      <p><a href="${url}">${words.sign}: <span lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</span></a></p>
    </petition-widget>
    <noscript><section class="card">${actionPart(state, lang, words)}</section></noscript>`,
  });
}

/** If a petition names the sites it may be signed from, only those may frame it. */
export function frameHeaders({ petition, publicUrl, appearance }: PageState): Record<string, string> {
  return pageHeaders({
    scripts: publicUrl,
    css: appearanceCss(appearance),
    form: publicUrl,
    directives: ['worker-src blob:', "require-trusted-types-for 'script'", 'trusted-types petition-widget'],
    ancestors: petition.origins === null ? '*' : petition.origins.join(' ') || "'none'",
  });
}
