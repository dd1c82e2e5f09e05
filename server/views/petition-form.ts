import { html, raw } from 'hono/html';
import { findUnacceptable, INPUT_KINDS } from '../../common/clean-input.ts';
import { type FieldError, type FieldRule, LENGTHS } from '../../common/contract.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { formatNumber, nameLocales } from '../i18n/number-format.ts';
import { consentFor } from '../signatures/consent.ts';
import type { PageState } from './page-state.ts';

interface Field {
  name: 'givenName' | 'familyName' | 'email' | 'postalCode' | 'country' | 'comment';
  rule: FieldRule;
  type: 'text' | 'email' | 'select' | 'textarea';
  autocomplete: string;
  /** Not an attribute of the control: browsers would cut off what is pasted, and say nothing. */
  maxLength?: number;
}

/**
 * Not `type="email"`: browsers would refuse letters like "é" and spaces that nobody sees, which the server accepts or
 * removes, with a message that doesn't say so.
 */
const EMAIL_INPUT = html`type="text" inputmode="email" autocapitalize="off" spellcheck="false"`;

/** The form, which works without JavaScript: native controls, kept input, errors at their fields. */
export function petitionForm(state: PageState, words: Dictionary) {
  const { petition, text, partner, retry } = state;
  const { fields, partners } = petition;
  const partnerName = partner && Object.hasOwn(partners, partner) ? partners[partner] : undefined;
  const allFields: Field[] = [
    {
      name: 'givenName',
      rule: 'required',
      type: 'text',
      autocomplete: 'given-name',
      maxLength: LENGTHS.name,
    },
    {
      name: 'familyName',
      rule: fields.familyName,
      type: 'text',
      autocomplete: 'family-name',
      maxLength: LENGTHS.name,
    },
    { name: 'email', rule: 'required', type: 'email', autocomplete: 'email', maxLength: LENGTHS.email },
    {
      name: 'postalCode',
      rule: fields.postalCode,
      type: 'text',
      autocomplete: 'postal-code',
      maxLength: LENGTHS.postalCode,
    },
    { name: 'country', rule: fields.country, type: 'select', autocomplete: 'country' },
    {
      name: 'comment',
      rule: fields.comment,
      type: 'textarea',
      autocomplete: 'off',
      maxLength: LENGTHS.comment,
    },
  ];
  const { text: consent, boxes } = consentFor(text.lang, fields);
  const fieldsShown = allFields.filter(({ rule }) => rule !== 'off');
  const names = fields.familyName === 'off' ? 1 : 2;
  const fieldErrors = retry?.errors.filter(({ field }) => allFields.some(({ name }) => name === field)) ?? [];
  // People may share the URL of the thank-you page, so it keeps the language and the partner.
  const query = new URLSearchParams({ lang: text.lang, ...(partner && { partner }) });
  return html`<form method="post" action="${`/p/${petition.slug}?${query}#sign`}">
      ${retry?.notice ? html`<p class="alert" role="alert">${retry.notice}</p>` : ''}
      ${
        fieldErrors.length > 0
          ? html`<div class="alert" role="alert"><p>${words.errors.heading}</p>
              <ul>${fieldErrors.map(({ field }) => html`<li><a href="#${field}">${words[field as Field['name']]}</a></li>`)}</ul></div>`
          : ''
      }
      <div class="${fieldErrors.some(({ field }) => field === 'givenName' || field === 'familyName') ? 'names has-error' : 'names'}">${fieldsShown.slice(0, names).map((field) => fieldPart(field, state, words))}</div>
      ${fieldsShown.slice(names).map((field) => fieldPart(field, state, words))}
      ${boxes.display ? box('display', boxes.display, retry?.entered) : ''}
      ${boxes.contact ? box('contact', boxes.contact, retry?.entered) : ''}
      ${
        boxes.partnerContact && partnerName
          ? box('partnerContact', named(boxes.partnerContact, partnerName), retry?.entered)
          : ''
      }
      ${partner ? html`<input type="hidden" name="partner" value="${partner}">` : ''}
      ${honeypot(retry?.entered)}
      <button class="button">${words.sign}</button>
      <p class="consent">${consent} <a href="#privacy">${words.whoSees}</a></p>
    </form>`;
}

function fieldPart(
  { name, rule, type, autocomplete, maxLength }: Field,
  { text, retry }: PageState,
  words: Dictionary,
) {
  const error = retry?.errors.find(({ field }) => field === name);
  const entered = retry?.entered.get(name) ?? '';
  const { lang } = dictionaryFor(text.lang);
  const message = error && errorMessage(error, name, entered, maxLength, lang, words);
  const hint = name === 'email' ? words.once : undefined;
  const describedBy = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
  const attributes = html`id="${name}" name="${name}" autocomplete="${autocomplete}"
        ${rule === 'required' ? html`required` : ''}
        ${error ? html`aria-invalid="true"` : ''} ${describedBy ? html`aria-describedby="${describedBy}"` : ''}`;
  const control = () => {
    switch (type) {
      case 'select':
        return html`<select ${attributes}><option value="">${words.chooseCountry}</option>${countryOptions(text.lang, entered)}</select>`;
      case 'textarea':
        // HTML drops a line break right after the tag.
        return html`<textarea rows="3" ${attributes}>
${entered}</textarea>`;
      default:
        return html`<input ${type === 'email' ? EMAIL_INPUT : html`type="text"`} value="${entered}" ${attributes}>`;
    }
  };
  return html`<div class="field">
        <label for="${name}">${words[name]}${rule === 'optional' ? html` <small>(${words.optional})</small>` : ''}${type === 'textarea' ? html` <small>(${words.upTo(formatNumber(maxLength!, lang))})</small>` : ''}</label>
        ${control()}
        ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
        ${message ? html`<p class="error" id="${name}-error">${message}</p>` : ''}
      </div>`;
}

/** What is wrong with a field, with the character if one is the reason. */
function errorMessage(
  { code }: FieldError,
  name: Field['name'],
  entered: string,
  maxLength: number | undefined,
  lang: string,
  { errors }: Dictionary,
): string {
  if (code === 'too_long') {
    // As the server counts: without spaces at the ends, and a line break is one character.
    const { length } = entered.trim().replaceAll('\r\n', '\n');
    return errors.too_long(formatNumber(maxLength!, lang), formatNumber(length, lang));
  }
  const isInvalidEmail = name === 'email' && code === 'invalid';
  const character =
    name !== 'country' && (code === 'characters' || isInvalidEmail)
      ? findUnacceptable(entered, INPUT_KINDS[name])
      : null;
  if (character) return errors.character(character);
  return isInvalidEmail ? errors.email : errors[code];
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

function box(
  name: 'display' | 'contact' | 'partnerContact',
  label: string | ReturnType<typeof html>,
  entered: URLSearchParams | undefined,
) {
  return html`<label class="box"><input type="checkbox" name="${name}" value="true" ${entered?.has(name) ? html`checked` : ''}> <span>${label}</span></label>`;
}

/** Isolates the name, so that one in another script doesn't reorder the sentence. */
export function named(sentence: string, name: string) {
  const [before, after] = sentence.split('#');
  return html`${before}<bdi>${name}</bdi>${after}`;
}

/** The options for each language, as HTML. Naming and sorting them takes longer than the rest of a page. */
const countryOptionsByLang = new Map<string, string>();

function countryOptions(lang: string, chosen: string) {
  let options = countryOptionsByLang.get(lang);
  if (options === undefined) {
    options = renderCountryOptions(lang);
    countryOptionsByLang.set(lang, options);
  }
  if (!COUNTRY_CODES.has(chosen)) return raw(options);
  return raw(options.replace(`value="${chosen}"`, `value="${chosen}" selected`));
}

function renderCountryOptions(lang: string): string {
  const names = new Intl.DisplayNames(nameLocales(lang), { type: 'region' });
  const byName = new Intl.Collator(nameLocales(lang)).compare;
  return [...COUNTRY_CODES]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => byName(a.name, b.name))
    .map(({ code, name }) => String(html`<option value="${code}">${name}</option>`))
    .join('');
}
