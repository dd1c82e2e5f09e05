import { html } from 'lit';
import type { FieldName } from '../state.ts';
import type { Country } from './countries.ts';

/** What the native controls have in common. */
export interface Control {
  name: FieldName;
  /** HTML autofill token. */
  autocomplete: string;
  isRequired: boolean;
  isInvalid: boolean;
}

export const input = (
  { name, autocomplete, isRequired, isInvalid }: Control,
  type: 'text' | 'email' = 'text',
) => html`<input
  part="input"
  name=${name}
  type=${type}
  autocomplete=${autocomplete}
  ?required=${isRequired}
  aria-invalid=${isInvalid}
  aria-describedby=${type === 'email' ? 'email single' : name}
>`;

/** Languages sort the countries differently, so the selected one is moved along. */
export const select = (
  { name, autocomplete, isRequired, isInvalid }: Control,
  countries: readonly Country[],
  selected: string,
) => html`<select
  part="input"
  name=${name}
  autocomplete=${autocomplete}
  ?required=${isRequired}
  aria-invalid=${isInvalid}
  aria-describedby=${name}
>
  <option value=""></option>
  ${countries.map(({ code, name }) => html`<option value=${code} .selected=${code === selected}>${name}</option>`)}
</select>`;

export const textarea = ({ name, autocomplete, isRequired, isInvalid }: Control) => html`<textarea
  part="input"
  name=${name}
  autocomplete=${autocomplete}
  ?required=${isRequired}
  aria-invalid=${isInvalid}
  aria-describedby=${name}
></textarea>`;
