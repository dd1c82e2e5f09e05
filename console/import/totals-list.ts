import { html, nothing, type TemplateResult } from 'lit';
import type { LeftOut, Rejection } from '../../common/import/rejections.ts';
import { fill, type Words } from '../words.ts';
import { describeRejection, LEFT_OUT_COUNTS } from './describe.ts';
import type { Totals } from './run.ts';

export const rejectedRows = ({ rejected }: Totals): number =>
  Object.values(rejected).reduce((sum, rows) => sum + rows, 0);

/** What is left out, and why. */
export function renderLeftOut({ leftOut, unknownCountry }: Totals, words: Words): TemplateResult {
  const reasons = Object.entries(leftOut) as [LeftOut, number][];
  return html`${
    reasons.length > 0
      ? html`<div>
          <h3>${words.importLeftOut}</h3>
          <ul>
            ${reasons.map(([reason, count]) => html`<li>${fill(words[LEFT_OUT_COUNTS[reason]], { count })}</li>`)}
          </ul>
        </div>`
      : nothing
  }${unknownCountry > 0 ? html`<p>${fill(words.importUnknownCountry, { count: unknownCountry })}</p>` : nothing}`;
}

/** The rejected rows by reason. */
export function renderRejected(totals: Totals, words: Words): TemplateResult {
  const reasons = Object.entries(totals.rejected) as [Rejection, number][];
  return html`<h3>${fill(words.importRejected, { count: rejectedRows(totals) })}</h3>
    <ul>
      ${reasons.map(
        ([reason, count]) =>
          html`<li>${fill(words.importReasonCount, { reason: describeRejection(reason, words), count })}</li>`,
      )}
    </ul>`;
}
