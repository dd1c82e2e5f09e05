import { html } from 'hono/html';
import { type FieldRule, LENGTHS } from '../../common/contract.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import type { Dictionary } from '../i18n/dictionaries.ts';
import { numberLocales } from '../i18n/number-format.ts';
import { consentFor } from '../signatures/consent.ts';
import type { PageState } from './page-state.ts';

interface Field {
  name: 'givenName' | 'familyName' | 'email' | 'postalCode' | 'country' | 'comment';
  rule: FieldRule;
  type: 'text' | 'email' | 'select' | 'textarea';
  autocomplete: string;
  longest?: number;
}

/** The form as it works without JavaScript: native controls, what was typed kept, mistakes at their fields. */
export function petitionForm(state: PageState, words: Dictionary) {
  const { petition, text, partner, retry } = state;
  const { fields, partners } = petition;
  const partnerName = partner && Object.hasOwn(partners, partner) ? partners[partner] : undefined;
  const asked: Field[] = [
    { name: 'givenName', rule: 'required', type: 'text', autocomplete: 'given-name', longest: LENGTHS.name },
    {
      name: 'familyName',
      rule: fields.familyName,
      type: 'text',
      autocomplete: 'family-name',
      longest: LENGTHS.name,
    },
    { name: 'email', rule: 'required', type: 'email', autocomplete: 'email', longest: LENGTHS.email },
    {
      name: 'postalCode',
      rule: fields.postalCode,
      type: 'text',
      autocomplete: 'postal-code',
      longest: LENGTHS.postalCode,
    },
    { name: 'country', rule: fields.country, type: 'select', autocomplete: 'country' },
    {
      name: 'comment',
      rule: fields.comment,
      type: 'textarea',
      autocomplete: 'off',
      longest: LENGTHS.comment,
    },
  ];
  const { text: told, boxes } = consentFor(text.lang, fields);
  const shown = asked.filter(({ rule }) => rule !== 'off');
  const names = fields.familyName === 'off' ? 1 : 2;
  const mistakes = retry?.errors.filter(({ field }) => asked.some(({ name }) => name === field)) ?? [];
  // The address that thanks is passed on as well.
  const query = new URLSearchParams({ lang: text.lang, ...(partner && { partner }) });
  return html`<form method="post" action="${`/p/${petition.slug}?${query}#sign`}">
      ${retry?.notice ? html`<p class="alert" role="alert">${retry.notice}</p>` : ''}
      ${
        mistakes.length > 0
          ? html`<div class="alert" role="alert"><p>${words.errors.heading}</p>
              <ul>${mistakes.map(({ field }) => html`<li><a href="#${field}">${words[field as Field['name']]}</a></li>`)}</ul></div>`
          : ''
      }
      <div class="names">${shown.slice(0, names).map((field) => fieldPart(field, state, words))}</div>
      ${shown.slice(names).map((field) => fieldPart(field, state, words))}
      ${boxes.display ? box('display', boxes.display, retry?.typed) : ''}
      ${boxes.contact ? box('contact', boxes.contact, retry?.typed) : ''}
      ${
        boxes.partnerContact && partnerName
          ? box('partnerContact', named(boxes.partnerContact, partnerName), retry?.typed)
          : ''
      }
      ${partner ? html`<input type="hidden" name="partner" value="${partner}">` : ''}
      ${trap(retry?.typed)}
      <button class="button">${words.sign}</button>
      <p class="consent">${told} <a href="#privacy">${words.whoSees}</a></p>
    </form>`;
}

function fieldPart(
  { name, rule, type, autocomplete, longest }: Field,
  { text, retry }: PageState,
  words: Dictionary,
) {
  const error = retry?.errors.find(({ field }) => field === name);
  const typed = retry?.typed.get(name) ?? '';
  const message =
    error && (name === 'email' && error.code === 'invalid' ? words.errors.email : words.errors[error.code]);
  const attributes = html`id="${name}" name="${name}" autocomplete="${autocomplete}"
        ${longest ? html`maxlength="${longest}"` : ''} ${rule === 'required' ? html`required` : ''}
        ${error ? html`aria-invalid="true" aria-describedby="${name}-error"` : ''}`;
  const control = () => {
    switch (type) {
      case 'select':
        return html`<select ${attributes}><option value="">${words.chooseCountry}</option>${countryOptions(text.lang, typed)}</select>`;
      case 'textarea':
        // The first line break after the tag belongs to HTML, not to the text.
        return html`<textarea rows="3" ${attributes}>
${typed}</textarea>`;
      default:
        return html`<input type="${type}" value="${typed}" ${attributes}>`;
    }
  };
  return html`<div class="field">
        <label for="${name}">${words[name]}${rule === 'optional' ? html` <small>(${words.optional})</small>` : ''}</label>
        ${control()}
        ${message ? html`<p class="error" id="${name}-error">${message}</p>` : ''}
      </div>`;
}

/**
 * What robots run into: a field that nobody sees, and when the form was made. Whoever fills in the one, or is
 * quicker than people are, is let in a little slower, and not refused: password managers fill in strange fields.
 */
function trap(typed: URLSearchParams | undefined) {
  const shownAt = typed?.get('shown') ?? Math.floor(Date.now() / 1000);
  return html`<input type="hidden" name="shown" value="${shownAt}">
      <input class="trap" name="proof" tabindex="-1" aria-hidden="true" autocomplete="off">`;
}

function box(
  name: 'display' | 'contact' | 'partnerContact',
  label: string | ReturnType<typeof html>,
  typed: URLSearchParams | undefined,
) {
  return html`<label class="box"><input type="checkbox" name="${name}" value="true" ${typed?.has(name) ? html`checked` : ''}> <span>${label}</span></label>`;
}

/** The name isolated, so that one in another script doesn't turn the sentence round. */
function named(sentence: string, name: string) {
  const [before, after] = sentence.split('#');
  return html`${before}<bdi>${name}</bdi>${after}`;
}

function countryOptions(lang: string, chosen: string) {
  const names = new Intl.DisplayNames(numberLocales(lang), { type: 'region' });
  const byName = new Intl.Collator(numberLocales(lang)).compare;
  return [...COUNTRY_CODES]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => byName(a.name, b.name))
    .map(
      ({ code, name }) =>
        html`<option value="${code}" ${code === chosen ? html`selected` : ''}>${name}</option>`,
    );
}
