import { html } from 'hono/html';
import type { Confirmation } from '../config/config.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { htmlDocument } from './document.ts';

/** What happens to a signature, for supporters. The petition pages have a short version. */
export function privacyPage(languages: readonly string[], confirmation: Confirmation) {
  const { lang, words } = dictionaryFor(...languages);
  const { title, sections: withEmails, withoutEmails } = words.privacyPage;
  const sections =
    confirmation === 'required'
      ? withEmails
      : withEmails.toSpliced(2, withoutEmails.length, ...withoutEmails);
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
