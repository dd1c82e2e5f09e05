import { html, nothing } from 'lit/html.js';
import type { FieldRule } from '../common/contract.ts';
import { countriesIn } from './countries.ts';
import { button, controls, fill, link } from './elements.ts';
import { languageName } from './locale.ts';
import { progressPart } from './progress.ts';
import { shareLinks, shareUrl } from './share.ts';
import type { Actions, FieldName, Settings, State } from './state.ts';
import { fold, paragraphs } from './text.ts';

/** A state in which there is a petition to show. */
type Shown = State & Required<Pick<State, 'petition' | 'count'>>;

/** What is shown in a state. */
export function view(state: State, settings: Settings, actions: Actions) {
  const { phase, locale } = state;
  const { words, lang, dir } = locale;
  if (phase === 'loading') return html`<slot></slot>`;
  if (phase === 'failed') {
    return html`<div part="base" lang=${lang} dir=${dir}><div>
      <p role="alert">${words.failed}</p>
      <slot></slot>
      ${button('quiet', words.again, actions.reload)}
    </div></div>`;
  }
  return petitionView(state as Shown, settings, actions);
}

/** The cause beside, or above, what can be done about it. */
function petitionView(state: Shown, settings: Settings, actions: Actions) {
  const { petition, locale, phase, count } = state;
  const action =
    phase === 'signed'
      ? thanksPart
      : petition.status === 'closed'
        ? closedPart
        : settings.compact && !state.open
          ? openPart
          : formPart;
  return html`<div part="base" lang=${locale.lang} dir=${locale.dir}>
    <div part="columns">
      ${settings.hideText || settings.compact ? '' : causePart(state, actions)}
      <div>
        ${progressPart(locale, count)}
        ${action(state, settings, actions)}
        ${settings.compact ? '' : latestPart(state)}
      </div>
    </div>
  </div>`;
}

/** Who signed last, of those who wish that everybody sees it. */
const latestPart = ({ petition: { latest }, locale: { words } }: Shown) =>
  latest?.[0]
    ? html`<div part="latest"><h3>${words.latest}</h3>${latest.map(
        ({ name, comment }) =>
          html`<p dir="auto"><span part="label">${name}</span>${comment && html` <q>${comment}</q>`}</p>`,
      )}</div>`
    : '';

function causePart({ petition, locale }: Shown, { chooseLang }: Actions) {
  const { words } = locale;
  const { lang, languages, title, creator, text } = petition;
  const [shown, folded] = fold(text);
  return html`<div part="cause">
    <p>${
      languages[1]
        ? languages.map((each) =>
            button('link', languageName(each), () => chooseLang(each), each === lang, each),
          )
        : ''
    }</p>
    <h2 part="title" lang=${lang}>${title}</h2>
    <p part="creator">${fill(words.by, creator)}</p>
    <div part="text" lang=${lang}>
      ${paragraphs(shown)}
      ${folded ? html`<details><summary lang=${locale.lang}>${words.more}</summary>${paragraphs(folded)}</details>` : ''}
    </div>
  </div>`;
}

const openPart = ({ locale: { words } }: Shown, _: Settings, { open }: Actions) =>
  button('button', words.sign, open);

const closedPart = ({ petition: { outcome, lang }, locale: { words } }: Shown) =>
  html`<div part="closed"><h3>${words.closed}</h3><div lang=${lang}>${paragraphs(outcome ?? '')}</div></div>`;

function formPart(state: Shown, { partner }: Settings, actions: Actions) {
  const { petition, locale, errors, suggestion, notice, phase } = state;
  const { words } = locale;
  const { partners, consent } = petition;
  const { boxes } = consent;
  // Given name and e-mail address are always asked for.
  const rules: Partial<Record<string, FieldRule>> = petition.fields;

  // What is empty is hidden by the stylesheet, so that mistakes and notices need no case of their own.
  const field = (name: FieldName, autocomplete: string = name, control = 0) => {
    const required = (rules[name] ?? 'required') === 'required';
    const label = words[name];
    const error = errors[name];
    return rules[name] === 'off'
      ? ''
      : html`<div part="field">
          <label part="label">${required ? label : fill(words.optional, label)}${html(
            controls[control]!,
            name,
            name === 'email' ? name : nothing,
            autocomplete,
            required,
            !!error,
            name,
            name === 'email'
              ? (event: Event) => actions.checkEmail(event.target as HTMLInputElement)
              : nothing,
            control === 1
              ? [{ code: '', name: '' }, ...countriesIn(locale.lang, petition.countries ?? [])].map(
                  (country) => html`<option value=${country.code}>${country.name}</option>`,
                )
              : nothing,
          )}</label>
          <p part="error" id=${name}>${error && words[error]}${error === 'invalid' && name === 'email' ? ' (name@example.org)' : ''}</p>
        </div>`;
  };
  // An older server has none.
  const box = (name: keyof typeof boxes, who = '') =>
    boxes?.[name]
      ? html`<label part="box"><input type="checkbox" name=${name}><span>${fill(boxes[name], who)}</span></label>`
      : '';

  // Nobody sees the field for a proof. What stands in it is none, and has the server ask for one.
  // The button is listened to as well: a frame without allow-forms stops a submission before its event.
  return html`<form part="form" novalidate @submit=${actions.submit}>
    <div part="names">${field('givenName', 'given-name')}${field('familyName', 'family-name')}</div>
    ${field('email')}
    <p role="status">${suggestion ? button('link', fill(words.suggestion, suggestion), actions.takeSuggestion) : nothing}</p>
    ${field('postalCode', 'postal-code')}
    ${field('country', 'country', 1)}
    ${field('comment', 'off', 2)}
    ${box('display')}
    ${box('contact')}
    ${partner && box('partnerContact', partners[partner])}
    <p role="alert">${notice && words[notice]}</p>
    <input name="proof" tabindex="-1" aria-hidden="true" autocomplete="off">
    <button part="button" @click=${actions.submit}>${notice ? words.again : words.sign}${phase === 'sending' ? ' …' : ''}</button>
    <p part="consent">${consent.text} ${link(`${shareUrl(petition, partner)}#privacy`, words.whoSees)}</p>
  </form>`;
}

function thanksPart({ petition, locale, signer, copied }: Shown, { partner }: Settings, { share }: Actions) {
  const { words } = locale;
  const url = shareUrl(petition, partner);
  const native = 'share' in navigator;
  return html`<div part="thanks">
    <h3 tabindex="-1">${fill(words.thanks, signer!.givenName)}</h3>
    <p>${signer!.status === 'confirm' ? fill(words.confirm, signer!.email) : words.signed}</p>
    ${native ? button('button', words.share, () => share('native', url)) : html`<h3>${words.share}</h3>`}
    <input part="input" readonly aria-label=${words.copy} .value=${url}>
    <p role="status">${button(native ? 'quiet' : 'button', `${words.copy}${copied ? ' ✓' : ''}`, () => share('copy', url))}</p>
    <p part="share">${shareLinks(petition.title, url).map(([name, href]) => link(href, name, 'quiet', () => share(name, url)))}</p>
  </div>`;
}
