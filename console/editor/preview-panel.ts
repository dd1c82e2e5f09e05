import { html, nothing } from 'lit';
import { ConsoleElement, withBase } from '../console-element.ts';
import type { PreviewMessage } from '../preview/message.ts';
import { languageName } from '../words.ts';
import { PREVIEW } from './editor.styles.ts';

const WIDTHS = { phone: 375, desktop: 1000 } as const;
type Device = keyof typeof WIDTHS;

/** The widget with what is in the editor, as wide as on a phone or a desktop. */
export class PreviewPanel extends ConsoleElement {
  static override styles = withBase(PREVIEW);
  static override properties = {
    message: { attribute: false },
    languages: { attribute: false },
    lang: { attribute: false },
    device: { state: true },
    height: { state: true },
    scale: { state: true },
  };

  /** Undefined until the server has answered for the first time. */
  declare message: PreviewMessage | undefined;
  declare languages: readonly string[];
  declare lang: string;
  declare device: Device;
  declare height: number;
  declare scale: number;
  #isReady = false;
  readonly #resize = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.languages = [];
    this.device = 'phone';
    this.height = 700;
    this.scale = 1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('message', this.#onMessage);
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('message', this.#onMessage);
    this.#resize.disconnect();
    this.#isReady = false;
  }

  get #frame(): HTMLIFrameElement | null {
    return this.renderRoot.querySelector('iframe');
  }

  readonly #onMessage = ({ source, data }: MessageEvent): void => {
    if (!source || source !== this.#frame?.contentWindow) return;
    if (data === 'ready') {
      this.#isReady = true;
      this.#post();
    } else if (typeof data?.height === 'number') this.height = Math.ceil(data.height);
  };

  #post(): void {
    if (this.#isReady && this.message) this.#frame!.contentWindow!.postMessage(this.message, location.origin);
  }

  /** The frame has its real width, and is drawn smaller where there is less room. */
  #fit(): void {
    this.scale = Math.min(1, this.clientWidth / WIDTHS[this.device]);
  }

  #choose(device: Device): void {
    this.device = device;
    this.#fit();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('message')) this.#post();
    const frame = this.#frame;
    if (!frame) return;
    // The page's policy forbids style attributes.
    const width = WIDTHS[this.device];
    frame.style.setProperty('inline-size', `${width}px`);
    frame.style.setProperty('block-size', `${this.height}px`);
    frame.style.setProperty('transform', `scale(${this.scale})`);
    const box = frame.parentElement!;
    box.style.setProperty('block-size', `${Math.ceil(this.height * this.scale)}px`);
    box.style.setProperty('inline-size', `${Math.floor(width * this.scale)}px`);
  }

  protected override render() {
    const { words, device, languages } = this;
    const button = (name: Device, text: string) =>
      html`<button type="button" aria-pressed=${device === name} @click=${() => this.#choose(name)}>${text}</button>`;
    return html`<section class="stack" aria-labelledby="preview">
      <div class="row between">
        <h2 id="preview">${words.editPreview}</h2>
        <div class="row">${button('phone', words.editPhone)} ${button('desktop', words.editDesktop)}</div>
      </div>
      <p class="hint">${words.editPreviewHint}</p>
      ${
        languages.length > 1
          ? html`<label
              >${words.editPreviewLanguage}
              <select
                @change=${(event: Event) =>
                  this.dispatchEvent(
                    new CustomEvent('preview-language', {
                      detail: (event.target as HTMLSelectElement).value,
                    }),
                  )}
              >
                ${languages.map(
                  (lang) =>
                    html`<option value=${lang} ?selected=${lang === this.lang}>${languageName(lang)}</option>`,
                )}
              </select>
            </label>`
          : nothing
      }
      <div class="frame"><iframe src="/console/preview" title=${words.editPreview}></iframe></div>
    </section>`;
  }
}

customElements.define('console-preview-panel', PreviewPanel);
