import { html } from 'hono/html';
import type { Dictionary } from '../i18n/dictionaries.ts';
import { htmlDocument } from './document.ts';

export const notFoundPage = (lang: string, words: Dictionary) =>
  messagePage(lang, words, words.notFound, words.notFoundText);

/** For browsers. Programs get a problem document with more detail. */
export function failurePage(status: number, lang: string, words: Dictionary) {
  const { title, text, busy, tooMany } = words.failure;
  const sentence = status === 429 ? tooMany : status === 503 ? busy : text;
  return messagePage(lang, words, title, sentence);
}

function messagePage(lang: string, words: Dictionary, title: string, text: string) {
  return htmlDocument({
    lang,
    title,
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="lone">
      <div class="card message">
        <h1>${title}</h1>
        <p>${text}</p>
        <p><a href="/?lang=${lang}">${words.petitions}</a></p>
      </div>
    </main></div>`,
  });
}
