import { html } from 'hono/html';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { partnerName } from '../petitions/published-petitions.ts';
import { type BoxName, consentFor } from '../signatures/consent.ts';
import { boxField, errorSummary, type FormContent, formFields, named } from './form-fields.ts';
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
  };
  const box = (name: BoxName, label: Parameters<typeof boxField>[2]) =>
    boxField(name, 'true', label, content.entered.has(name) ? 'checked' : '');
  // People may share the URL of the thank-you page, so it keeps the language and the partner.
  const query = new URLSearchParams({ lang: text.lang, ...(partner && { partner }) });
  return html`<form method="post" action="${`/p/${petition.slug}?${query}#sign`}">
      ${retry?.notice ? html`<p class="alert" role="alert">${retry.notice}</p>` : ''}
      ${errorSummary(fields, content)}
      ${formFields(fields, content)}
      ${boxes.display ? box('display', boxes.display) : ''}
      ${boxes.contact ? box('contact', boxes.contact) : ''}
      ${boxes.partnerContact && name ? box('partnerContact', named(boxes.partnerContact, name)) : ''}
      ${partner ? html`<input type="hidden" name="partner" value="${partner}">` : ''}
      ${honeypot(retry?.entered)}
      <button class="button">${words.sign}</button>
      <p class="consent">${consent} <a href="#privacy">${words.whoSees}</a></p>
    </form>`;
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
