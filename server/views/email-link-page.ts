import { html } from 'hono/html';
import type { FieldError, Fields } from '../../common/contract.ts';
import { directionOf } from '../../common/languages.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { selectText } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { type Box, type Consent, consentFor } from '../signatures/consent.ts';
import { htmlDocument } from './document.ts';
import { boxField, errorSummary, formFields, labelHtml } from './form-fields.ts';
import { sharePart } from './share-links.ts';
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
  /** What the page confirms. */
  request?: RequestForm | undefined;
}

/** The request that a page confirms. */
export interface RequestForm {
  /** What was entered. Missing if an earlier version sealed it. */
  fields?: { email: string; entered: URLSearchParams; errors: readonly FieldError[] };
  /** The boxes to ask about, in the language of these labels. */
  boxes: (labels: Consent['boxes']) => Box[];
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
  { lang, publicUrl, partner, isRetry, request }: PageOptions,
) {
  const found = dictionaryFor(lang);
  const words = found.words.emailLinkPages[kind];
  const { toPetition, checkBox } = found.words.emailLinkPages;
  const text = petition && selectText(petition, lang ? [lang] : []);
  const consent = request && petition && consentFor(found.lang, petition.fields);
  const boxes = consent ? request.boxes(consent.boxes) : [];
  const fields = petition && request?.fields && requestFields(petition.fields, request.fields, found);
  const url = petition && pageUrl(publicUrl, petition, { text, partner });
  return htmlDocument({
    lang: found.lang,
    title: words.title,
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="lone">
      <div class="card message">
        <h1>${words.title}</h1>
        ${text ? html`<p class="creator" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</p>` : ''}
        <p>${request?.fields ? found.words.emailLinkPages.confirm.check : sentencesFor(petition, words)}</p>
        ${
          'button' in words
            ? html`<form method="post">
          ${isRetry ? html`<p class="alert" role="alert">${checkBox}</p>` : ''}
          ${fields}
          ${boxes.length > 0 ? html`<p class="consent">${found.words.emailLinkPages.confirm.boxes}</p>` : ''}
          <div>${boxField('sure', 'yes', words.sure, 'required')}
          ${boxes.map((box) => boxField(box.name, 'true', html`${labelHtml(box)} <small>(${found.words.optional})</small>`))}</div>
          <button class="button">${words.button}</button>
          ${consent ? html`<p class="consent">${consent.text} <a href="${`/privacy?lang=${found.lang}`}">${found.words.whoSees}</a></p>` : ''}
        </form>`
            : ''
        }
        ${url && kind === 'confirmed' ? sharePart(url, text!, found.words) : ''}
        ${url && (kind === 'confirmed' || kind === 'withdrawn') ? html`<p><a href="${url}">${toPetition}</a></p>` : ''}
      </div>
    </main></div>`,
  });
}

/** The fields of the petition, filled in. The address is not editable: the link proves this one and no other. */
function requestFields(
  fields: Fields,
  { email, entered, errors }: NonNullable<RequestForm['fields']>,
  { lang, words }: ReturnType<typeof dictionaryFor>,
) {
  const content = { lang, wordsLang: lang, words, entered, errors };
  const address = html`<div class="field"><strong>${words.email}</strong><p class="value"><bdi>${email}</bdi></p></div>`;
  return html`${errorSummary(fields, content)}
          ${formFields(fields, content, address)}`;
}

interface Sentences {
  text: string;
  closed?: string;
  erased?: (creator: string) => string;
}

/** Who to write to. */
function contactOf({ organizer, creator }: PublishedPetition): string {
  if (!organizer) return creator;
  return organizer.email ? `${organizer.name} (${organizer.email})` : organizer.name;
}

/** Depends on the petition's state. Never on whether there was a signature: that would reveal who has signed. */
function sentencesFor(petition: PublishedPetition | undefined, { text, closed, erased }: Sentences): string {
  if (petition && erased && petition.erased > 0) return erased(contactOf(petition));
  return (petition?.status === 'closed' && closed) || text;
}
