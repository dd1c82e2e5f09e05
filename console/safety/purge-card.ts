import { html, nothing, type TemplateResult } from 'lit';
import type { Purge, PurgePreview, PurgeResult } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import type { ConfirmedEvent } from '../confirm-dialog.ts';
import { describeError } from '../describe-error.ts';
import { answerWithPasskey } from '../passkeys.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import { dayName, fill, hourName, number, type Words } from '../words.ts';
import { SafetyCard } from './safety-card.ts';
import '../copy-field.ts';

/** Which signatures. The partner's code is empty for those through none, and undefined for all. */
type Filter = { since: string; until: string; partner?: string };
type Field = 'since' | 'until';

/** Value of the choice "all", which no partner's code can be. */
const ALL = '*';

/** Removes a robot's signatures, after a preview of exactly what will be removed. */
export class PurgeCard extends SafetyCard {
  static override properties = {
    errors: { state: true },
    preview: { state: true },
    tooLarge: { state: true },
    done: { state: true },
  };

  declare errors: Partial<Record<Field, keyof Words>>;
  declare preview: (PurgePreview & { filter: Filter }) | undefined;
  /** The command to use instead. */
  declare tooLarge: string | undefined;
  declare done: string;

  constructor() {
    super();
    this.errors = {};
    this.done = '';
  }

