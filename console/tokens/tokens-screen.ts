import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { ListedToken, NewToken, TokenRequest } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { fieldError, nameField, radioChoice } from '../form-parts.ts';
import { answerWithPasskey } from '../passkeys.ts';
import { dayName, fill, type Words } from '../words.ts';
import '../copy-field.ts';

const DAYS = [30, 90, 365];
const DEFAULT_DAYS = 90;

type Field = 'name' | 'petition';

/** With what programs read counts or sealed files: organizers create and revoke it. */
export class TokensScreen extends ConsoleElement {
  static override properties = {
    scope: { state: true },
    errors: { state: true },
    created: { state: true },
    revoking: { state: true },
    done: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };

  /** Chosen in the form. */
  declare scope: TokenRequest['scope'];
  declare errors: Partial<Record<Field, keyof Words>>;
  /** The latest, which is shown once. */
  declare created: (NewToken & { name: string }) | undefined;
  /** Name of the token that is about to be revoked. */
  declare revoking: string | undefined;
  declare done: string;
  declare problem: string;
  declare isBusy: boolean;

  readonly #tokens = new Task(this, {
    task: () => request<ListedToken[]>('GET', '/tokens'),
    args: () => [],
  });
  readonly #petitions = new Task(this, {
    task: () => request<ConsolePetition[]>('GET', '/petitions'),
    args: () => [],
  });

  constructor() {
    super();
    this.scope = 'counts';
    this.errors = {};
    this.done = '';
    this.problem = '';
  }

  async #run(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = '';
    this.done = '';
    try {
      await work();
      await this.#tokens.run();
    } catch (error) {
      await this.#onFailure(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #onFailure(error: unknown): Promise<void> {
    const status = error instanceof ConsoleError ? error.status : undefined;
    if (status === 409 || status === 422) {
      this.errors = { name: status === 409 ? 'tokenTaken' : 'invalidName' };
      await this.focusError();
    } else this.problem = status === 403 ? this.words.passkeyRefused : describeError(error);
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const entered = new FormData(form);
    const name = String(entered.get('name')).trim();
    const days = Number(entered.get('days'));
    const petition = String(entered.get('petition') ?? '');
    this.errors = {
      ...(name === '' && { name: 'nameRequired' as const }),
      ...(this.scope === 'sealed' && petition === '' && { petition: 'petitionRequired' as const }),
    };
    if (Object.keys(this.errors).length > 0) return this.focusError();
    this.created = undefined;
    return this.#run(async () => {
      const passkey = { ...(await answerWithPasskey()) };
      const body: TokenRequest =
        this.scope === 'sealed'
          ? { name, days, passkey, scope: this.scope, petition }
          : { name, days, passkey, scope: this.scope };
      this.created = { ...(await request<NewToken>('POST', '/tokens', body)), name };
      form.reset();
      this.scope = 'counts';
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#created')?.focus();
    });
  }

  #revoke(name: string): Promise<void> {
    return this.#run(async () => {
      await request('DELETE', `/tokens/${encodeURIComponent(name)}`);
      this.revoking = undefined;
      if (this.created?.name === name) this.created = undefined;
      this.done = fill(this.words.tokenRevoked, { name });
    });
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  #renderForm(): TemplateResult {
    const { words, problem, created } = this;
    const choice = (scope: TokenRequest['scope'], name: string, hint: string) =>
      radioChoice('scope', { value: scope, name, hint }, this.scope === scope, () => {
        this.scope = scope;
      });
    return html`<section class="card stack" aria-labelledby="new">
      <h2 id="new">${words.tokenNew}</h2>
      <form class="stack" novalidate @submit=${this.#create}>
        ${nameField(words, words.tokenNameHint, this.errors.name)}
        <fieldset>
          <legend>${words.tokenScope}</legend>
          ${choice('counts', words.tokenCounts, words.tokenCountsHint)}
          ${choice('sealed', words.tokenSealed, words.tokenSealedHint)}
        </fieldset>
        ${this.scope === 'sealed' ? this.#renderPetitions() : nothing}
        <div>
          <label for="days">${words.tokenDays}</label>
          <select id="days" name="days">
            ${DAYS.map(
              (days) =>
                html`<option value=${days} ?selected=${days === DEFAULT_DAYS}>
                  ${fill(words.tokenDaysOption, { count: days })}
                </option>`,
            )}
          </select>
        </div>
        <p class="hint">${words.tokenPasskey}</p>
        ${problem && this.revoking === undefined ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        <button class="primary" aria-disabled=${this.isBusy ? 'true' : 'false'}>${words.tokenCreate}</button>
      </form>
      ${created ? this.#renderCreated(created) : nothing}
    </section>`;
  }

  #renderPetitions(): TemplateResult {
    const { words } = this;
    const { value, error } = this.#petitions;
    if (error !== undefined) return this.renderFailure(error, () => this.#petitions.run());
    if (!value) return this.renderLoading();
    return html`<div>
      <label for="petition">${words.petition}</label>
      <select
        id="petition"
        name="petition"
        aria-invalid=${this.errors.petition ? 'true' : 'false'}
        aria-describedby="petition-error"
      >
        <option value="">${words.choose}</option>
        ${value.map(({ slug, title }) => html`<option value=${slug}>${title}</option>`)}
      </select>
      ${fieldError(words, 'petition', this.errors.petition)}
    </div>`;
  }

  #renderCreated({ name, token, expiresOn }: NewToken & { name: string }): TemplateResult {
    const { words } = this;
    const label = fill(words.tokenFor, { name });
    return html`<div id="created" class="stack" tabindex="-1" role="group" aria-label=${label}>
      <console-copy .label=${label} .text=${token}></console-copy>
      <p class="note">${fill(words.tokenOnce, { day: dayName(expiresOn) })}</p>
    </div>`;
  }

  #renderToken({ name, petition, createdBy, expiresOn, usedOn, isExpired }: ListedToken): TemplateResult {
    const { words } = this;
    const facts = [
      petition === null ? words.tokenCounts : fill(words.tokenSealedOf, { petition }),
      fill(isExpired ? words.tokenExpired : words.tokenValid, { day: dayName(expiresOn) }),
      usedOn === null ? words.neverUsed : fill(words.lastUsed, { day: dayName(usedOn) }),
      createdBy === null ? words.tokenByCommand : fill(words.tokenBy, { name: createdBy }),
    ];
    return html`<li>
      <div>
        <b><bdi>${name}</bdi></b>
        <p class="hint">${facts.join(' · ')}</p>
      </div>
      <button
        type="button"
        aria-label=${fill(words.tokenRevokeOf, { name })}
        @click=${() => {
          this.problem = '';
          this.done = '';
          this.revoking = name;
        }}
      >
        ${words.linksRevoke}
      </button>
    </li>`;
  }

  #renderList(tokens: readonly ListedToken[]): TemplateResult {
    const { words } = this;
    if (tokens.length === 0) return html`<p>${words.tokensNone}</p>`;
    return html`<section class="card" aria-label=${words.tokens}>
      <ul class="plain items">
        ${tokens.map((token) => this.#renderToken(token))}
      </ul>
    </section>`;
  }

  #renderRevocation(name: string): TemplateResult {
    const { words, problem } = this;
    const close = () => {
      this.revoking = undefined;
    };
    return html`<dialog aria-labelledby="revocation" @close=${close}>
      <div class="stack">
        <h2 id="revocation">${fill(words.tokenRevokeTitle, { name })}</h2>
        <p>${words.tokenRevokeHint}</p>
        ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        <div class="row">
          <button type="button" class="primary" @click=${() => this.#revoke(name)}>${words.linksRevoke}</button>
          <button type="button" @click=${close}>${words.cancel}</button>
        </div>
      </div>
    </dialog>`;
  }

  protected override render() {
    const { words, done, revoking } = this;
    const { value, error } = this.#tokens;
    return html`<div class="wide narrow">
        <div class="stack">
          <h1>${words.tokens}</h1>
          <p>${words.tokensHint}</p>
        </div>
        ${this.#renderForm()}
        <div role="status">${done ? html`<p class="note">${done}</p>` : nothing}</div>
        ${
          error !== undefined
            ? this.renderFailure(error, () => this.#tokens.run())
            : value
              ? this.#renderList(value)
              : this.renderLoading()
        }
      </div>
      ${revoking === undefined ? nothing : this.#renderRevocation(revoking)}`;
  }
}

customElements.define('console-tokens', TokensScreen);
