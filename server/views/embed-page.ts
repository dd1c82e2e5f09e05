import { html, raw } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { type Appearance, DEFAULT_ACCENT, DEFAULT_RADIUS_PX } from '../../common/theme.ts';
import { type Dictionary, dictionaryFor, LANGUAGES } from '../i18n/dictionaries.ts';
import { languageName } from '../i18n/language-name.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { adjustForContrast, contrastRatio, MIN_NON_TEXT_CONTRAST } from './contrast.ts';
import { htmlDocument, pageHeaders } from './document.ts';
import { EMBED_STYLE } from './embed-page.style.ts';
import {
  CONVERSION_SNIPPET,
  createSnippets,
  EMBED_METHODS,
  type EmbedOptions,
  listSnippet,
  type Scripts,
  widgetAttributes,
  widgetStyle,
} from './snippets.ts';
import { pageUrl } from './urls.ts';

/** What the page shows: the chosen options, and for which partner. */
interface EmbedPageState extends EmbedOptions {
  publicUrl: string;
  /** Whether the URL names a partner that the petition doesn't have. */
  unknownPartner: boolean;
  /** Whether partners may have accounts in a console. */
  hasConsole: boolean;
  pinned: boolean;
  scripts: Scripts;
}

/** Backgrounds of the previews. The stylesheet has the same. */
const BACKGROUNDS = { light: '#ffffff', dark: '#16181d' } as const;

/** Where a partner chooses how the petition looks on its site, and copies a snippet. Works as a plain form without scripts. */
export function embedPage(state: EmbedPageState) {
  const { petition, publicUrl, pageLang } = state;
  const words = dictionaryFor(pageLang).words.embed;
  const text = petition.texts[0]!;
  return htmlDocument({
    lang: pageLang,
    title: `${words.title}: ${text.title}`,
    head: html`<meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <style>${raw(EMBED_STYLE)}</style>
    <script type="module" async src="${publicUrl}/v1/petition-widget.js"></script>
    <script type="module" async src="${publicUrl}/v1/petition-embed-code.js"></script>`,
    body: html`<div class="page">
      <header>
        <h1>${words.title}</h1>
        <p class="creator"><a href="${pageUrl(publicUrl, petition)}" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</a></p>
        <p>${words.intro}</p>
        ${petition.origins ? html`<p class="alert">${words.origins(petition.origins.join(', '))}</p>` : ''}
      </header>
      <main class="embed">
        ${optionsForm(state, words)}
        <div class="result">
          <section class="previews" aria-label="${words.preview}">
            <h2>${words.preview}</h2>
            <p id="preview-note">${words.previewNote}</p>
            <div class="choice" role="radiogroup" aria-label="${words.preview}">
              ${backgroundChoice('white', words.onWhite, true)}${backgroundChoice('dark', words.onDark)}${backgroundChoice('narrow', words.narrow)}
            </div>
            ${preview('white', state)}${preview('dark', state)}${preview('narrow', state)}
          </section>
          <section class="snippets" id="snippets" aria-label="${words.snippets}">${snippets(state, words)}</section>
          <section class="further">
            <h2>${words.further}</h2>
            <p><a href="/docs/embedding" hreflang="en">${words.docsEmbedding}</a></p>
            <p><a href="/docs/styling-and-events" hreflang="en">${words.docsStyling}</a></p>
            ${state.hasConsole ? html`<p><a href="/console/petitions/${petition.slug}">${words.numbers}</a></p>` : ''}
          </section>
        </div>
      </main>
    </div>`,
  });
}

export const embedHeaders = (publicUrl: string) => pageHeaders({ scripts: publicUrl, css: EMBED_STYLE });

