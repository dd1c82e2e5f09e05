import { html, nothing, type TemplateResult } from 'lit';
import type { UploadedImage } from '../../common/editing.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { type CropArea, cropPicture, fitCrop, RATIOS, type Ratio } from './crop.ts';
import { PICTURE } from './editor.styles.ts';
import { describeRule } from './rules.ts';

/** As the server accepts them. */
const ACCEPTED = 'image/jpeg,image/png,image/webp';

/** Chooses, crops, and uploads a picture. Dispatches `picture-change` with its hash, or null once it is removed. */
export class PictureField extends ConsoleElement {
  static override styles = withBase(PICTURE);
  static override properties = {
    purpose: {},
    upload: { attribute: false },
    src: { attribute: false },
    errors: { attribute: false },
    picture: { state: true },
    ratio: { state: true },
    area: { state: true },
    failure: { state: true },
    isUploading: { state: true },
    uploaded: { state: true },
  };

  declare purpose: 'hero' | 'logo';
  /** Hash of the picture that the petition has. */
  declare upload: string | null;
  /** Its URL, if the server has said it. */
  declare src: string | null;
  declare errors: readonly string[];
  /** What was chosen, while it is cropped. */
  declare picture: ImageBitmap | undefined;
  declare ratio: Ratio;
  declare area: CropArea;
  declare failure: string | undefined;
  declare isUploading: boolean;
  declare uploaded: UploadedImage | undefined;
  #file: File | undefined;

  constructor() {
    super();
    this.errors = [];
    this.ratio = 'whole';
    this.area = { zoom: 1, x: 0.5, y: 0.5 };
    this.isUploading = false;
  }

  async #choose(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // The same file can be chosen again.
    input.value = '';
    if (!file) return;
    this.failure = undefined;
    this.#file = file;
    if (this.purpose === 'logo') {
      await this.#send(file);
      return;
    }
    let picture: ImageBitmap;
    try {
      picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
      if (this.#file === file) this.failure = this.words.editPictureUnreadable;
      return;
    }
    // Another one was chosen while it was opened.
    if (this.#file !== file) return picture.close();
    this.picture = picture;
    this.ratio = 'whole';
    this.area = { zoom: 1, x: 0.5, y: 0.5 };
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  async #use(): Promise<void> {
    const { picture, ratio, area } = this;
    const isWhole = ratio === 'whole' && area.zoom === 1;
    // As it is, the server gets the best quality.
    await this.#send(isWhole ? this.#file! : await cropPicture(picture!, ratio, area));
  }

  async #send(file: Blob): Promise<void> {
    this.isUploading = true;
    this.failure = undefined;
    try {
      const data = await toBase64(file);
      this.uploaded = await request<UploadedImage>('POST', '/images', { purpose: this.purpose, data });
      this.#close();
      this.#announce(this.uploaded.upload);
    } catch (error) {
      this.failure = this.#describe(error);
    } finally {
      this.isUploading = false;
    }
  }

  #describe(error: unknown): string {
    const messages =
      error instanceof ConsoleError ? error.errors.flatMap(({ message }) => message ?? []) : [];
    if (messages.length > 0) return messages.map(describeRule).join(' ');
    if (error instanceof ConsoleError && error.status === 413) return describeRule('is larger than 10 MB');
    return describeError(error);
  }

  #announce(detail: string | null): void {
    this.dispatchEvent(new CustomEvent('picture-change', { detail }));
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
    this.picture?.close();
    this.picture = undefined;
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas || !this.picture) return;
    const { left, top, width, height } = fitCrop(this.picture, this.ratio, this.area);
    canvas.width = Math.min(960, width);
    canvas.height = Math.round((canvas.width * height) / width);
    canvas
      .getContext('2d')!
      .drawImage(this.picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
  }

  #renderSlider(key: keyof CropArea, label: string, min: number, max: number): TemplateResult {
    return html`<label
      >${label}
      <input
        type="range"
        min=${min}
        max=${max}
        step="0.01"
        .value=${String(this.area[key])}
        @input=${(event: Event) => {
          this.area = { ...this.area, [key]: Number((event.target as HTMLInputElement).value) };
        }}
      />
    </label>`;
  }

  #renderCrop(): TemplateResult {
    const { words } = this;
    const names: Record<Ratio, string> = {
      whole: words.editCropWhole,
      wide: words.editCropWide,
      shared: words.editCropShared,
    };
    const { area, ratio } = this;
    const canMove = area.zoom > 1 || ratio !== 'whole';
    return html`<dialog aria-labelledby="crop" @close=${this.#close}>
      <div class="stack">
        <h2 id="crop">${words.editCrop}</h2>
        <canvas role="img" aria-label=${words.editPicture}></canvas>
        <fieldset>
          <legend>${words.editCropShape}</legend>
          <div class="row">
            ${RATIOS.map(
              (name) =>
                html`<label class="choice">
                  <input
                    type="radio"
                    name="ratio"
                    .checked=${ratio === name}
                    @change=${() => {
                      this.ratio = name;
                    }}
                  />
                  <span>${names[name]}</span>
                </label>`,
            )}
          </div>
        </fieldset>
        ${this.#renderSlider('zoom', words.editCropZoom, 1, 3)}
        ${
          canMove
            ? html`${this.#renderSlider('x', words.editCropX, 0, 1)} ${this.#renderSlider('y', words.editCropY, 0, 1)}`
            : nothing
        }
        ${this.failure ? html`<p class="alert" role="alert">${this.failure}</p>` : nothing}
        <div class="row">
          <button type="button" class="primary" aria-disabled=${this.isUploading} @click=${this.#use}>
            ${this.isUploading ? words.editUploading : words.editUsePicture}
          </button>
          <button type="button" @click=${this.#close}>${words.cancel}</button>
        </div>
      </div>
    </dialog>`;
  }

  protected override render() {
    const { words, upload, uploaded, purpose } = this;
    const isLogo = purpose === 'logo';
    const src = uploaded && uploaded.upload === upload ? uploaded.src : this.src;
    const choose = isLogo
      ? words.editChooseLogo
      : upload === null
        ? words.editChoosePicture
        : words.editReplacePicture;
    const problems = [...this.errors, ...(this.failure && !this.picture ? [this.failure] : [])];
    return html`<div class="stack">
      ${upload !== null && src ? html`<img class=${purpose} src=${src} alt="" />` : nothing}
      <p class="hint" id="hint">${isLogo ? words.editLogoHint : words.editPictureHint}</p>
      ${problems.map((text) => html`<p class="error" role="alert">${text}</p>`)}
      <div class="row">
        <label class="button"
          >${this.isUploading ? words.editUploading : choose}
          <input class="hidden" type="file" accept=${ACCEPTED} aria-describedby="hint" @change=${this.#choose} />
        </label>
        ${
          upload !== null
            ? html`<button type="button" @click=${() => this.#announce(null)}>
                ${isLogo ? words.editRemoveLogo : words.editRemovePicture}
              </button>`
            : nothing
        }
      </div>
      ${this.picture ? this.#renderCrop() : nothing}
    </div>`;
  }
}

/** Of the content alone, without the prefix of a data URL. */
async function toBase64(file: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}

customElements.define('console-picture-field', PictureField);
