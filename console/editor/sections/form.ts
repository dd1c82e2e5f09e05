import { html, nothing, type TemplateResult } from 'lit';
import { checkbox, type Editing } from '../field.ts';

const RULES = {
  familyName: ['off', 'optional', 'required'],
  postalCode: ['off', 'optional', 'required'],
  country: ['off', 'optional', 'required'],
  comment: ['off', 'optional', 'required'],
  contact: ['off', 'optional'],
  partnerContact: ['off', 'optional'],
  display: ['off', 'optional'],
} as const;

/** What the form asks for. */
export function formSection(editing: Editing): TemplateResult {
  const { words, draft, edit } = editing;
  const names = {
    familyName: words.editFamilyName,
    postalCode: words.editPostalCode,
    country: words.editCountry,
    comment: words.editComment,
    contact: words.editContact,
    partnerContact: words.editPartnerContact,
    display: words.editDisplay,
  };
  const rules = { off: words.editOff, optional: words.editOptional, required: words.editRequired };
  return html`<section class="card stack" aria-labelledby="form">
    <h2 id="form">${words.editForm}</h2>
    <p class="hint">${words.editFormHint}</p>
    <div class="rules">
      ${(Object.keys(RULES) as (keyof typeof RULES)[]).map(
        (key) =>
          html`<fieldset>
            <legend>${names[key]}</legend>
            <div class="segments">
              ${RULES[key].map(
                (rule) =>
                  html`<label>
                    <input
                      type="radio"
                      name=${key}
                      .checked=${draft.fields[key] === rule}
                      @change=${() => edit({ fields: { ...draft.fields, [key]: rule } })}
                    />
                    <span>${rules[rule]}</span>
                  </label>`,
              )}
            </div>
          </fieldset>`,
      )}
    </div>
    ${
      draft.fields.display === 'off'
        ? nothing
        : checkbox(words.editApproveNames, draft.approveNames, (approveNames) => edit({ approveNames }))
    }
  </section>`;
}
