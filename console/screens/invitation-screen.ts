import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { ConsoleError } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { acceptInvitation, type Invited, readInvitation } from '../passkeys.ts';
import { fill } from '../words.ts';
import { signedInEvent } from './sign-in-screen.ts';

/** Invites somebody to create a passkey, which is all that it takes to have an account. */
export class InvitationScreen extends ConsoleElement {
  static override properties = {
    token: { attribute: false },
    isBusy: { state: true },
    problem: { state: true },
  };

  declare token: string;
  declare isBusy: boolean;
  declare problem: unknown;

  readonly #invited = new Task(this, {
    task: ([token]) => readInvitation(token),
    args: () => [this.token] as const,
  });

  async #accept(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = undefined;
    try {
      this.dispatchEvent(signedInEvent(await acceptInvitation(this.token)));
    } catch (error) {
      this.problem = error;
    } finally {
      this.isBusy = false;
    }
  }

  #renderInvited({ name, role, petition, partner }: Invited): TemplateResult {
    const { words } = this;
    const { problem } = this;
    if (isGone(problem)) return this.#renderGone(problem);
    return html`<div class="card narrow stack">
      <h1>${fill(words.invited, { name })}</h1>
      <p>
        ${
          role === 'organizer'
            ? words.invitedOrganizer
            : fill(words.invitedPartner, { petition: petition!, partner: partner! })
        }
      </p>
      <p>${words.passkeyExplained}</p>
      ${problem ? html`<p class="alert" role="alert">${describeError(problem)}</p>` : nothing}
      <button type="button" class="primary full" aria-disabled=${this.isBusy ? 'true' : 'false'} @click=${this.#accept}>
        ${words.createPasskey}
      </button>
    </div>`;
  }

  /** @param error 403 if the token was used or forged, 422 if it isn't one */
  #renderGone({ status }: ConsoleError): TemplateResult {
    const { words } = this;
    return html`<div class="narrow stack">
      <h1>${status === 403 ? words.invitationGone : words.invitationBroken}</h1>
      <p role="alert">${status === 403 ? words.invitationGoneHint : words.invitationBrokenHint}</p>
      <console-sign-in second></console-sign-in>
    </div>`;
  }

  protected override render() {
    return this.#invited.render({
      pending: () => this.renderLoading(),
      complete: (invited) => this.#renderInvited(invited),
      error: (error) =>
        isGone(error) ? this.#renderGone(error) : this.renderFailure(error, () => this.#invited.run()),
    });
  }
}

const isGone = (error: unknown): error is ConsoleError =>
  error instanceof ConsoleError && (error.status === 403 || error.status === 422);

customElements.define('console-invitation', InvitationScreen);
