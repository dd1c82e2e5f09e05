import { css, LitElement, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import { dayName, languageChanges, number } from '../words.ts';
import type { Bar } from './series.ts';

const SECOND_MS = 1000;
const MONTH_S = 28 * 24 * 60 * 60;
const YEAR_S = 365 * 24 * 60 * 60;
/** As that of the bars, see `CHART`. */
const AREA_OPACITY = 0.14;
/** Between labels, in CSS pixels. */
const MIN_LABEL_DISTANCE = 52;
/** Index of the series that is a line. That below it is its area. */
const COUNT = 2;

/** When colors change. The canvas has to be painted again. */
const COLOR_QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];

/** A line through many days, on a canvas, with months below it. `ChartElement` says what it shows, and takes the keys. */
export class LinePlot extends LitElement {
  /** uPlot positions its parts with styles of its own, from scripts, which the page's policy allows. It needs these classes. */
  static override styles = css`
    :host { display: block; font-size: 0.875rem; }
    .u-wrap { position: relative; }
    .u-over, .u-under { position: absolute; }
    .u-cursor-x, .u-cursor-pt { position: absolute; inset-block-start: 0; left: 0; pointer-events: none; }
    .u-cursor-x { block-size: 100%; border-inline-end: 1px solid var(--soft); }
    .u-cursor-pt { box-sizing: border-box; inline-size: 14px; block-size: 14px; margin: -7px; border: 2px solid; border-radius: 50%; }
    .u-off { display: none; }
    canvas { display: block; inline-size: 100%; block-size: 100%; }
    @media (forced-colors: active) { .u-cursor-pt { forced-color-adjust: none; } }
  `;
  static override properties = {
    bars: { attribute: false },
    values: { attribute: false },
    goal: { attribute: false },
    top: { attribute: false },
    selected: { attribute: false },
  };

  /** One for each day, as YYYY-MM-DD in UTC. */
  declare bars: readonly Pick<Bar, 'key'>[];
  /** The count at the end of each day. */
  declare values: readonly number[];
  declare goal: number | null;
  /** The top of the scale, whose middle is a whole number too. */
  declare top: number;
  /** Index of the day that is pointed at. */
  declare selected: number | undefined;

  #plot: uPlot | undefined;
  readonly #queries = COLOR_QUERIES.map((query) => matchMedia(query));
  readonly #repaint = () => this.#plot?.redraw(false, true);
  readonly #resized = new ResizeObserver(() => this.#plot?.setSize(this.#size()));

  override connectedCallback(): void {
    super.connectedCallback();
    for (const query of this.#queries) query.addEventListener('change', this.#repaint);
    languageChanges.addEventListener('change', this.#repaint);
    this.#resized.observe(this);
    this.requestUpdate('values');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const query of this.#queries) query.removeEventListener('change', this.#repaint);
    languageChanges.removeEventListener('change', this.#repaint);
    this.#resized.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  /** The day at a position in the window, in CSS pixels from its left. */
  indexAt(left: number): number {
    const plot = this.#plot!;
    return plot.posToIdx(left - plot.over.getBoundingClientRect().left);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.isConnected) return;
    if (['bars', 'values', 'goal', 'top'].some((name) => changed.has(name as keyof LinePlot))) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(), this.#data(), (plot, show) => {
        this.renderRoot.append(plot.root);
        show();
      });
    }
    if (changed.has('selected')) this.#showSelected();
  }

  #showSelected(): void {
    const plot = this.#plot;
    if (!plot || this.selected === undefined) return;
    const [times, values] = plot.data;
    const left = plot.valToPos(times[this.selected]!, 'x');
    plot.setCursor({ left, top: plot.valToPos(values![this.selected]!, 'y') });
  }

  #data(): uPlot.AlignedData {
    const { bars, values, goal } = this;
    const count = [...values];
    const times = bars.map(({ key }) => Date.parse(key) / SECOND_MS);
    return [times, count, count, bars.map(() => goal)];
  }

  #size = () => ({ width: this.clientWidth, height: this.clientHeight });

  #color(name: string, forced: string): string {
    return this.#queries[1]!.matches ? forced : getComputedStyle(this).getPropertyValue(name).trim();
  }

  #options(): uPlot.Options {
    const { fontSize, fontFamily } = getComputedStyle(this);
    const line = () => this.#color('--series-0', 'Highlight');
    const axis = {
      font: `${fontSize} ${fontFamily}`,
      stroke: () => this.#color('--soft', 'CanvasText'),
      ticks: { show: false },
    };
    const none = () => null;
    return {
      ...this.#size(),
      // Half a label at the top, and of the last day.
      padding: [8, 16, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * SECOND_MS), 'Etc/UTC'),
      hooks: { ready: [() => this.#showSelected()] },
      legend: { show: false },
      scales: { y: { range: () => [0, this.top] } },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: {
          show: (_, series) => (series === COUNT ? document.createElement('div') : (false as never)),
          fill: line,
          stroke: () => this.#color('--card', 'Canvas'),
        },
        // `ChartElement` listens, to fingers and keys as well.
        bind: {
          mousemove: none,
          mouseenter: none,
          mouseleave: none,
          mousedown: none,
          mouseup: none,
          click: none,
          dblclick: none,
        },
      },
      axes: [
        {
          ...axis,
          space: MIN_LABEL_DISTANCE,
          size: 2.75 * Number.parseFloat(fontSize),
          gap: 6,
          grid: { show: false },
          values: (_, times, __, ___, step) => labelDays(times, step),
        },
        {
          ...axis,
          gap: 10,
          splits: () => [0, this.top / 2, this.top],
          values: (_, values) => values.map(number),
          size: (plot, labels) => widthOf(plot, axis.font, labels ?? []) + 14,
          grid: { stroke: () => this.#color('--faint', 'GrayText'), width: 1 },
        },
      ],
      series: [
        {},
        { fill: line, alpha: AREA_OPACITY, points: { show: false } },
        { stroke: line, width: 3, points: { show: false } },
        {
          stroke: () => this.#color('--ink', 'CanvasText'),
          width: 1.5,
          dash: [6, 5],
          points: { show: false },
        },
      ],
    };
  }
}

/** Days, months, or years, whichever the steps are. Below the first month of a year, there is the year. */
function labelDays(times: readonly number[], step: number): string[] {
  const days = times.map((time) => new Date(time * SECOND_MS).toISOString().slice(0, 10));
  return days.map((day, index) => {
    const year = dayName(day, { year: 'numeric' });
    if (step >= YEAR_S) return year;
    if (step < MONTH_S) return dayName(day, { month: 'short', day: 'numeric' });
    const isNewYear = day.slice(0, 4) !== days[index - 1]?.slice(0, 4);
    return dayName(day, { month: 'short' }) + (isNewYear ? `\n${year}` : '');
  });
}

function widthOf({ ctx }: uPlot, font: string, labels: readonly string[]): number {
  ctx.save();
  ctx.font = font;
  const widths = labels.map((label) => ctx.measureText(label).width);
  ctx.restore();
  return Math.ceil(Math.max(0, ...widths));
}

customElements.define('console-line-plot', LinePlot);
