import type { html, LitElement } from 'lit';
import type { SigningWords } from './locales/signing.ts';

interface Change {
  words: SigningWords;
  /** What was entered. */
  entered: FormData;
  /** The widget's own Lit. */
  html: typeof html;
  /** Shows the form again. */
  onChange(): void;
}

/** A way back to the form, as it was filled in, for those who see a typo in the address that the email went to. */
export function changeTemplate({ words, entered, html, onChange }: Change) {
  const change = async ({ target }: Event) => {
    const root = (target as Element).getRootNode() as ShadowRoot;
    onChange();
    await (root.host as LitElement).updateComplete;
    refill(root.querySelector('form')!, entered);
    root.querySelector<HTMLInputElement>('[name=email]')!.select();
  };
  return html`<p>${words.wrongAddress} <button type="button" part="link" @click=${change}>${words.changeAddress}</button></p>`;
}

/** A box isn't entered unless it is checked. */
function refill(form: HTMLFormElement, entered: FormData): void {
  for (const control of form.querySelectorAll<HTMLInputElement>('[name]:not([name=proof])')) {
    const value = entered.get(control.name);
    if (control.type === 'checkbox') control.checked = value !== null;
    else control.value = String(value ?? '');
  }
}
