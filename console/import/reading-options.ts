import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { DateOrder, DateOrderResult } from '../../common/import/date-order.ts';
import { isSourceName, sourceNameOf } from '../../common/import/source-name.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { fill, number } from '../words.ts';
import { IMPORT } from './import.styles.ts';

/** What the dates say, if that isn't enough to know their order. */
export type UnclearOrder = Exclude<DateOrderResult, { order: unknown }>;

export interface EnteredOptions {
  source: string;
  timeZone: string;
  order: DateOrder | null;
}

/** What a file doesn't say about itself: where it is from, the time zone of its dates, and, if need be, their order. */
export class ReadingOptions extends ConsoleElement {
  static override styles = withBase(IMPORT);
  static override properties = {
    name: {},
    hasDates: { attribute: false },
    unclear: { attribute: false },
    order: { state: true },
    mistakes: { state: true },
  };

  /** Of the file. */
  declare name: string;
  declare hasDates: boolean;
  declare unclear: UnclearOrder | undefined;
  /** Chosen by somebody. */
  declare order: DateOrder | null;
  declare mistakes: { source?: true; order?: true };

  constructor() {
    super();
    this.order = null;
    this.mistakes = {};
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('unclear')) return;
    this.order = null;
    this.mistakes = this.unclear ? { order: true } : {};
    if (this.unclear) void this.focusError();
  }

  /** What was entered. Null, with the focus on the first mistake, if something has to be fixed first. */
  read(): EnteredOptions | null {
    const field = (id: string) =>
      this.renderRoot.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`);
    const source = field('source')!.value.trim();
    this.mistakes = {
      ...(!isSourceName(source) && { source: true as const }),
      ...(this.unclear && this.order === null && { order: true as const }),
    };
    if (Object.keys(this.mistakes).length > 0) {
      void this.focusError();
      return null;
    }
    return { source, timeZone: field('time-zone')?.value ?? 'UTC', order: this.order };
  }

  #renderOrder(): TemplateResult | typeof nothing {
    const { words, unclear, mistakes } = this;
    if (!unclear) return nothing;
    const why =
      'unclear' in unclear
        ? fill(words.importOrderUnclear, { rows: unclear.unclear.map(number).join(', ') })
        : fill(words.importOrderMixed, { day: unclear.dayFirst, month: unclear.monthFirst });
    return html`<div>
      <label for="order">${words.importOrder}</label>
      <select
        id="order"
        aria-invalid=${mistakes.order ? 'true' : 'false'}
        aria-describedby="order-error"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.order = value === '' ? null : (value as DateOrder);
        }}
      >
        <option value="">${words.choose}</option>
        <option value="dmy">${words.importDayFirst}</option>
        <option value="mdy">${words.importMonthFirst}</option>
      </select>
      <p class=${mistakes.order ? 'error' : 'hint'} id="order-error" role="alert">${why}</p>
    </div>`;
  }

  #renderTimeZone(): TemplateResult {
    const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
    return html`<div>
      <label for="time-zone">${this.words.importTimeZone}</label>
      <select id="time-zone">
        ${['UTC', ...zones].map((zone) => html`<option>${zone}</option>`)}
      </select>
    </div>`;
  }

  protected override render() {
    const { words, mistakes } = this;
    return html`<div
      class="fields"
      @input=${() => {
        this.mistakes = {};
      }}
    >
      ${this.hasDates ? html`${this.#renderOrder()} ${this.#renderTimeZone()}` : nothing}
      <div>
        <label for="source">${words.importSource}</label>
        <input
          id="source"
          .defaultValue=${sourceNameOf(this.name)}
          autocomplete="off"
          aria-invalid=${mistakes.source ? 'true' : 'false'}
          aria-describedby="source-hint source-error"
        />
        <p class="hint" id="source-hint">${words.importSourceHint}</p>
        <p class=${mistakes.source ? 'error' : ''} id="source-error" role="alert">
          ${mistakes.source ? words.importSourceInvalid : nothing}
        </p>
      </div>
    </div>`;
  }
}

customElements.define('console-reading-options', ReadingOptions);
