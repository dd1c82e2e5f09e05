import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from './words.ts';

/** A field for what something is called, with what is wrong with it. */
export function nameField(words: Words, hint: string, problem: keyof Words | undefined): TemplateResult {
  return html`<div>
    <label for="name">${words.name}</label>
    <p class="hint" id="name-hint">${hint}</p>
    <input
      id="name"
      name="name"
      maxlength="80"
      autocomplete="off"
      required
      aria-invalid=${problem ? 'true' : 'false'}
      aria-describedby="name-hint name-error"
    />
    ${fieldError(words, 'name', problem)}
  </div>`;
}

/** What is wrong with a field. Always there: its field refers to it. */
export function fieldError(words: Words, field: string, problem: keyof Words | undefined): TemplateResult {
  return html`<p class=${problem ? 'error' : ''} id="${field}-error">${problem ? words[problem] : nothing}</p>`;
}

/** One of several things to choose from, with a hint. */
export function radioChoice(
  group: string,
  { value, name, hint }: { value: string; name: string; hint: string },
  isChosen: boolean,
  choose: () => void,
): TemplateResult {
  return html`<label class="choice"
    ><input type="radio" name=${group} .value=${value} .checked=${isChosen} @change=${choose} /><span
      ><b>${name}</b><span class="hint">${hint}</span></span
    ></label
  >`;
}

/** Something to choose or leave. */
export function checkbox(
  id: string,
  name: string,
  isChosen: boolean,
  choose: (isChosen: boolean) => void,
): TemplateResult {
  return html`<label class="choice"
    ><input
      id=${id}
      type="checkbox"
      .checked=${isChosen}
      @change=${(event: Event) => choose((event.target as HTMLInputElement).checked)}
    /><span>${name}</span></label
  >`;
}

/** Browsers report no change if the same file is chosen again, for example after it was downloaded again. */
export function letChooseAgain(event: Event): void {
  (event.target as HTMLInputElement).value = '';
}
