import { html } from 'hono/html';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { htmlDocument } from './document.ts';

/** What happens to a signature, for supporters. The petition pages have a short version. */
export function privacyPage(languages: readonly string[]) {
  const { lang, words } = dictionaryFor(...languages);
  const { title, sections } = words.privacyPage;
  return htmlDocument({
    lang,
    title,
    head: html`<meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="prose">
      <h1>${title}</h1>
      ${sections.map(
        ({ heading, text }) => html`<section>
        <h2>${heading}</h2>
        <p>${text}</p>
      </section>`,
      )}
    </main></div>`,
  });
}
