import { html } from 'lit/html.js';
import type { Count } from '../common/contract.ts';
import type { Locale } from './locale.ts';

/** How many signed, and how far that is on the way to the goal. */
export const progressPart = (locale: Locale, { count, goal }: Count) =>
  html`<label part="progress">
    <span><strong part="count">${locale.number(count)}</strong> ${locale.ofGoal(goal)}</span>
    <progress part="bar" max=${goal} .value=${count}></progress>
  </label>`;
