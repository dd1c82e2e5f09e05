import { html, nothing, type TemplateResult } from 'lit';
import type { FieldRule } from '../../common/contract.ts';
import { interpolate } from '../i18n.ts';
import { help } from '../load-help.ts';
import { privacyUrl } from '../share-url.ts';
import type { Actions, FieldName, View } from '../state.ts';
import { type Control, input, select, textarea } from './controls.ts';
import { listCountries } from './countries.ts';
import { externalLink } from './link.ts';

export function formTemplate(view: View, actions: Actions) {
  const { petition, locale, partner, signing } = view;
  const { strings } = locale;
  const { phase, errors, details, edited, suggestion, notice } = signing;
  const { consent, countries } = petition;
  const rules: Partial<Record<FieldName, FieldRule>> = petition.fields;

  /** A control with its label, and with its error or an empty, hidden line. */
  const field = (name: FieldName, autocomplete: string, control: (control: Control) => TemplateResult) => {
    // Every petition requires the given name and the email address.
    const rule = rules[name] ?? 'required';
    if (rule === 'off') return nothing;
    const isRequired = rule === 'required';
    const error = errors[name];
    const isInvalid = !!error && !edited[name];
    return html`<div part="field">
      <label part="label"><bdi .textContent=${strings[name]}></bdi><small>${isRequired ? nothing : strings.optional.replace('#', '')}</small>${control({ name, autocomplete, isRequired, isInvalid })}</label>
      <p part="error" id=${error && edited[name] ? nothing : name}>${error ? (strings[error as 'invalid'] ?? strings.invalid) : nothing}${details[name]}</p>
    </div>`;
  };

  // The role="status" and role="alert" elements are there before their words, or screen readers miss them.
  // The honeypot is visible to bots only. Whatever they enter is an invalid proof, so the server asks for a real one.
  // The button's click counts too: in a frame without allow-forms, the browser blocks a submission before its event.
  return html`<form part="form" novalidate ?inert=${phase === 'signed'} @focusin=${actions.prepare} @input=${actions.edit} @submit=${actions.submit}>
    <div part="names">
      ${field('givenName', 'given-name', input)}
      ${field('familyName', 'family-name', input)}
    </div>
    ${field('email', 'email', (control) => input(control, 'email'))}
    <small id="single">${strings.once}</small>
    <p role="status">${
      edited.email && suggestion
        ? ' '
        : suggestion
          ? html`<button type="button" part="link" @click=${actions.acceptSuggestion}>${interpolate(help!.SIGNING_WORDS[locale.lang].suggestion, suggestion)}</button>`
          : nothing
    }</p>
    ${field('postalCode', 'postal-code', input)}
    ${field('country', 'country', (control) => select(control, listCountries(locale.lang, countries ?? []), view.country))}
    ${field('comment', 'off', textarea)}
    ${checkbox('display', consent.boxes?.display)}
    ${checkbox('contact', consent.boxes?.contact)}
    ${partner ? checkbox('partnerContact', consent.boxes?.partnerContact, petition.partners[partner]) : nothing}
    <p role="alert">${notice ? strings[notice] : nothing}</p>
    <input name="proof" tabindex="-1" aria-hidden="true" autocomplete="off">
    <button part="button" @click=${actions.submit} .textContent=${(notice ? strings.again : strings.sign) + (phase === 'sending' ? ' …' : '')}></button>
    <p part="consent"><span .textContent=${consent.text}></span> ${externalLink(privacyUrl(petition, partner), strings.whoSees)}</p>
  </form>`;
}

/**
 * A box to check, unless the petition doesn't have it.
 *
 * @param label from the server, with "#" for the name; undefined if the petition doesn't have the box, or the server is too old
 */
const checkbox = (name: string, label: string | undefined, insertedName = '') =>
  label
    ? html`<label part="box"><input type="checkbox" name=${name}><span>${interpolate(label, insertedName)}</span></label>`
    : nothing;
