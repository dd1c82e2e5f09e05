import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { ConsoleElement } from './console-element.ts';
import { describeError } from './describe-error.ts';

/** What lists of things to create and revoke have in common: each change loads the list again and says so, and revoking asks first. */
export abstract class RevokingElement extends ConsoleElement {
  static override properties: PropertyDeclarations = {
    revoking: { state: true },
    done: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };

  /** Key of what is about to be revoked. */
  declare revoking: string | undefined;
  /** What was done, in a sentence. Empty if nothing was. */
  declare done: string;
  /** Why it failed. Empty if it didn't. */
  declare problem: string;
  declare isBusy: boolean;

  constructor() {
    super();
    this.done = '';
    this.problem = '';
  }

  /** Loads the list again. */
  protected abstract reload(): Promise<unknown>;

  /** Does one thing at a time. */
  protected async run(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = '';
    this.done = '';
    try {
      await work();
      await this.reload();
    } catch (error) {
      await this.onFailure(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected async onFailure(error: unknown): Promise<void> {
    this.problem = describeError(error);
  }

  protected askToRevoke(key: string): void {
    this.problem = '';
    this.done = '';
    this.revoking = key;
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected renderDone(): TemplateResult {
    return html`<div role="status">${this.done ? html`<p class="note">${this.done}</p>` : nothing}</div>`;
  }

  /** While the dialog is open, it says what failed. */
  protected renderProblem(): TemplateResult | typeof nothing {
    return this.problem && this.revoking === undefined ? this.#renderAlert() : nothing;
  }

  #renderAlert(): TemplateResult {
    return html`<p class="alert" role="alert">${this.problem}</p>`;
  }

  /** The dialog, while it asks. */
  protected renderRevocation(
    describe: (key: string) => { title: string; hint: string },
    revoke: (key: string) => void,
  ): TemplateResult | typeof nothing {
    const { words, revoking, problem } = this;
    if (revoking === undefined) return nothing;
    const { title, hint } = describe(revoking);
    const close = () => {
      this.revoking = undefined;
    };
    return html`<dialog aria-labelledby="revocation" @close=${close}>
      <div class="stack">
        <h2 id="revocation">${title}</h2>
        <p>${hint}</p>
        ${problem ? this.#renderAlert() : nothing}
        <div class="row">
          <button type="button" class="primary" @click=${() => revoke(revoking)}>${words.linksRevoke}</button>
          <button type="button" @click=${close}>${words.cancel}</button>
        </div>
      </div>
    </dialog>`;
  }
}
