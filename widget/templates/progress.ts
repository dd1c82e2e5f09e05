import { html, nothing } from 'lit';
import type { Count } from '../../common/contract.ts';
import type { Locale } from '../i18n.ts';

/**
 * How many people signed, and unless the petition is closed, how far that is toward the goal. Written as `textContent`: translators
 * replace the text nodes that Lit would update.
 */
export const progressTemplate = (
  { count, goal }: Count,
  { formatNumber, formatGoal, formatUnit }: Locale,
  isClosed: boolean,
) =>
  html`<label part="progress">
    <span><strong part="count" .textContent=${formatNumber(count)}></strong> <bdi .textContent=${isClosed ? formatUnit(count) : formatGoal(goal)}></bdi></span>
    ${isClosed ? nothing : html`<progress part="bar" max=${goal} .value=${count}></progress>`}
  </label>`;
