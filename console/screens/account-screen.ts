import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { OwnAccount } from '../../common/console.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { addPasskey } from '../passkeys.ts';
import { dayName, fill, timeName } from '../words.ts';

/** The passkeys and sessions of the person who is signed in. */
export class AccountScreen extends ConsoleElement {
  static override properties = { isBusy: { state: true }, problem: { state: true }, done: { state: true } };

  declare isBusy: boolean;
  declare problem: unknown;
  /** What has just been done, in words. */
  declare done: string;

  readonly #own = new Task(this, { task: () => request<OwnAccount>('GET', '/account'), args: () => [] });

  async #do(action: () => Promise<unknown>, done: string): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = undefined;
    this.done = '';
    try {
      await action();
      this.done = done;
    } catch (error) {
      this.problem = error;
    } finally {
      this.isBusy = false;
    }
    await this.#own.run();
  }

  #describe(error: unknown): string {
    const { words } = this;
    if (error instanceof ConsoleError && error.status === 409) return words.lastPasskey;
    if (error instanceof ConsoleError && error.status === 403) return words.passkeyRefused;
    return describeError(error);
  }

  #renderAccount({ passkeys, sessions }: OwnAccount): TemplateResult {
    const { words, problem } = this;
    return html`<div class="wide narrow">
      <h1>${words.yourAccount}</h1>
      <div role="status">${this.done ? html`<p class="note">${this.done}</p>` : nothing}</div>
      ${problem ? html`<p class="alert" role="alert">${this.#describe(problem)}</p>` : nothing}
      <section class="card stack" aria-labelledby="passkeys">
        <h2 id="passkeys">${words.passkeys}</h2>
        <p class="hint">${words.passkeysHint}</p>
        <ul class="plain items">
          ${passkeys.map((passkey) => this.#renderPasskey(passkey, passkeys.length === 1))}
        </ul>
        <button type="button" @click=${() => this.#do(addPasskey, words.passkeyAdded)}>${words.addPasskey}</button>
      </section>
      <section class="card stack" aria-labelledby="sessions">
        <h2 id="sessions">${words.sessions}</h2>
        <p class="hint">${words.sessionsHint}</p>
        <ul class="plain items">
          ${sessions.map((session) => this.#renderSession(session))}
        </ul>
      </section>
    </div>`;
  }

  #renderPasskey(
    { id, label, createdOn, usedOn }: OwnAccount['passkeys'][number],
    isOnly: boolean,
  ): TemplateResult {
    const { words } = this;
    const used = usedOn === null ? words.neverUsed : fill(words.lastUsed, { day: dayName(usedOn) });
    const remove = () =>
      this.#do(
        () => request('DELETE', `/account/passkeys/${encodeURIComponent(id)}`),
        fill(words.removed, { name: label }),
      );
    return html`<li>
      <div>
        <b>${label}</b>
        <p class="hint">${fill(words.created, { day: dayName(createdOn) })}, ${used}</p>
      </div>
      ${
        isOnly
          ? nothing
          : html`<button type="button" aria-label=${fill(words.removePasskeyOf, { label })} @click=${remove}>
            ${words.removePasskey}
          </button>`
      }
    </li>`;
  }

  #renderSession({
    id,
    label,
    createdAt,
    seenAt,
    isCurrent,
  }: OwnAccount['sessions'][number]): TemplateResult {
    const { words } = this;
    const end = () =>
      this.#do(() => request('DELETE', `/account/sessions/${encodeURIComponent(id)}`), words.sessionEnded);
    return html`<li>
      <div>
        <b>${label}</b>
        <p class="hint">${fill(words.since, { time: timeName(createdAt), seen: timeName(seenAt) })}</p>
      </div>
      ${
        isCurrent
          ? html`<span class="badge">${words.thisSession}</span>`
          : html`<button type="button" aria-label=${fill(words.endSessionOf, { label })} @click=${end}>
            ${words.endSession}
          </button>`
      }
    </li>`;
  }

  protected override render() {
    const { value, error } = this.#own;
    if (error !== undefined) return this.renderFailure(error, () => this.#own.run());
    return value ? this.#renderAccount(value) : this.renderLoading();
  }
}

customElements.define('console-account', AccountScreen);