function optionsForm(state: EmbedPageState, words: Dictionary['embed']) {
  const { petition, partner, lang, appearance, events, pageLang, pinned } = state;
  const partners = Object.entries(petition.partners);
  return html`<form class="card choices" method="get">
      ${
        partners.length > 0
          ? html`<div class="field"><label for="partner">${words.partner}</label>
        <select id="partner" name="partner" aria-describedby="partner-hint">
          ${options([['', words.partnerNone], ...partners], partner ?? '')}
        </select>
        <p class="hint" id="partner-hint">${state.unknownPartner ? html`<span class="error">${words.partnerUnknown}</span>` : words.partnerHint}</p></div>`
          : ''
      }
      <div class="field"><label for="lang">${words.lang}</label>
        <select id="lang" name="lang">${languages(petition, lang, words)}</select></div>
      ${group(words.shape, 'shape', [
        ['', words.full, !appearance.compact && !appearance.hideText],
        ['hide-text', words.formOnly, appearance.hideText && !appearance.compact],
        ['compact', words.compact, appearance.compact],
      ])}
      ${petition.image ? checkbox('show-image', appearance.showImage, words.image, words.imageHint) : ''}
      <div class="field"><label for="accent">${words.accent}</label>
        <input id="accent" name="accent" type="color" value="${appearance.accent ?? DEFAULT_ACCENT}" aria-describedby="contrast">
        <div id="contrast" role="status">${contrastNotes(state, words)}</div></div>
      <div class="field"><label for="radius">${words.radius}</label>
        <input id="radius" name="radius" type="range" min="0" max="32" value="${appearance.radius ?? DEFAULT_RADIUS_PX}"></div>
      ${group(words.scheme, 'scheme', [
        ['', words.asPage, !appearance.scheme],
        ['light', words.light, appearance.scheme === 'light'],
        ['dark', words.dark, appearance.scheme === 'dark'],
      ])}
      ${checkbox('pin', pinned, words.pin, words.pinHint)}
      ${checkbox('events', events, words.events, words.eventsHint)}
      <button class="button">${words.show}</button>
      <input type="hidden" name="hl" value="${pageLang}">
    </form>`;
}

