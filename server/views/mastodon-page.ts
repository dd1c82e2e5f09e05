import { html } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { shareText } from '../../common/share-text.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import type { PetitionText } from '../petitions/read-petitions.ts';
import { pageHeaders } from './document.ts';
import { messageDocument } from './message-pages.ts';

interface MastodonPageOptions {
  text: PetitionText;
  /** URL of the hosted page. */
  url: string;
  /** What was entered, if it isn't a server. */
  rejected?: string;
}

/** Asks for the server that people have their account on: Mastodon has no page to share on that serves all. */
export function mastodonPage({ text, url, rejected }: MastodonPageOptions) {
  const { lang, words } = dictionaryFor(text.lang);
  const { title, server, hint, button, invalid } = words.mastodon;
  const isRejected = rejected !== undefined;
  return messageDocument(
    lang,
    title,
    html`<p class="value" lang="${text.lang}" dir="${directionOf(text.lang)}">${shareText(text.lang, text.title, text.shareText)} <bdi dir="ltr">${url}</bdi></p>
        <form method="post">
          <div class="field"><label for="server">${server}</label>
            <input id="server" name="server" dir="ltr" required autocapitalize="none" autocomplete="off" spellcheck="false" maxlength="300"
              value="${rejected ?? ''}" aria-describedby="hint${isRejected ? ' error' : ''}"${isRejected ? html` aria-invalid="true" autofocus` : ''}>
            ${isRejected ? html`<p class="error" id="error">${invalid}</p>` : ''}
            <p class="hint" id="hint">${hint}</p></div>
          <button class="button">${button}</button>
        </form>
        <p><a href="${url}">${words.emailLinkPages.toPetition}</a></p>`,
  );
}

/** Browsers also apply `form-action` to where the response to the form redirects. */
export const MASTODON_HEADERS = pageHeaders({ form: "'self' https:" });
