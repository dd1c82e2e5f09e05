import { html, nothing, type TemplateResult } from 'lit';
import type { DateOrder } from '../../common/import/date-order.ts';
import type { LeftOut, Rejection } from '../../common/import/rejections.ts';
import { checkbox } from '../form-parts.ts';
import { fill, type Words } from '../words.ts';
import { describeRejection, LEFT_OUT_COUNTS } from './describe.ts';
import type { Totals } from './run.ts';

/** What a check of the file found, and what somebody can do about it. */
interface CheckReport {
  totals: Totals;
  /** How dates were read. Null if there are none. */
  dates: DateOrder | null;
  /** Whether a column holds the day of signing. */
  hasDays: boolean;
  /** Whether rows without an email address are added to the number carried over. */
  carriesOver: boolean;
  isBusy: boolean;
  onCarryOver(isChosen: boolean): void;
  onSaveRejected(): void;
}

export function renderCheckReport(report: CheckReport, words: Words): TemplateResult {
  const { totals, dates, hasDays } = report;
  return html`<div class="stack" id="checked" tabindex="-1" role="group" aria-labelledby="checked-count">
    <p class="big" id="checked-count">${fill(words.importCanImport, { count: totals.present })}</p>
    ${!hasDays && totals.present > 0 ? html`<p>${words.importNoDays}</p>` : nothing}
    ${
      dates === 'dmy' || dates === 'mdy'
        ? html`<p>${words.importOrder} <b>${dates === 'dmy' ? words.importDayFirst : words.importMonthFirst}</b></p>`
        : nothing
    }
    ${renderLeftOut(totals, words)} ${totals.withoutEmail > 0 ? renderCarryOver(report, words) : nothing}
    ${
      rejectedRows(totals) > 0
        ? html`${renderRejected(totals, words)}
          <p>${words.importRejectedHint}</p>
          <button id="save-rejected" type="button" ?disabled=${report.isBusy} @click=${report.onSaveRejected}>
            ${words.importSaveRejected}
          </button>`
        : nothing
    }
  </div>`;
}

function renderCarryOver({ totals, carriesOver, onCarryOver }: CheckReport, words: Words): TemplateResult {
  return html`<p>${fill(words.importWithoutEmail, { count: totals.withoutEmail })}</p>
    ${checkbox('carry-over', words.importCarryOver, carriesOver, onCarryOver)}`;
}

const rejectedRows = ({ rejected }: Totals): number =>
  Object.values(rejected).reduce((sum, rows) => sum + rows, 0);

/** What is left out, and why. */
function renderLeftOut({ leftOut, unknownCountry }: Totals, words: Words): TemplateResult {
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
function renderRejected(totals: Totals, words: Words): TemplateResult {
  const reasons = Object.entries(totals.rejected) as [Rejection, number][];
  return html`<h3>${fill(words.importRejected, { count: rejectedRows(totals) })}</h3>
    <ul>
      ${reasons.map(
        ([reason, count]) =>
          html`<li>${fill(words.importReasonCount, { reason: describeRejection(reason, words), count })}</li>`,
      )}
    </ul>`;
}
