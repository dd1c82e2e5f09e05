import { html, nothing, type TemplateResult } from 'lit';
import { ConsoleElement, withBase } from '../console-element.ts';
import { letChooseAgain } from '../form-parts.ts';
import { fill } from '../words.ts';
import { SEPARATOR_NAMES } from './describe.ts';
import { IMPORT } from './import.styles.ts';
import type { FoundFile } from './protocol.ts';

/** Dispatched when somebody chooses a file, or drops one. */
export class FileChosenEvent extends Event {
  static readonly eventName = 'file-chosen';

  constructor(readonly file: File) {
    super(FileChosenEvent.eventName);
  }
}

/** Where the file to import is chosen. Dispatches `file-chosen`. */
export class ImportFileCard extends ConsoleElement {
  static override styles = withBase(IMPORT);
  static override properties = {
    name: {},
    found: { attribute: false },
    isLocked: { attribute: false },
    status: { attribute: false },
    isDropping: { state: true },
  };

  declare name: string;
  /** What was found in it. Undefined until it was read. */
  declare found: FoundFile | undefined;
  /** Whether no other file can be chosen now. */
  declare isLocked: boolean;
  /** Progress, or what is wrong with the file. */
  declare status: unknown;
  declare isDropping: boolean;

  #choose(file: File | undefined): void {
    if (file && !this.isLocked) this.dispatchEvent(new FileChosenEvent(file));
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    this.isDropping = false;
    this.#choose(event.dataTransfer?.files[0]);
  }

  #describe({ encoding, separator }: FoundFile): string {
    const { words, name } = this;
    return fill(words.importFound, {
      name,
      encoding: encoding.toUpperCase(),
      separator: words[SEPARATOR_NAMES[separator]!],
    });
  }

  protected override render(): TemplateResult {
    const { words, found } = this;
    return html`<section
      class="card stack ${this.isDropping ? 'dropping' : ''}"
      aria-labelledby="file-title"
      @dragover=${(event: Event) => {
        event.preventDefault();
        this.isDropping = true;
      }}
      @dragleave=${() => {
        this.isDropping = false;
      }}
      @drop=${this.#onDrop}
    >
      <h2 id="file-title">${words.importFile}</h2>
      <p>${words.importFileHint}</p>
      <label
        >${words.importChoose}
        <input
          id="file"
          type="file"
          ?disabled=${this.isLocked}
          @click=${letChooseAgain}
          @change=${(event: Event) => this.#choose((event.target as HTMLInputElement).files?.[0])}
        />
      </label>
      ${this.status}
      <p role="status" class=${found ? 'done' : ''}>${found ? this.#describe(found) : nothing}</p>
    </section>`;
  }
}

customElements.define('console-import-file', ImportFileCard);
