import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition, ConsoleSession, Growth } from '../../common/console.ts';
import { request } from '../api.ts';
import type { ChartData } from '../charts/chart-element.ts';
import {
  cumulate,
  dayBars,
  eachDay,
  hourBars,
  MAX_BARS,
  type PartnerTotal,
  partnerTotals,
} from '../charts/series.ts';
import { GROWTH } from '../console.styles.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { dayName, fill, hourName, number, percent, rounded } from '../words.ts';
import '../charts/chart-element.ts';
import '../copy-field.ts';
import '../partner-links.ts';

/** How one petition grows. A partner sees what came through its own code, and what to paste into its site. */
export class GrowthScreen extends ConsoleElement {
  static override styles = withBase(GROWTH);
  static override properties = {
    session: { attribute: false },
    petition: { attribute: false },
    partner: { state: true },
  };

  declare session: ConsoleSession;
  declare petition: ConsolePetition;
  /** Code of the partner whose snippet an organizer sees. Empty for none. */
  declare partner: string;

  constructor() {
    super();
    this.partner = '';
  }

  readonly #growth = new Task(this, {
    task: ([{ slug }]) => request<Growth>('GET', `/petitions/${encodeURIComponent(slug)}/growth`),
    args: () => [this.petition] as const,
  });

  #renderNumbers({ count, goal, today, lastSevenDays }: ConsolePetition, { days }: Growth): TemplateResult {
    const { words } = this;
    const best = bestOf(days);
    const entry = (name: string, value: string, detail: string | null = null) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}${detail === null ? nothing : html`<small>${detail}</small>`}</dd>
      </div>`;
    return html`<div class="stack">
      <dl class="numbers">
        ${entry(words.signatures, number(count), goal === null ? null : fill(words.ofGoal, { goal: number(goal) }))}
        ${entry(words.today, number(today))} ${entry(words.lastSevenDays, number(lastSevenDays))}
        ${best ? entry(words.bestDay, number(best.signed), dayName(best.day)) : nothing}
      </dl>
      ${
        goal === null
          ? nothing
          : html`<progress aria-label=${words.goal} max=${goal} .value=${Math.min(count, goal)}></progress>`
      }
    </div>`;
  }

  #renderGrowth(petition: ConsolePetition, growth: Growth): TemplateResult {
    const { words } = this;
    const { days, earlier } = growth;
    const isPartner = this.session.role === 'partner';
    if (days.length === 0) {
      return html`<p class="note">${isPartner ? words.nothingYetPartner : words.nothingYet}</p>
        ${this.#renderEarlier(earlier)}`;
    }
    const totals = partnerTotals(days, petition.partners);
    return html`<div class="stack">
      <p class="soft">${words.daysInUtc}</p>
      ${this.#renderEarlier(earlier)}
      <div class="charts">
        <console-chart id="cumulative" .data=${this.#cumulative(petition, growth)}></console-chart>
        <console-chart id="days" .data=${this.#perDay(petition, growth, isPartner ? [] : totals)}></console-chart>
        ${isPartner ? nothing : this.#renderPartners(totals)}
        ${
          growth.hours.length === 0
            ? nothing
            : html`<console-chart id="hours" .data=${this.#perHour(petition, growth)}></console-chart>`
        }
      </div>
    </div>`;
  }

  #renderEarlier(earlier: number): TemplateResult | typeof nothing {
    if (earlier === 0) return nothing;
    return html`<p class="note">${fill(this.words.earlier, { count: earlier })}</p>`;
  }

  #cumulative({ slug, goal }: ConsolePetition, { days, earlier }: Growth): ChartData {
    const { words } = this;
    const bars = eachDay(days);
    const line = cumulate(bars, earlier);
    const to = line.at(-1)!;
    return {
      title: words.cumulative,
      sentences: [
        days.length === 1
          ? fill(words.cumulativeOneDay, {
              day: dayName(days[0]!.day),
              from: number(earlier),
              to: number(to),
            })
          : fill(words.cumulativeSays, {
              first: dayName(days[0]!.day),
              last: dayName(days.at(-1)!.day),
              from: number(line[0]!),
              to: number(to),
            }),
        ...(goal !== null && goal > to ? [fill(words.goalLeft, { left: goal - to, goal })] : []),
      ],
      bars,
      series: [],
      line,
      goal,
      rows: [[words.day, words.total], ...days.map(({ day }, index) => [day, line[index]!])],
      fileName: `${slug}-total.csv`,
    };
  }

  #perDay({ slug }: ConsolePetition, { days }: Growth, totals: readonly PartnerTotal[]): ChartData {
    const { words } = this;
    const { bars, series, isWeekly } = dayBars(days, totals);
    const best = bestOf(days)!;
    const total = days.reduce((sum, { signed }) => sum + signed, 0);
    const columns = totals.filter(({ code, signed }) => code !== '' && signed !== 0);
    return {
      title: isWeekly ? words.perWeek : words.perDay,
      sentences: [
        fill(words.perDaySays, {
          average: rounded(total / days.length),
          day: dayName(best.day),
          count: best.signed,
        }),
        ...(isWeekly ? [fill(words.grouped, { days: MAX_BARS })] : []),
        ...(series.length > 1 ? [words.showOnly] : []),
      ],
      bars,
      series,
      rows: [
        [words.day, words.signatures, ...columns.map(({ name }) => name)],
        ...days.map(({ day, signed, partners }) => [
          day,
          signed,
          ...columns.map(({ code }) => partners[code] ?? 0),
        ]),
      ],
      fileName: `${slug}-days.csv`,
    };
  }

  #renderPartners(totals: readonly PartnerTotal[]): TemplateResult | typeof nothing {
    const { words } = this;
    if (totals.length < 2) return nothing;
    const best = totals[0]!;
    const total = totals.reduce((sum, { signed }) => sum + signed, 0);
    return html`<section class="card stack" id="partners">
      <h2>${words.byPartner}</h2>
      <p>
        ${
          best.signed > 0
            ? fill(words.byPartnerSays, {
                partner: best.name,
                count: best.signed,
                total,
                share: percent(best.share),
              })
            : words.byPartnerNone
        }
      </p>
      <div class="scroll" tabindex="0" role="group" aria-label=${words.byPartner}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words.partner}</th>
              <th scope="col" class="number">${words.signatures}</th>
              <th scope="col" class="number">${words.share}</th>
            </tr>
          </thead>
          <tbody>
            ${totals.map(
              ({ name, signed, share }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td class="number">${number(signed)}</td>
                  <td class="number">${percent(share)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #perHour({ slug }: ConsolePetition, { hours }: Growth): ChartData {
    const { words } = this;
    const total = hours.reduce((sum, { signed }) => sum + signed, 0);
    const best = hours.reduce((most, hour) => (hour.signed > most.signed ? hour : most));
    return {
      title: words.perHour,
      sentences: [
        total > 0
          ? fill(words.perHourSays, {
              count: total,
              hour: hourName(best.hour),
              most: best.signed,
            })
          : words.perHourNone,
      ],
      bars: hourBars(hours),
      series: [{ name: '', className: 'series-0', total }],
      rows: [
        [`${words.hour} (UTC)`, words.signatures],
        ...hours.map(({ hour, signed }) => [`${hour}:00Z`, signed]),
      ],
      fileName: `${slug}-hours.csv`,
    };
  }

  #renderSnippets(petition: ConsolePetition): TemplateResult {
    const { words, session } = this;
    const isPartner = session.partner !== null;
    const partner = session.partner ?? this.partner;
    const { pathname, search, href } = hostedPage(petition.slug, partner);
    return html`<section class="card stack" aria-labelledby="yours">
      <h2 id="yours">${isPartner ? words.yourSite : words.anySite}</h2>
      <p>${isPartner ? words.yourSiteHint : words.anySiteHint}</p>
      ${isPartner || Object.keys(petition.partners).length === 0 ? nothing : this.#renderPartnerSelect(petition)}
      <console-copy .label=${words.snippet} .text=${petition.snippets?.[partner] ?? ''}></console-copy>
      <p><a href="${pathname}/embed-code${search}" target="_blank">${words.moreSnippets}</a></p>
      <console-copy .label=${words.yourLink} .text=${href}></console-copy>
    </section>`;
  }

  #renderPartnerSelect({ partners }: ConsolePetition): TemplateResult {
    const { words } = this;
    return html`<label
      >${words.partner}
      <select
        @change=${(event: Event) => {
          this.partner = (event.target as HTMLSelectElement).value;
        }}
      >
        <option value="">${words.noPartner}</option>
        ${Object.entries(partners).map(([code, name]) => html`<option value=${code}>${name}</option>`)}
      </select>
    </label>`;
  }

  protected override render() {
    const { petition, session } = this;
    const { value: growth, error } = this.#growth;
    if (error !== undefined) return this.renderFailure(error, () => this.#growth.run());
    if (!growth) return this.renderLoading();
    return html`<div class="wide">
      ${this.#renderNumbers(petition, growth)} ${this.#renderGrowth(petition, growth)}
      ${session.role === 'partner' ? nothing : html`<console-partner-links .petition=${petition}></console-partner-links>`}
      ${petition.status === 'draft' ? nothing : this.#renderSnippets(petition)}
    </div>`;
  }
}

/** @param partner code, or empty for none */
function hostedPage(slug: string, partner: string): URL {
  const url = new URL(`/p/${encodeURIComponent(slug)}`, location.origin);
  if (partner !== '') url.searchParams.set('partner', partner);
  return url;
}

const bestOf = (days: Growth['days']) =>
  days.reduce<Growth['days'][number] | undefined>(
    (best, day) => (best && best.signed >= day.signed ? best : day),
    undefined,
  );

customElements.define('console-growth', GrowthScreen);
