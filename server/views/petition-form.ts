import { html } from 'hono/html';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { partnerName } from '../petitions/published-petitions.ts';
import { type BoxName, consentFor } from '../signatures/consent.ts';
import { boxField, errorSummary, type FormContent, formFields, named } from './form-fields.ts';
import { organizerNote } from './organizer.ts';
import type { PageState } from './page-state.ts';

/** The form, which works without JavaScript: native controls, kept input, errors at their fields. */
export function petitionForm({ petition, text, partner, retry }: PageState, words: Dictionary) {
  const { fields } = petition;
  const name = partnerName(petition, partner);
  const { text: consent, boxes } = consentFor(text.lang, fields);
  const content: FormContent = {
    lang: text.lang,
    wordsLang: dictionaryFor(text.lang).lang,
    words,
    entered: retry?.entered ?? new URLSearchParams(),
    errors: retry?.errors ?? [],
    ...(retry?.isChange && { autofocus: 'email' }),
  };
  const box = (name: BoxName, label: Parameters<typeof boxField>[2]) =>
    boxField(name, 'true', label, content.entered.has(name) ? 'checked' : '');
  return html`<form method="post" action="${formAction(petition, text, partner)}">
      ${retry?.notice ? html`<p class="alert" role="alert">${retry.notice}</p>` : ''}
      ${retry?.meantEmail ? emailQuestion(retry.entered, retry.meantEmail, words) : ''}
      ${errorSummary(fields, content)}
      ${formFields(fields, content)}
      ${boxes.display ? box('display', boxes.display) : ''}
      ${boxes.contact ? box('contact', boxes.contact) : ''}
      ${boxes.partnerContact && name ? box('partnerContact', named(boxes.partnerContact, name)) : ''}
      ${partner ? html`<input type="hidden" name="partner" value="${partner}">` : ''}
      ${honeypot(retry?.entered)}
      <button class="button">${words.sign}</button>
      <p class="consent">${consent} <a href="#privacy">${words.whoSees}</a></p>
      ${organizerNote(petition.organizer, words)}
    </form>`;
}

/** People may share the URL of the thank-you page, so it keeps the language and the partner. */
export function formAction(
  { slug }: { slug: string },
  { lang }: { lang: string },
  partner: string | undefined,
): string {
  return `/p/${slug}?${new URLSearchParams({ lang, ...(partner && { partner }) })}#sign`;
}

/**
 * Asks once about an address that looks mistyped, with a button for each answer. The first button of a form is what the Enter
 * key presses: a hidden one, which takes the form as it is.
 */
function emailQuestion(entered: URLSearchParams, meantEmail: string, words: Dictionary) {
  const typed = entered.get('email')!;
  return html`<button class="default" tabindex="-1" aria-hidden="true"></button>
      <input type="hidden" name="asked" value="${typed}">
      <div class="alert" role="alert">
        <p>${named(words.meantEmail, meantEmail)}</p>
        <p class="answers">
          <button class="button quiet" name="meant" value="${meantEmail}">${named(words.useEmail, meantEmail)}</button>
          <button class="button quiet">${named(words.keepEmail, typed)}</button>
        </p>
      </div>`;
}

/**
 * Detects bots: a hidden field, and the time at which the form was shown. A form with the field filled in, or sent
 * too quickly, is slowed down, not rejected: password managers fill in unexpected fields.
 */
function honeypot(entered: URLSearchParams | undefined) {
  const shownAt = entered?.get('shown') ?? Math.floor(Date.now() / 1000);
  return html`<input type="hidden" name="shown" value="${shownAt}">
      <input class="honeypot" name="proof" tabindex="-1" aria-hidden="true" autocomplete="off">`;
}
