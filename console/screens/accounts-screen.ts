import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type {
  ConsoleAccount,
  ConsolePetition,
  ConsoleSession,
  InvitationLink,
} from '../../common/console.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { fieldError, nameField, radioChoice } from '../form-parts.ts';
import { dayName, fill, timeName, type Words } from '../words.ts';
import '../confirm-dialog.ts';
import '../copy-field.ts';

type Field = 'name' | 'petition' | 'partner';

/** Who has an account, with invitations for more. */
export class AccountsScreen extends ConsoleElement {
  static override properties = {
    session: { attribute: false },
    role: { state: true },
    petition: { state: true },
    errors: { state: true },
    problem: { state: true },
    link: { state: true },
    removing: { state: true },
    done: { state: true },
    isBusy: { state: true },
    isRemoving: { state: true },
  };

  declare session: ConsoleSession;
  /** Chosen in the form. */
  declare role: ConsoleSession['role'];
  declare petition: string;
  declare errors: Partial<Record<Field, keyof Words>>;
  declare problem: unknown;
  declare link: (InvitationLink & { name: string }) | undefined;
  /** Name of the account that is about to be removed. */
  declare removing: string | undefined;
  declare done: string;
  declare isBusy: boolean;
  declare isRemoving: boolean;

  readonly #accounts = new Task(this, {
    task: () => request<ConsoleAccount[]>('GET', '/accounts'),
    args: () => [],
  });
  readonly #petitions = new Task(this, {
    task: () => request<ConsolePetition[]>('GET', '/petitions'),
    args: () => [],
  });

  constructor() {
    super();
    this.role = 'organizer';
    this.petition = '';
    this.errors = {};
    this.done = '';
  }

  async #invite(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const form = event.target as HTMLFormElement;
    const entered = new FormData(form);
    const name = String(entered.get('name')).trim();
    const partner = String(entered.get('partner') ?? '');
    this.problem = undefined;
    this.link = undefined;
    this.errors = {
      ...(name === '' && { name: 'nameRequired' as const }),
      ...(this.role === 'partner' && {
        ...(this.petition === '' && { petition: 'petitionRequired' as const }),
        ...(partner === '' && { partner: 'partnerRequired' as const }),
      }),
    };
    if (Object.keys(this.errors).length > 0) return this.focusError();
    this.isBusy = true;
    try {
      const role =
        this.role === 'partner'
          ? { role: 'partner', petition: this.petition, partner }
          : { role: 'organizer' };
      const link = await request<InvitationLink>('POST', '/accounts', { name, ...role });
      this.link = { ...link, name };
      form.reset();
      this.role = 'organizer';
      this.petition = '';
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#link')?.focus();
      await this.#accounts.run();
    } catch (error) {
      await this.#onRefusal(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #onRefusal(error: unknown): Promise<void> {
    if (error instanceof ConsoleError && (error.status === 409 || error.status === 422)) {
      this.errors = { name: error.status === 409 ? 'nameTaken' : 'invalidName' };
      await this.focusError();
    } else {
      this.problem = error;
    }
  }

  async #remove(): Promise<void> {
    const name = this.removing!;
    this.problem = undefined;
    this.isRemoving = true;
    try {
      await request('DELETE', `/accounts/${encodeURIComponent(name)}`);
      this.removing = undefined;
      this.done = fill(this.words.removed, { name });
      await this.#accounts.run();
    } catch (error) {
      this.problem = error;
    } finally {
      this.isRemoving = false;
    }
  }

  #askToRemove(name: string | undefined): void {
    this.problem = undefined;
    this.done = '';
    this.removing = name;
  }

  #renderInvite(): TemplateResult {
    const { words, problem } = this;
    const choice = (role: ConsoleSession['role'], name: string, hint: string) =>
      radioChoice('role', { value: role, name, hint }, this.role === role, () => {
        this.role = role;
      });
    return html`<section class="card stack" aria-labelledby="invite">
      <h2 id="invite">${words.invite}</h2>
      <form class="stack" novalidate @submit=${this.#invite}>
        ${nameField(words, words.nameHint, this.errors.name)}
        <fieldset>
          <legend>${words.role}</legend>
          ${choice('organizer', words.organizer, words.organizerHint)}
          ${choice('partner', words.partner, words.partnerHint)}
        </fieldset>
        ${this.role === 'partner' ? this.#renderPartnerChoice() : nothing}
        ${
          problem && this.removing === undefined
            ? html`<p class="alert" role="alert">${describeError(problem)}</p>`
            : nothing
        }
        <button class="primary" aria-disabled=${this.isBusy ? 'true' : 'false'}>${words.createInvitation}</button>
      </form>
      ${this.link ? this.#renderLink(this.link) : nothing}
    </section>`;
  }

  #renderPartnerChoice(): TemplateResult {
    const { words } = this;
    const { value: petitions, error } = this.#petitions;
    if (error !== undefined) return this.renderFailure(error, () => this.#petitions.run());
    if (!petitions) return this.renderLoading();
    const partners = Object.entries(petitions.find(({ slug }) => slug === this.petition)?.partners ?? {});
    return html`<div>
        <label for="petition">${words.petition}</label>
        <select
          id="petition"
          aria-invalid=${this.errors.petition ? 'true' : 'false'}
          aria-describedby="petition-error"
          @change=${(event: Event) => {
            this.petition = (event.target as HTMLSelectElement).value;
          }}
        >
          <option value="">${words.choose}</option>
          ${petitions.map(
            ({ slug, title }) =>
              html`<option .value=${slug} ?selected=${slug === this.petition}>${title}</option>`,
          )}
        </select>
        ${fieldError(words, 'petition', this.errors.petition)}
      </div>
      ${
        this.petition !== '' && partners.length === 0
          ? html`<p class="note">${words.noPartners}</p>`
          : html`<div>
            <label for="partner">${words.partner}</label>
            <select
              id="partner"
              name="partner"
              aria-invalid=${this.errors.partner ? 'true' : 'false'}
              aria-describedby="partner-error"
            >
              <option value="">${words.choose}</option>
              ${partners.map(([code, name]) => html`<option .value=${code}>${name}</option>`)}
            </select>
            ${fieldError(words, 'partner', this.errors.partner)}
          </div>`
      }`;
  }

  #renderLink({ name, url, expiresAt }: InvitationLink & { name: string }): TemplateResult {
    const { words } = this;
    return html`<div id="link" class="stack" tabindex="-1" role="group" aria-label=${fill(words.linkFor, { name })}>
      <console-copy .label=${fill(words.linkFor, { name })} .text=${url}></console-copy>
      <p class="note">${fill(words.linkHint, { name, time: timeName(expiresAt) })}</p>
    </div>`;
  }

  #renderAccount({
    name,
    role,
    petition,
    partner,
    createdOn,
    passkeys,
    invitedUntil,
  }: ConsoleAccount): TemplateResult {
    const { words } = this;
    const what =
      role === 'organizer'
        ? words.organizer
        : fill(words.partnerOf, { partner: partner!, petition: petition ?? '' });
    const state =
      passkeys === 0 && invitedUntil === null
        ? words.notJoined
        : [
            ...(passkeys === 0 ? [] : [fill(words.memberSince, { day: dayName(createdOn) })]),
            ...(invitedUntil === null ? [] : [fill(words.invitedUntil, { time: timeName(invitedUntil) })]),
          ].join(' · ');
    return html`<li>
      <div>
        <b>${name}</b>
        <p class="hint">${what} · ${state}</p>
      </div>
      ${
        name === this.session.name
          ? html`<span class="badge">${words.you}</span>`
          : html`<button
            type="button"
            aria-label=${fill(words.removeAccountOf, { name })}
            @click=${() => this.#askToRemove(name)}
          >
            ${words.removeAccount}
          </button>`
      }
    </li>`;
  }

  #renderRemoval(name: string): TemplateResult {
    const { words, problem } = this;
    return html`<console-confirm
      .heading=${fill(words.removeAccountTitle, { name })}
      .text=${words.removeAccountHint}
      .label=${words.removeAccountType}
      .expected=${name}
      .differs=${fill(words.nameDiffers, { name })}
      .action=${words.removeForGood}
      .problem=${problem ? describeError(problem) : ''}
      .isBusy=${this.isRemoving}
      @confirmed=${this.#remove}
      @close=${() => this.#askToRemove(undefined)}
    ></console-confirm>`;
  }

  protected override render() {
    const { words, removing } = this;
    const { value, error } = this.#accounts;
    return html`<div class="wide narrow">
        <h1>${words.people}</h1>
        ${this.#renderInvite()}
        <div role="status">${this.done ? html`<p class="note">${this.done}</p>` : nothing}</div>
        ${
          error !== undefined
            ? this.renderFailure(error, () => this.#accounts.run())
            : value
              ? html`<section class="card" aria-label=${words.people}>
                <ul class="plain items">
                  ${value.map((account) => this.#renderAccount(account))}
                </ul>
              </section>`
              : this.renderLoading()
        }
      </div>
      ${removing === undefined ? nothing : this.#renderRemoval(removing)}`;
  }
}

customElements.define('console-accounts', AccountsScreen);