  get #path(): string {
    return `/petitions/${encodeURIComponent(this.petition.slug)}/purge`;
  }

  /** A preview is of one filter only. */
  #reset(): void {
    this.preview = undefined;
    this.tooLarge = undefined;
    this.problem = '';
    this.done = '';
  }

  async #show(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    this.#reset();
    const entered = new FormData(event.target as HTMLFormElement);
    const since = String(entered.get('since'));
    const until = String(entered.get('until'));
    const partner = String(entered.get('partner'));
    this.errors = {
      ...(since === '' && { since: 'safetyDayRequired' as const }),
      ...(until === ''
        ? { until: 'safetyDayRequired' as const }
        : until < since && { until: 'safetyDaysReversed' as const }),
    };
    if (Object.keys(this.errors).length > 0) return this.focusError();
    const filter: Filter = { since, until, ...(partner !== ALL && { partner }) };
    this.isBusy = true;
    try {
      const preview = await request<PurgePreview>('GET', `${this.#path}?${new URLSearchParams(filter)}`);
      this.preview = { ...preview, filter };
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#preview')?.focus();
    } catch (error) {
      if (error instanceof ConsoleError && error.status === 409) this.tooLarge = this.#command(filter);
      else this.problem = describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  #command({ since, until, partner }: Filter): string {
    const only = partner ? ` --partner ${partner}` : '';
    return `petitions purge ${this.petition.slug} --since ${since} --until ${until}${only} --dry-run`;
  }

  async #remove({ typed }: ConfirmedEvent): Promise<void> {
    this.isBusy = true;
    this.problem = '';
    try {
      const passkey = { ...(await answerWithPasskey()) };
      const body: Purge = { ...this.preview!.filter, confirm: typed, passkey };
      const { signatures } = await request<PurgeResult>('POST', this.#path, body);
      this.isAsking = false;
      this.preview = undefined;
      this.done = fill(this.words.safetyPurged, { count: signatures });
      this.dispatchEvent(new PetitionChangedEvent());
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#title')?.focus();
    } catch (error) {
      const isPasskey = error instanceof ConsoleError && error.status === 403;
      this.problem = isPasskey ? this.words.passkeyRefused : describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  #renderDay(field: Field, label: string, value: string): TemplateResult {
    const error = this.errors[field];
    return html`<div>
      <label for=${field}>${label}</label>
      <input
        id=${field}
        name=${field}
        type="date"
        value=${value}
        max=${today()}
        aria-invalid=${error ? 'true' : 'false'}
        aria-describedby="${field}-error"
      />
      <p class=${error ? 'error' : ''} id="${field}-error">${error ? this.words[error] : nothing}</p>
    </div>`;
  }

  #renderForm(): TemplateResult {
    const { words } = this;
    return html`<form class="stack" novalidate @submit=${this.#show} @input=${this.#reset}>
      <div class="fields">
        ${this.#renderDay('since', words.safetySince, '')} ${this.#renderDay('until', words.safetyUntil, today())}
        <div>
          <label for="partner">${words.partner}</label>
          <select id="partner" name="partner">
            <option value=${ALL}>${words.safetyAllPartners}</option>
            <option value="">${words.noPartner}</option>
            ${Object.entries(this.petition.partners).map(
              ([code, name]) => html`<option .value=${code}>${name}</option>`,
            )}
          </select>
        </div>
      </div>
      <button aria-disabled=${this.isBusy ? 'true' : 'false'}>${words.safetyPreview}</button>
    </form>`;
  }

  #renderPreview(preview: PurgePreview): TemplateResult {
    const { words } = this;
    const { groups, hours, erased } = preview;
    return html`<div class="stack" id="preview" tabindex="-1" role="group" aria-label=${words.safetyPreview}>
      ${erased > 0 ? html`<p class="note">${fill(words.safetyMoved, { count: erased })}</p>` : nothing}
      ${
        groups.length === 0
          ? html`<p class="note">${words.safetyNothing}</p>`
          : html`<p><b>${fill(words.safetyFound, { count: countSignatures(preview) })}</b></p>
            <p>${words.safetyRequests}</p>
            ${this.#renderGroups(groups)} ${hours.length > 0 ? this.#renderHours(hours) : nothing}
            <p>${words.safetyPurgeWarning}</p>
            <button
              type="button"
              class="primary"
              @click=${() => {
                this.problem = '';
                this.isAsking = true;
              }}
            >
              ${words.safetyPurge}
            </button>`
      }
    </div>`;
  }

  #renderGroups(groups: PurgePreview['groups']): TemplateResult {
    const { words, petition } = this;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${words.safetyByDay}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.day}</th>
            <th scope="col">${words.partner}</th>
            <th scope="col" class="number">${words.signatures}</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map(
            ({ day, partner, signatures }) =>
              html`<tr>
                <th scope="row">${dayName(day)}</th>
                <td>${partner === null ? words.noPartner : (petition.partners[partner] ?? partner)}</td>
                <td class="number">${number(signatures)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderHours(hours: PurgePreview['hours']): TemplateResult {
    const { words } = this;
    return html`<details>
      <summary>${words.perHour}</summary>
      <p class="hint">${words.safetyHoursHint}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.hour}</th>
            <th scope="col" class="number">${words.signatures}</th>
          </tr>
        </thead>
        <tbody>
          ${hours.map(
            ({ hour, signed }) =>
              html`<tr>
                <th scope="row">${hourName(hour)}</th>
                <td class="number">${number(signed)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
  }

  protected override render() {
    const { words, preview, problem, tooLarge, done, isAsking } = this;
    return html`<section class="card stack" aria-labelledby="title">
        <h2 id="title" tabindex="-1">${words.safetyPurgeTitle}</h2>
        <p>${words.safetyPurgeHint}</p>
        ${this.#renderForm()}
        <div role="status">${done ? html`<p class="note">${done}</p>` : nothing}</div>
        ${problem && !isAsking ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        ${tooLarge ? html`<console-copy .label=${words.safetyTooLarge} .text=${tooLarge}></console-copy>` : nothing}
        ${preview ? this.#renderPreview(preview) : nothing}
      </section>
      ${
        preview
          ? this.renderConfirm(
              {
                heading: words.safetyPurgeTitle,
                text: fill(words.safetyPurgeConfirm, { count: countSignatures(preview) }),
                action: words.safetyPurge,
              },
              this.#remove,
            )
          : nothing
      }`;
  }
}

const countSignatures = ({ groups }: PurgePreview) =>
  groups.reduce((sum, { signatures }) => sum + signatures, 0);

/** In UTC, as the days of signatures are. */
const today = () => new Date().toISOString().slice(0, 10);

customElements.define('console-purge', PurgeCard);
