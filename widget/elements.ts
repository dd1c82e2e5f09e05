import { html, nothing } from 'lit/html.js';

/** The small pieces that views are made of, each one template. */

/** @param part `button` for the one thing to do, `quiet` for what else there is, `link` for words in a row */
export const button = (
  part: string,
  label: unknown,
  act: (event: Event) => void,
  pressed: boolean | typeof nothing = nothing,
  lang: string | typeof nothing = nothing,
) =>
  html`<button type="button" part=${part} aria-pressed=${pressed} lang=${lang} @click=${act}>${label}</button>`;

/** An address that a script stands in is none: whoever may write a link need not be one who may write scripts. */
export const link = (href: string, label: string, part = '', follow?: () => void) =>
  html`<a href=${/^(https?|mailto):/.test(href) ? href : nothing} part=${part} target="_blank" rel="noopener noreferrer" @click=${follow}>${label}</a>`;

/**
 * A dictionary's sentence with a value in the place that it keeps for it: isolated, so that a name in
 * another script doesn't turn the sentence round.
 */
export function fill(sentence: string, value: string) {
  const [before, after] = `${sentence}`.split('#');
  return html`${before}<bdi>${value}</bdi>${after}`;
}

/** The three native controls, with one set of attributes. A template's tag can't be a value, so each is one. */
export const controls = ['input', 'select', 'textarea'].map((tag) => {
  const names = ['name', 'type', 'autocomplete', '?required', 'aria-invalid', 'aria-describedby', '@change'];
  const strings = [
    ...names.map((name, index) => `${index ? '' : `<${tag} part=input`} ${name}=`),
    '>',
    `</${tag}>`,
  ];
  return Object.assign(strings, { raw: strings });
});
