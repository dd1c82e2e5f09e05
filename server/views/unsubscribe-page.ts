import { html } from 'hono/html';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { htmlDocument } from './document.ts';

/** The pages of the link that stops all emails to an address. */
export type UnsubscribePageKind = 'stop' | 'stopped' | 'allow' | 'allowed' | 'gone';

/**
 * As the pages of the other links in emails: only the button acts, and only with the box checked. The same page whether or
 * not emails to the address are stopped already.
 *
 * @param isRetry whether the button was pressed without checking the box
 */
export function unsubscribePage(kind: UnsubscribePageKind, langTag: string | undefined, isRetry: boolean) {
  const { lang, words } = dictionaryFor(langTag);
  const { neverEmail, emailLinkPages } = words;
  const page = { ...neverEmail, gone: emailLinkPages.gone }[kind];
  const allowUrl = `?${new URLSearchParams({ lang, allow: 'yes' })}`;
  return htmlDocument({
    lang,
    title: page.title,
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="lone">
      <div class="card message">
        <h1>${page.title}</h1>
        <p>${page.text}</p>
        ${
          'sure' in page
            ? html`<form method="post">
          ${isRetry ? html`<p class="alert" role="alert">${emailLinkPages.checkBox}</p>` : ''}
          <label class="box"><input type="checkbox" name="sure" value="yes" required> <span>${page.sure}</span></label>
          <button class="button">${page.button}</button>
        </form>`
            : ''
        }
        ${kind === 'stop' || kind === 'stopped' ? html`<p><a href="${allowUrl}">${neverEmail.allow.button}</a></p>` : ''}
      </div>
    </main></div>`,
  });
}
