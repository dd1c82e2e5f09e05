import { html, nothing, type TemplateResult } from 'lit';
import { type Editing, textField } from '../field.ts';

/** Goal, signatures from elsewhere, and the last day. */
export function goalSection(editing: Editing): TemplateResult {
  const { words, draft, edit } = editing;
  return html`<section class="card stack" aria-labelledby="goal">
    <h2 id="goal">${words.editGoalSection}</h2>
    <div class="columns">
      ${textField(editing, {
        path: 'goal',
        label: words.goal,
        hint: words.editGoalHint,
        value: draft.goal,
        inputMode: 'numeric',
        onInput: (goal) => edit({ goal }),
      })}
      ${textField(editing, {
        path: 'carriedOver',
        label: words.editCarriedOver,
        hint: words.editCarriedOverHint,
        value: draft.carriedOver,
        inputMode: 'numeric',
        onInput: (carriedOver) => edit({ carriedOver }),
      })}
      ${textField(editing, {
        path: 'closesOn',
        label: words.editClosesOn,
        hint: words.editClosesOnHint,
        value: draft.closesOn,
        type: 'date',
        onInput: (closesOn) => edit({ closesOn }),
      })}
      ${
        draft.closesOn
          ? html`${textField(editing, {
              path: 'timeZone',
              label: words.editTimeZone,
              hint: words.editTimeZoneHint,
              value: draft.timeZone,
              list: 'time-zones',
              spellcheck: false,
              onInput: (timeZone) => edit({ timeZone }),
            })}
              <datalist id="time-zones">
                ${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}
              </datalist>`
          : nothing
      }
    </div>
  </section>`;
}
