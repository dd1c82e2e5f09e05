import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { directionOf } from '../../common/languages.ts';
import { CHART } from '../console.styles.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { language, number } from '../words.ts';
import { type Cell, download, toCsv } from './csv.ts';
import type { LinePlot } from './line-plot.ts';
import { type Bar, describeBar, MAX_BARS, niceMax, type Series } from './series.ts';

/** What a chart shows, and how to say it without one. */
export interface ChartData {
  title: string;
  /** Says what the chart shows. */
  sentences: readonly string[];
  bars: readonly Bar[];
  series: readonly Series[];
  /** Draws a line through these instead of bars: the count at the end of each. */
  line?: readonly number[];
  goal?: number | null;
  /** The same numbers, with a header row. */
  rows: readonly (readonly Cell[])[];
  fileName: string;
}

const HEIGHT = 100;

/**
 * Bars or a line, with the sentence, table, and file that say the same. The drawing fills its box: everything that must not be
 * stretched is text outside of it.
 */
export class ChartElement extends ConsoleElement {
  static override styles = withBase(CHART);
  static override properties = {
    data: { attribute: false },
    selected: { state: true },
    only: { state: true },
    canPlot: { state: true },
  };

  declare data: ChartData;
  /** Index of the bar that is pointed at, or was reached with the keyboard. */
  declare selected: number | undefined;
  /** Index of the series that is shown alone. */
  declare only: number | undefined;
  /** Whether the script that draws long lines is loaded. */
  declare canPlot: boolean;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('data')) return;
    const { bars, series } = this.data;
    if (this.selected !== undefined && this.selected >= bars.length) this.selected = undefined;
    if (this.only !== undefined && this.only >= series.length) this.only = undefined;
    if (this.#isLongLine) this.#loadPlot();
  }

  get #isLongLine(): boolean {
    return this.data.line !== undefined && this.data.bars.length > MAX_BARS;
  }

  /** Until then, and if it can't be loaded, the line is drawn as a short one is. */
  #loadPlot(): void {
    import('./line-plot.ts').then(
      () => {
        this.canPlot = true;
      },
      () => {},
    );
  }

  #valueOf(index: number): number {
    const bar = this.data.bars[index]!;
    return this.data.line?.[index] ?? (this.only === undefined ? bar.total : bar.parts[this.only]!);
  }

  #describe(index: number): string {
    const { bars, series, line } = this.data;
    const bar = bars[index]!;
    if (line) return describeBar({ ...bar, total: line[index]! }, []);
    if (this.only === undefined) return describeBar(bar, series);
    const { name } = series[this.only]!;
    return describeBar({ ...bar, label: `${bar.label}, ${name}`, total: bar.parts[this.only]! }, []);
  }

  #point(event: PointerEvent): void {
    const box = event.currentTarget as HTMLElement;
    const plot = box.querySelector<LinePlot>('console-line-plot');
    if (plot) {
      this.selected = plot.indexAt(event.clientX);
      return;
    }
    const { left, width } = box.getBoundingClientRect();
    const { length } = this.data.bars;
    this.selected = Math.min(length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * length)));
  }

  #key(event: KeyboardEvent): void {
    const last = this.data.bars.length - 1;
    const current = this.selected ?? last;
    const next = {
      ArrowLeft: current - 1,
      ArrowDown: current - 1,
      ArrowRight: current + 1,
      ArrowUp: current + 1,
      PageDown: current - 7,
      PageUp: current + 7,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.selected = Math.min(last, Math.max(0, next));
  }

  protected override render() {
    const { words, data, selected } = this;
    const last = data.bars.length - 1;
    const top = niceMax(Math.max(data.goal ?? 0, ...data.bars.map((_, index) => this.#valueOf(index))));
    const isPlotted = this.#isLongLine && this.canPlot;
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${data.title}</h2>
      ${data.sentences.map((sentence) => html`<p>${sentence}</p>`)}
      <div class="frame ${isPlotted ? 'plotted' : ''}">
        <div class="scale" aria-hidden="true">
          <span>${number(top)}</span><span>${number(top / 2)}</span><span>0</span>
        </div>
        <div
          class="plot"
          role="slider"
          tabindex="0"
          aria-labelledby="title"
          aria-describedby="keys"
          aria-orientation="horizontal"
          aria-valuemin="0"
          aria-valuemax=${last}
          aria-valuenow=${selected ?? last}
          aria-valuetext=${this.#describe(selected ?? last)}
          @keydown=${this.#key}
          @pointermove=${this.#point}
          @pointerdown=${this.#point}
        >
          ${
            isPlotted
              ? html`<console-line-plot
                  .bars=${data.bars}
                  .values=${data.line}
                  .goal=${data.goal ?? null}
                  .top=${top}
                  .selected=${selected}
                ></console-line-plot>`
              : this.#renderDrawing(top)
          }
        </div>
        <div class="ends" aria-hidden="true">
          <span dir=${directionOf(language())}>${data.bars[0]!.label}</span>${last > 0 ? html`<span dir=${directionOf(language())}>${data.bars[last]!.label}</span>` : nothing}
        </div>
      </div>
      <p class="hidden" id="keys">${words.arrowKeys}</p>
      <output aria-hidden="true">${this.#describe(selected ?? last)}</output>
      ${data.series.length > 1 ? this.#renderLegend() : nothing}
      <div class="tools">
        <details>
          <summary>${words.table}</summary>
          ${this.#renderTable()}
        </details>
        <button type="button" @click=${() => download(data.fileName, toCsv(data.rows))}>${words.download}</button>
      </div>
    </section>`;
  }

  #renderDrawing(top: number): TemplateResult {
    const { bars, line, goal } = this.data;
    const width = bars.length * 10;
    const y = (value: number) => HEIGHT - (Math.max(0, value) / top) * HEIGHT;
    return html`<svg aria-hidden="true" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none">
      ${[0, HEIGHT / 2, HEIGHT].map((at) => svg`<line class="grid" x1="0" x2=${width} y1=${at} y2=${at}></line>`)}
      ${
        this.selected === undefined
          ? nothing
          : svg`<rect class="here" x=${this.selected * 10} y="0" width="10" height=${HEIGHT}></rect>`
      }
      ${line ? this.#renderLine(line, y, width) : bars.map((bar, index) => this.#renderBar(bar, index, y))}
      ${goal ? svg`<line class="goal" x1="0" x2=${width} y1=${y(goal)} y2=${y(goal)}></line>` : nothing}
    </svg>`;
  }

  #renderLine(line: readonly number[], y: (value: number) => number, width: number): TemplateResult {
    const points = line.map((value, index) => `${index * 10 + 5},${y(value)}`);
    const first = `0,${y(line[0]!)}`;
    const end = `${width},${y(line.at(-1)!)}`;
    const path = [first, ...points, end].join(' ');
    return svg`<polygon class="area" points="0,${HEIGHT} ${path} ${width},${HEIGHT}"></polygon>
      <polyline class="line" points=${path}></polyline>`;
  }

  #renderBar({ parts }: Bar, index: number, y: (value: number) => number): TemplateResult[] {
    let below = 0;
    return parts.flatMap((part, at) => {
      if (part <= 0 || (this.only !== undefined && this.only !== at)) return [];
      const rect = svg`<rect class=${this.data.series[at]!.className} x=${index * 10 + 1} y=${y(below + part)} width="8" height=${y(below) - y(below + part)}></rect>`;
      below += part;
      return [rect];
    });
  }

  /** Choosing a series shows it alone, so that nobody has to tell colors apart. From bottom to top of the bars. */
  #renderLegend(): TemplateResult {
    return html`<ul class="legend" aria-label=${this.words.showOnly}>
      ${this.data.series.map(
        ({ name, className, total }, index) =>
          html`<li>
            <button
              type="button"
              aria-pressed=${this.only === index ? 'true' : 'false'}
              @click=${() => {
                this.only = this.only === index ? undefined : index;
              }}
            >
              <svg aria-hidden="true" viewBox="0 0 1 1"><rect class=${className} width="1" height="1"></rect></svg>
              <span>${name} <b>${number(total)}</b></span>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #renderTable(): TemplateResult {
    const [header, ...rows] = this.data.rows;
    const cell = (value: Cell) => (typeof value === 'number' ? number(value) : value);
    const kind = (column: number) => (column === 0 ? '' : 'number');
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${this.words.table}>
      <table>
        <thead>
          <tr>
            ${header!.map((name, column) => html`<th scope="col" class=${kind(column)}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([first, ...others]) =>
              html`<tr>
                <th scope="row">${cell(first!)}</th>
                ${others.map((value) => html`<td class="number">${cell(value)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('console-chart', ChartElement);
