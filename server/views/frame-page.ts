import { html, raw } from 'hono/html';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { directionOf, htmlDocument, pageHeaders } from './document.ts';
import type { PageState } from './page-state.ts';
import { actionPart, pageUrl } from './petition-page.ts';
import { appearanceCss } from './theme.ts';

/**
 * What stands in a frame on somebody else's page: the widget; where there is no script, the hosted page's form; and where a
 * frame may neither run one nor send the other, a link.
 */
export function framePage(state: PageState) {
  const { petition, text, publicUrl, partner, appearance } = state;
  const { lang, words } = dictionaryFor(text.lang);
  const url = pageUrl(publicUrl, petition, text, partner);
  const css = appearanceCss(appearance);
  return htmlDocument({
    lang,
    title: text.title,
    frame: true,
    // What is followed leaves the frame: elsewhere nobody would see whose page it is.
    head: html`<base target="_blank">
    <meta name="robots" content="noindex">
    <link rel="canonical" href="${pageUrl(publicUrl, petition, text)}">
    ${css ? html`<style>${raw(css)}</style>` : ''}
    <script type="module" async src="${publicUrl}/v1/petition-widget.js"></script>
    <script type="module" async src="${publicUrl}/v1/petition-frame.js"></script>`,
    body: html`<h1><a href="${url}" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</a></h1>
    <petition-widget petition="${petition.slug}" lang="${text.lang}"
      ${partner ? html`partner="${partner}"` : ''} ${appearance.hideText ? html`hide-text` : ''} ${appearance.compact ? html`compact` : ''}>
      <p><a href="${url}">${words.sign}: <span lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</span></a></p>
    </petition-widget>
    <noscript><section class="card">${actionPart(state, lang, words)}</section></noscript>`,
  });
}

/** Where a petition names the sites it may be signed from, these alone may frame it. */
export function frameHeaders({ petition, publicUrl, appearance }: PageState): Record<string, string> {
  return pageHeaders({
    scripts: publicUrl,
    css: appearanceCss(appearance),
    form: publicUrl,
    directives: ['worker-src blob:', "require-trusted-types-for 'script'", 'trusted-types petition-widget'],
    ancestors: petition.origins === null ? '*' : petition.origins.join(' ') || "'none'",
  });
}
