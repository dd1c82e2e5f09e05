import { html } from 'hono/html';
import type { Dictionary } from '../i18n/dictionaries.ts';
import { htmlDocument } from './document.ts';

export function notFoundPage(lang: string, words: Dictionary) {
  return htmlDocument({
    lang,
    title: words.notFound,
    head: html`<meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="lone">
      <div class="card message">
        <h1>${words.notFound}</h1>
        <p>${words.notFoundText}</p>
        <p><a href="/?lang=${lang}">${words.petitions}</a></p>
      </div>
    </main></div>`,
  });
}
