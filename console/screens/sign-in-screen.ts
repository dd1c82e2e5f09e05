import { html, nothing } from 'lit';
import { ConsoleError } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { signIn } from '../passkeys.ts';

/** Tells the console who has signed in. */
export const signedInEvent = (detail: unknown) =>
  new CustomEvent('console-signed-in', { detail, bubbles: true, composed: true });

/** Signs in with a passkey: as a screen, or in a dialog over another screen. */
export class SignInScreen extends ConsoleElement {
  static override properties = {
    again: { type: Boolean },
    second: { type: Boolean },
    isBusy: { state: true },
    problem: { state: true },
  };

  /** Whether somebody was signed in, and the session has ended. */
  declare again: boolean;
  /** Whether it stands below another heading. */
  declare second: boolean;
  declare isBusy: boolean;
  declare problem: unknown;

  async #signIn(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = undefined;
    try {
      this.dispatchEvent(signedInEvent(await signIn()));
    } catch (error) {
      this.problem = error;
    } finally {
      this.isBusy = false;
    }
  }

  #describe(error: unknown): string {
    return error instanceof ConsoleError && error.status === 403
      ? this.words.passkeyRefused
      : describeError(error);
  }

  protected override render() {
    const { words, again, problem } = this;
    const title = again ? words.signedOutMeanwhile : words.signIn;
    return html`<div class=${again ? 'stack' : 'card stack'}>
      ${again || this.second ? html`<h2>${title}</h2>` : html`<h1>${title}</h1>`}
      <p>${again ? words.signedOutHint : words.signInHint}</p>
      ${problem ? html`<p class="alert" role="alert">${this.#describe(problem)}</p>` : nothing}
      <button type="button" class="primary full" aria-disabled=${this.isBusy ? 'true' : 'false'} @click=${this.#signIn}>
        ${words.signInButton}
      </button>
      <p class="hint">${words.noPasskey}</p>
    </div>`;
  }
}

customElements.define('console-sign-in', SignInScreen);
