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

const messagePage = (lang: string, words: Dictionary, title: string, text: string) =>
  messageDocument(
    lang,
    title,
    html`<p>${text}</p>
        <p><a href="/?lang=${lang}">${words.petitions}</a></p>`,
  );

/** A page with a single card, which search engines are asked not to list. */
export function messageDocument(lang: string, title: string, content: ReturnType<typeof html>) {
  return htmlDocument({
    lang,
    title,
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="lone">
      <div class="card message">
        <h1>${title}</h1>
        ${content}
      </div>
    </main></div>`,
  });
}
