import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { fill, type Words } from '../../words.ts';
import { type Draft, slugFor } from '../draft.ts';
import { checkbox, type Editing, errorsAt, textField } from '../field.ts';

/** Partners with their codes, and the sites that may show the form. */
export function partnersSection(editing: Editing): TemplateResult {
  const { words, draft, edit } = editing;
  const { partners } = draft;
  const change = (index: number, changes: Partial<Draft['partners'][number]>) =>
    edit({
      partners: partners.map((partner, at) => (at === index ? { ...partner, ...changes } : partner)),
    });
  return html`<section class="card stack" aria-labelledby="partners">
    <h2 id="partners">${words.editPartners}</h2>
    <p class="hint">${words.editPartnersHint}</p>
    <p class="hint" id="recipient-hint">${words.editRecipientHint}</p>
    ${partners.map(({ code, name, recipient }, index) => {
      const path = `partners.${code.trim()}`;
      const isFirst = partners.findIndex((other) => other.code.trim() === code.trim()) === index;
      // Of the code, which is a key, and of the name behind it.
      const problems = isFirst ? errorsAt(editing, path) : [words.editPartnerTwice];
      const recipientProblems = isFirst ? errorsAt(editing, `${path}.recipient`) : [];
      const id = `partner-${index}`;
      return html`<div class="partner" role="group" aria-label=${name || code || words.partner}>
        <div>
          <label for="${id}-name">${words.name}</label>
          <input
            id="${id}-name"
            autocomplete="off"
            .value=${name}
            @input=${(event: Event) => {
              const typed = (event.target as HTMLInputElement).value;
              // Until somebody types another one.
              const isOurs = code === '' || code === slugFor(name);
              change(index, { name: typed, ...(isOurs && { code: slugFor(typed) }) });
            }}
          />
        </div>
        <div>
          <label for="${id}-code">${words.editPartnerCode}</label>
          <input
            id="${id}-code"
            autocomplete="off"
            spellcheck="false"
            aria-invalid=${problems.length > 0 ? 'true' : nothing}
            aria-describedby=${problems.length > 0 ? `${id}-error` : nothing}
            .value=${code}
            @input=${(event: Event) => change(index, { code: (event.target as HTMLInputElement).value })}
          />
        </div>
        ${problems.length > 0 ? html`<p class="error" id="${id}-error">${problems.join(' ')}</p>` : nothing}
        <div class="recipient">
          <label for="${id}-recipient">${words.editRecipient}</label>
          ${
            recipientProblems.length > 0
              ? html`<p class="error" id="${id}-recipient-error">${recipientProblems.join(' ')}</p>`
              : nothing
          }
          <input
            id="${id}-recipient"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            dir="ltr"
            placeholder="age1…"
            aria-invalid=${recipientProblems.length > 0 ? 'true' : nothing}
            aria-describedby="recipient-hint ${recipientProblems.length > 0 ? `${id}-recipient-error` : ''}"
            .value=${live(recipient)}
            @input=${({ target }: InputEvent) =>
              change(index, { recipient: withoutPrivateKey(target as HTMLInputElement, words) })}
          />
          ${
            recipient.trim() !== '' && draft.fields.partnerContact === 'off'
              ? html`<p class="note" role="status">${fill(words.editRecipientNoBox, { box: words.editPartnerContact, form: words.editForm })}</p>`
              : nothing
          }
        </div>
        <button
          type="button"
          class="quiet"
          aria-label=${fill(words.editRemovePartner, { name: name || code })}
          @click=${() => edit({ partners: partners.filter((_, at) => at !== index) })}
        >
          ${words.removePasskey}
        </button>
      </div>`;
    })}
    <p>
      <button type="button" @click=${() => edit({ partners: [...partners, { code: '', name: '', recipient: '' }] })}>
        ${words.editAddPartner}
      </button>
    </p>
    ${checkbox(
      words.editRestrict,
      draft.isRestricted,
      (isRestricted) => edit({ isRestricted }),
      words.editRestrictHint,
    )}
    ${
      draft.isRestricted
        ? textField(editing, {
            path: 'origins',
            label: words.editOrigins,
            hint: words.editOriginsHint,
            value: draft.origins,
            rows: 4,
            within: true,
            spellcheck: false,
            onInput: (origins) => edit({ origins }),
          })
        : nothing
    }
  </section>`;
}

/** What was typed. A private key is taken out at once: what stays in the field is sent to the server, for the preview. */
function withoutPrivateKey(input: HTMLInputElement, words: Words): string {
  const isPrivate = /AGE-SECRET-KEY/i.test(input.value);
  if (isPrivate) input.value = '';
  input.setCustomValidity(isPrivate ? words.editRecipientPrivate : '');
  if (isPrivate) input.reportValidity();
  return input.value;
}
