import { html, nothing } from 'lit';
import { IS_FRAMED } from '../focus.ts';
import type { Locale } from '../i18n.ts';
import { details } from '../load-details.ts';
import type { Actions, View } from '../state.ts';
import { causeTemplate, titleTemplate } from './cause.ts';
import { formTemplate } from './form.ts';
import { progressTemplate } from './progress.ts';
import { blocksTemplate, TOOLS } from './text.ts';
import { thanksTemplate } from './thanks.ts';

/** The petition, and beside or below it what the person can do about it. */
export function petitionTemplate(view: View, actions: Actions) {
  const { petition, locale, count, hideText, compact } = view;
  return html`<div part="base" lang=${locale.lang} dir=${locale.dir}>
    <div part="columns">
      ${hideText || compact ? nothing : causeTemplate(view, actions)}
      <div>
        ${compact && !hideText ? titleTemplate(petition) : nothing}
        ${progressTemplate(count, locale, petition.status === 'closed')}
        ${details?.noticesTemplate(petition, TOOLS)}
        ${actionTemplate(view, actions)}
        ${details?.organizerTemplate(petition, TOOLS)}
        ${compact ? nothing : details?.latestTemplate?.(petition, locale.strings.latest, TOOLS)}
      </div>
    </div>
  </div>`;
}

/** Replaces the petition if it couldn't be loaded. The page's own markup is shown as well. */
export const failedTemplate = ({ lang, dir, strings }: Locale, isMissing: boolean, retry: () => void) =>
  html`<div part="base" lang=${lang} dir=${dir}>
    <div>
      <p role="alert">${isMissing ? strings.missing : strings.failed}</p>
      <slot></slot>
      ${isMissing ? nothing : html`<button type="button" part="quiet" @click=${retry}>${strings.again}</button>`}
    </div>
  </div>`;

function actionTemplate(view: View, actions: Actions) {
  const isSigned = view.signing.phase === 'signed';
  if (!isSigned) {
    if (view.petition.status === 'closed') return closedTemplate(view);
    if (view.compact && !view.isOpen) return openButton(view, actions);
  }
  // In a frame, the form stays behind the thanks, unseen, so that the frame's height is the same.
  return html`<div>
    ${isSigned && !IS_FRAMED ? nothing : formTemplate(view, actions)}
    ${isSigned ? thanksTemplate(view, actions) : nothing}
  </div>`;
}

const openButton = ({ locale }: View, { open }: Actions) =>
  html`<button type="button" part="button" aria-describedby="title" @click=${open}>${locale.strings.sign}</button>`;

const closedTemplate = ({ petition: { outcomeBlocks, lang }, locale }: View) =>
  html`<div part="closed">
    <h3>${locale.strings.closed}</h3>
    <div lang=${lang}>${blocksTemplate(outcomeBlocks!)}</div>
  </div>`;
