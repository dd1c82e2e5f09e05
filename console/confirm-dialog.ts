import { html, nothing } from 'lit';
import { ConsoleElement, withBase } from './console-element.ts';

/** Dispatched once the expected words were typed. */
export class ConfirmedEvent extends Event {
  static readonly eventName = 'confirmed';

  /** @param typed what was typed */
  constructor(readonly typed: string) {
    super(ConfirmedEvent.eventName);
  }
}

/** Asks to type a name before something that can't be undone. Dispatches `confirmed`, or `close`. */
export class ConfirmDialog extends ConsoleElement {
  static override styles = withBase('label bdi { display: block; font-size: 1.0625rem; }');
  static override properties = {
    heading: {},
    text: {},
    label: {},
    expected: {},
    differs: {},
    action: {},
    problem: {},
    isBusy: { attribute: false },
    isDifferent: { state: true },
  };

  declare heading: string;
  declare text: string;
  /** What to type, in words. */
  declare label: string;
  /** What must be typed. */
  declare expected: string;
  /** What to say if something else was typed. */
  declare differs: string;
  /** What the button says. */
  declare action: string;
  /** Why it failed. Empty if it didn't. */
  declare problem: string;
  declare isBusy: boolean;
  declare isDifferent: boolean;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('dialog')!.showModal();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.isBusy) return;
    const typed = String(new FormData(event.target as HTMLFormElement).get('typed')).trim();
    this.isDifferent = typed.normalize('NFC') !== this.expected;
    if (!this.isDifferent) this.dispatchEvent(new ConfirmedEvent(typed));
  }

  /** Closing it before it is removed gives the focus back to the button that opened it. */
  #cancel(): void {
    this.renderRoot.querySelector('dialog')!.close();
  }

  #onClose(): void {
    this.dispatchEvent(new Event('close'));
  }

  protected override render() {
    const { words, isDifferent, isBusy, problem } = this;
    return html`<dialog
      aria-labelledby="heading"
      @cancel=${(event: Event) => {
        if (isBusy) event.preventDefault();
      }}
      @close=${this.#onClose}
    >
      <form class="stack" novalidate @submit=${this.#submit}>
        <h2 id="heading">${this.heading}</h2>
        <p>${this.text}</p>
        <div>
          <label for="typed">${this.label} <bdi>${this.expected}</bdi></label>
          <input
            id="typed"
            name="typed"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-invalid=${isDifferent ? 'true' : 'false'}
            aria-describedby="typed-error"
          />
          <p class=${isDifferent ? 'error' : ''} id="typed-error" role="alert">
            ${isDifferent ? this.differs : nothing}
          </p>
        </div>
        ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        ${isBusy ? html`<p role="status">${words.safetyBusy}</p>` : nothing}
        <div class="row">
          <button class="primary" aria-disabled=${isBusy ? 'true' : 'false'}>${this.action}</button>
          <button type="button" ?disabled=${isBusy} @click=${this.#cancel}>${words.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }
}

customElements.define('console-confirm', ConfirmDialog);
