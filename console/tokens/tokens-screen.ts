import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { ListedToken, NewToken, TokenRequest } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import { fieldError, nameField, radioChoice } from '../form-parts.ts';
import { answerWithPasskey } from '../passkeys.ts';
import { RevokingElement } from '../revoking-element.ts';
import { dayName, fill, type Words } from '../words.ts';
import '../copy-field.ts';

const DAYS = [30, 90, 365];
const DEFAULT_DAYS = 90;

type Field = 'name' | 'petition';

/** With what programs read counts or sealed files: organizers create and revoke it. */
export class TokensScreen extends RevokingElement {
  static override properties = {
    scope: { state: true },
    errors: { state: true },
    created: { state: true },
  };

  /** Chosen in the form. */
  declare scope: TokenRequest['scope'];
  declare errors: Partial<Record<Field, keyof Words>>;
  /** The latest, which is shown once. */
  declare created: (NewToken & { name: string }) | undefined;

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
  }

  protected override reload(): Promise<unknown> {
    return this.#tokens.run();
  }

  protected override async onFailure(error: unknown): Promise<void> {
    const status = error instanceof ConsoleError ? error.status : undefined;
    if (status === 409 || status === 422) {
      this.errors = { name: status === 409 ? 'tokenTaken' : 'invalidName' };
      await this.focusError();
    } else if (status === 403) this.problem = this.words.passkeyRefused;
    else await super.onFailure(error);
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
    return this.run(async () => {
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
    return this.run(async () => {
      await request('DELETE', `/tokens/${encodeURIComponent(name)}`);
      this.revoking = undefined;
      if (this.created?.name === name) this.created = undefined;
      this.done = fill(this.words.tokenRevoked, { name });
    });
  }

  #renderForm(): TemplateResult {
    const { words, created } = this;
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
        ${this.renderProblem()}
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
        @click=${() => this.askToRevoke(name)}
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

  protected override render() {
    const { words } = this;
    const { value, error } = this.#tokens;
    return html`<div class="wide narrow">
        <div class="stack">
          <h1>${words.tokens}</h1>
          <p>${words.tokensHint}</p>
        </div>
        ${this.#renderForm()}
        ${this.renderDone()}
        ${
          error !== undefined
            ? this.renderFailure(error, () => this.#tokens.run())
            : value
              ? this.#renderList(value)
              : this.renderLoading()
        }
      </div>
      ${this.renderRevocation(
        (name) => ({ title: fill(words.tokenRevokeTitle, { name }), hint: words.tokenRevokeHint }),
        (name) => void this.#revoke(name),
      )}`;
  }
}

customElements.define('console-tokens', TokensScreen);
