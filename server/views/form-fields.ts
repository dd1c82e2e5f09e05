import { html, raw } from 'hono/html';
import { findUnacceptable, INPUT_KINDS } from '../../common/clean-input.ts';
import { type FieldError, type FieldRule, type Fields, LENGTHS } from '../../common/contract.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import type { Dictionary } from '../i18n/dictionaries.ts';
import { formatNumber, nameLocales } from '../i18n/number-format.ts';
import type { Box, BoxName } from '../signatures/consent.ts';

export type FieldName = 'givenName' | 'familyName' | 'email' | 'postalCode' | 'country' | 'comment';

/** What a form shows in its fields. */
export interface FormContent {
  /** Language of the country names. */
  lang: string;
  /** Language of the words, which have number formats of their own. */
  wordsLang: string;
  words: Dictionary;
  entered: URLSearchParams;
  errors: readonly FieldError[];
  /** The field that has the focus at first. */
  autofocus?: FieldName;
}

interface Field {
  name: FieldName;
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

/** The fields of a petition's form, in their order. */
function allFields(fields: Fields): Field[] {
  return [
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
}

/** Lists the fields with errors, as links to them. */
export function errorSummary(fields: Fields, { errors, words }: FormContent) {
  const names = new Set<string | null>(allFields(fields).map(({ name }) => name));
  const fieldErrors = errors.filter(({ field }) => names.has(field));
  if (fieldErrors.length === 0) return '';
  return html`<div class="alert" role="alert"><p>${words.errors.heading}</p>
              <ul>${fieldErrors.map(({ field }) => html`<li><a href="#${field}">${words[field as FieldName]}</a></li>`)}</ul></div>`;
}

/**
 * All fields, the names beside each other.
 *
 * @param email replaces the field of the email address
 */
export function formFields(fields: Fields, content: FormContent, email?: ReturnType<typeof html>) {
  const shown = allFields(fields).filter(({ rule }) => rule !== 'off');
  const names = fields.familyName === 'off' ? 1 : 2;
  const hasError = content.errors.some(({ field }) => field === 'givenName' || field === 'familyName');
  return html`<div class="${hasError ? 'names has-error' : 'names'}">${shown.slice(0, names).map((field) => fieldPart(field, content))}</div>
      ${shown.slice(names).map((field) => (email && field.name === 'email' ? email : fieldPart(field, content)))}`;
}

function fieldPart(
  { name, rule, type, autocomplete, maxLength }: Field,
  { lang, wordsLang, words, entered, errors, autofocus }: FormContent,
) {
  const error = errors.find(({ field }) => field === name);
  const value = entered.get(name) ?? '';
  const message = error && errorMessage(error, name, value, maxLength, wordsLang, words);
  const hint = name === 'email' ? words.once : undefined;
  const describedBy = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
  const attributes = html`id="${name}" name="${name}" autocomplete="${autocomplete}"
        ${rule === 'required' ? html`required` : ''} ${name === autofocus ? html`autofocus` : ''}
        ${error ? html`aria-invalid="true"` : ''} ${describedBy ? html`aria-describedby="${describedBy}"` : ''}`;
  const control = () => {
    switch (type) {
      case 'select':
        return html`<select ${attributes}><option value="">${words.chooseCountry}</option>${countryOptions(lang, value)}</select>`;
      case 'textarea':
        // HTML drops a line break right after the tag.
        return html`<textarea rows="3" ${attributes}>
${value}</textarea>`;
      default:
        return html`<input ${type === 'email' ? EMAIL_INPUT : html`type="text"`} value="${value}" ${attributes}>`;
    }
  };
  return html`<div class="field">
        <label for="${name}">${words[name]}${rule === 'optional' ? html` <small>(${words.optional})</small>` : ''}${type === 'textarea' ? html` <small>(${words.upTo(formatNumber(maxLength!, wordsLang))})</small>` : ''}</label>
        ${control()}
        ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
        ${message ? html`<p class="error" id="${name}-error">${message}</p>` : ''}
      </div>`;
}

/** What is wrong with a field, with the character if one is the reason. */
function errorMessage(
  { code }: FieldError,
  name: FieldName,
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

/** @param attribute `checked` or `required` */
export function boxField(
  name: BoxName | 'sure',
  value: string,
  label: string | ReturnType<typeof html>,
  attribute: 'checked' | 'required' | '' = '',
) {
  return html`<label class="box"><input type="checkbox" name="${name}" value="${value}" ${attribute}> <span>${label}</span></label>`;
}

/** The label of a box, with the partner's name. */
export const labelHtml = ({ label, partnerName }: Box) =>
  partnerName === undefined ? label : named(label, partnerName);

/** The same as text. */
export const labelText = ({ label, partnerName }: Box) =>
  partnerName === undefined ? label : label.replace('#', () => partnerName);

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
