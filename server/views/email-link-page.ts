import { html } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { type PublishedPetition, selectText } from '../petitions/published-petitions.ts';
import { htmlDocument } from './document.ts';
import { shareLinkList } from './share-links.ts';
import { pageUrl } from './urls.ts';

/** The pages that links in emails lead to. */
export type EmailLinkPageKind = 'confirm' | 'confirmed' | 'withdraw' | 'withdrawn' | 'gone' | 'closed';

interface PageOptions {
  lang: string | undefined;
  publicUrl: string;
  /** The partner code that share links carry. */
  partner: string | undefined;
  /** Whether the button was pressed without checking the box. */
  isRetry: boolean;
}

/**
 * A page that an email links to, without scripts. Only the button of its form acts, and only with the box checked: mail
 * scanners follow links, and some press buttons.
 *
 * @param petition undefined if the link is no longer valid
 */
export function emailLinkPage(
  kind: EmailLinkPageKind,
  petition: PublishedPetition | undefined,
  { lang, publicUrl, partner, isRetry }: PageOptions,
) {
  const found = dictionaryFor(lang);
  const words = found.words.emailLinkPages[kind];
  const { toPetition, checkBox } = found.words.emailLinkPages;
  const text = petition && selectText(petition, lang ? [lang] : []);
  const url = petition && pageUrl(publicUrl, petition, { text, partner });
  return htmlDocument({
    lang: found.lang,
    title: words.title,
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="lone">
      <div class="card message">
        <h1>${words.title}</h1>
        ${text ? html`<p class="creator" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</p>` : ''}
        <p>${sentencesFor(petition, words)}</p>
        ${
          'button' in words
            ? html`<form method="post">
          ${isRetry ? html`<p class="alert" role="alert">${checkBox}</p>` : ''}
          <label class="box"><input type="checkbox" name="sure" value="yes" required> <span>${words.sure}</span></label>
          <button class="button">${words.button}</button>
        </form>`
            : ''
        }
        ${url && kind === 'confirmed' ? shareLinkList(url, text!, found.words) : ''}
        ${url && (kind === 'confirmed' || kind === 'withdrawn') ? html`<p><a href="${url}">${toPetition}</a></p>` : ''}
      </div>
    </main></div>`,
  });
}

interface Sentences {
  text: string;
  closed?: string;
  erased?: (creator: string) => string;
}

/** Depends on the petition's state. Never on whether there was a signature: that would reveal who has signed. */
function sentencesFor(petition: PublishedPetition | undefined, { text, closed, erased }: Sentences): string {
  if (petition && erased && petition.erased > 0) return erased(petition.creator);
  return (petition?.status === 'closed' && closed) || text;
}