const options = (choices: [value: string, label: string][], chosen: string) =>
  choices.map(
    ([value, label]) =>
      html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${label}</option>`,
  );

/** The petition's own languages, then those that translate only the widget's own words. */
function languages(petition: PublishedPetition, chosen: string | undefined, words: Dictionary['embed']) {
  const own = petition.texts.map(({ lang }) => lang);
  const others = LANGUAGES.filter((lang) => !own.includes(lang));
  const named = (langs: readonly string[]) =>
    options(
      langs.map((lang) => [lang, languageName(lang)]),
      chosen ?? '',
    );
  return html`<option value="">${words.asPage}</option>${named(own)}${others.length > 0 ? html`<optgroup label="${words.formAlone}">${named(others)}</optgroup>` : ''}`;
}

const checkbox = (name: string, checked: boolean, label: string, hint: string) =>
  html`<div><label class="box"><input type="checkbox" name="${name}" value="1" ${checked ? html`checked` : ''} aria-describedby="${name}-hint"> <span>${label}</span></label>
      <p class="hint" id="${name}-hint">${hint}</p></div>`;

const group = (legend: string, name: string, choices: [value: string, label: string, chosen: boolean][]) =>
  html`<fieldset><legend>${legend}</legend><div class="choice">${choices.map(
    ([value, label, chosen]) =>
      html`<label><input type="radio" name="${name}" value="${value}" ${chosen ? html`checked` : ''}><span>${label}</span></label>`,
  )}</div></fieldset>`;

/** Warns about an accent that is hard to see on a background, and offers a similar color that isn't. */
function contrastNotes({ appearance, ...state }: EmbedPageState, words: Dictionary['embed']) {
  const accent = appearance.accent ?? DEFAULT_ACCENT;
  const schemes = appearance.scheme ? [appearance.scheme] : (['light', 'dark'] as const);
  return schemes.map((scheme) => {
    const contrast = contrastRatio(accent, BACKGROUNDS[scheme]);
    if (contrast >= MIN_NON_TEXT_CONTRAST) return '';
    const better = adjustForContrast(accent, BACKGROUNDS[scheme]);
    const ratio = (Math.floor(contrast * 10) / 10).toFixed(1);
    return html`<p class="error">${(scheme === 'light' ? words.faintOnLight : words.faintOnDark)(ratio)}
      <a class="swatch" href="?${queryOf({ ...state, appearance: { ...appearance, accent: better } })}">${words.useInstead} <code dir="ltr">${better}</code></a></p>`;
  });
}

/** The chosen options as a query of this page. */
function queryOf(state: Omit<EmbedPageState, 'scripts'>): string {
  const { partner, lang, appearance, events, pinned, pageLang } = state;
  const query = new URLSearchParams({ hl: pageLang });
  if (partner) query.set('partner', partner);
  if (lang) query.set('lang', lang);
  if (appearance.compact || appearance.hideText)
    query.set('shape', appearance.compact ? 'compact' : 'hide-text');
  if (appearance.showImage) query.set('show-image', '1');
  if (appearance.accent) query.set('accent', appearance.accent);
  if (appearance.radius !== undefined) query.set('radius', `${appearance.radius}`);
  if (appearance.scheme) query.set('scheme', appearance.scheme);
  if (pinned) query.set('pin', '1');
  if (events) query.set('events', '1');
  return query.toString();
}

function snippets(state: EmbedPageState, words: Dictionary['embed']) {
  const snippetParts = createSnippets(state, state.scripts, state.publicUrl);
  return html`<h2>${words.snippets}</h2>${EMBED_METHODS.map(
    (method) => html`<article class="snippet">
        <h3>${words.methods[method].title}</h3>
        <p>${words.methods[method].text}</p>
        ${snippetParts[method].map((part) => code(part, words.methods[method].title, words))}
      </article>`,
  )}<article class="snippet">
        <h3>${words.list.title}</h3>
        <p>${words.list.text}</p>
        ${code(listSnippet(state, state.scripts.list, state.publicUrl), words.list.title, words)}
      </article>${conversions(words)}`;
}

const code = (snippet: string, label: string, words: Dictionary['embed']) =>
  html`<pre dir="ltr" tabindex="0" aria-label="${label}"><code>${snippet}</code></pre>
        <button type="button" class="quiet button copy" data-copied="${words.copied}">${words.copy}</button>`;

/** The events that a page gets, and how to count them. */
function conversions(words: Dictionary['embed']) {
  const { title, text, warning, when, frame } = words.conversions;
  return html`<article class="snippet">
        <h3>${title}</h3>
        <p>${text}</p>
        ${code(CONVERSION_SNIPPET, title, words)}
        <p><strong>${warning}</strong></p>
        <dl>${Object.entries(when).map(([type, meaning]) => html`<dt><code dir="ltr">${type}</code></dt><dd>${meaning}</dd>`)}</dl>
        <p>${frame}</p>
      </article>`;
}

/** Chooses which preview shows. It isn't part of the options. */
const backgroundChoice = (name: string, label: string, first = false) =>
  html`<label><input type="radio" name="background" value="${name}" ${first ? html`checked` : ''}><span>${label}</span></label>`;

/** The page's policy forbids inline styles, so its script sets them from `data-style`. */
const preview = (background: string, state: EmbedPageState) =>
  html`<div class="preview ${background}"><petition-widget ${widgetAttributes(state)} data-style="${widgetStyle(state.appearance)}"></petition-widget></div>`;

/** Drops what equals the defaults, so that snippets don't repeat them. */
export function withoutDefaults({ accent, radius, ...rest }: Appearance): Appearance {
  return {
    ...rest,
    ...(accent && accent !== DEFAULT_ACCENT && { accent }),
    ...(radius !== undefined && radius !== DEFAULT_RADIUS_PX && { radius }),
  };
}
