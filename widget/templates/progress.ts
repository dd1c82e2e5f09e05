import { html } from 'lit';
import type { Count } from '../../common/contract.ts';
import type { Locale } from '../i18n.ts';

/** How many people signed, and how far that is toward the goal. */
export const progressTemplate = ({ count, goal }: Count, { formatNumber, formatGoal }: Locale) =>
  html`<label part="progress">
    <span><strong part="count">${formatNumber(count)}</strong> ${formatGoal(goal)}</span>
    <progress part="bar" max=${goal} .value=${count}></progress>
  </label>`;
