import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import {
  EVENT_TYPES,
  HIDDEN_PATH,
  type NewWebhook,
  type WebhookEndpoint,
  type WebhookSecret,
} from '../../common/webhooks.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { fieldError } from '../form-parts.ts';
import type { Words } from '../words.ts';
import { EVENT_NAMES } from './names.ts';

type Field = 'url' | 'events' | 'petitions';

/** Dispatched once a webhook was added. */
export class WebhookAddedEvent extends Event {
  static readonly eventName = 'webhook-added';

  /** @param url as it was entered */
  constructor(
    readonly added: WebhookSecret,
    readonly url: string,
  ) {
    super(WebhookAddedEvent.eventName);
  }
}

/** Adds a webhook, and dispatches `webhook-added`; or changes one, and dispatches `webhook-edited`, or `cancel`. */
export class WebhookForm extends ConsoleElement {
  static override styles = withBase('.choice code { display: block; }');
  static override properties = {
    endpoint: { attribute: false },
    isForAll: { state: true },
    chosen: { state: true },
    errors: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };

  /** The one to change. Undefined to add one. */
  declare endpoint: WebhookEndpoint | undefined;
  /** Whether events of all petitions are chosen. */
  declare isForAll: boolean;
  /** Slugs of the petitions that are chosen otherwise, kept here because they can be saved before the list has loaded. */
  declare chosen: readonly string[];
  declare errors: Partial<Record<Field, keyof Words>>;
  declare problem: string;
  declare isBusy: boolean;

  readonly #petitions = new Task(this, {
    task: () => request<ConsolePetition[]>('GET', '/petitions'),
    args: () => [],
  });

  constructor() {
    super();
    this.isForAll = true;
    this.chosen = [];
    this.errors = {};
    this.problem = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const petitions = this.endpoint?.petitions ?? null;
    this.isForAll = petitions === null;
    this.chosen = petitions ?? [];
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const form = event.target as HTMLFormElement;
    const entered = new FormData(form);
    const input: NewWebhook = {
      url: String(entered.get('url')).trim(),
      events: EVENT_TYPES.filter((type) => entered.getAll('event').includes(type)),
      petitions: this.isForAll ? null : [...this.chosen],
    };
    this.problem = '';
    this.errors = {
      ...(!URL.canParse(input.url) && { url: 'webhookUrlRefused' as const }),
      ...(input.events.length === 0 && { events: 'webhookEventsRequired' as const }),
      ...(input.petitions?.length === 0 && { petitions: 'webhookPetitionsRequired' as const }),
    };
    if (Object.keys(this.errors).length > 0) return this.focusError();
    this.isBusy = true;
    try {
      if (this.endpoint) {
        await request('PUT', `/webhooks/${this.endpoint.id}`, input);
        this.dispatchEvent(new Event('webhook-edited'));
      } else {
        const added = await request<WebhookSecret>('POST', '/webhooks', input);
        form.reset();
        this.isForAll = true;
        this.chosen = [];
        this.dispatchEvent(new WebhookAddedEvent(added, input.url));
      }
    } catch (error) {
      await this.#onRefusal(error, input.url);
    } finally {
      this.isBusy = false;
    }
  }

  async #onRefusal(error: unknown, url: string): Promise<void> {
    const { status, errors } = error instanceof ConsoleError ? error : { status: null, errors: [] };
    if (status === 422 && errors[0]?.field === 'url') {
      this.errors = { url: describeRefusal(url) };
      await this.focusError();
    } else this.problem = status === 409 ? this.words.webhookTooMany : describeError(error);
  }

  #choose(slug: string, isChosen: boolean): void {
    this.chosen = isChosen ? [...this.chosen, slug] : this.chosen.filter((other) => other !== slug);
  }

  #renderEvents(): TemplateResult {
    const { words, errors } = this;
    return html`<fieldset aria-describedby="events-error">
      <legend>${words.webhookEvents}</legend>
      ${EVENT_TYPES.map(
        (type, index) =>
          html`<label class="choice"
            ><input
              type="checkbox"
              name="event"
              value=${type}
              ?checked=${this.endpoint?.events.includes(type) ?? true}
              aria-invalid=${errors.events && index === 0 ? 'true' : nothing}
            /><span>${words[EVENT_NAMES[type]]}<code class="hint">${type}</code></span></label
          >`,
      )}
      ${fieldError(words, 'events', this.errors.events)}
    </fieldset>`;
  }

  #renderPetitions(): TemplateResult {
    const { words } = this;
    const choice = (isForAll: boolean, text: string) =>
      html`<label class="choice"
        ><input
          type="radio"
          name="scope"
          ?checked=${isForAll}
          .checked=${this.isForAll === isForAll}
          @change=${() => {
            this.isForAll = isForAll;
          }}
        /><span>${text}</span></label
      >`;
    return html`<fieldset>
        <legend>${words.petitions}</legend>
        ${choice(true, words.webhookAllPetitions)} ${choice(false, words.webhookSomePetitions)}
      </fieldset>
      ${this.isForAll ? nothing : this.#renderPetitionChoice()}`;
  }

  #renderPetitionChoice(): TemplateResult {
    const { words, errors } = this;
    const { value, error } = this.#petitions;
    if (error !== undefined) return this.renderFailure(error, () => this.#petitions.run());
    if (!value) return this.renderLoading();
    return html`<fieldset aria-describedby="petitions-error">
      <legend>${words.webhookSomePetitions}</legend>
      ${value.map(
        ({ slug, title }, index) =>
          html`<label class="choice"
            ><input
              type="checkbox"
              name="petition"
              value=${slug}
              .checked=${this.chosen.includes(slug)}
              @change=${(event: Event) => this.#choose(slug, (event.target as HTMLInputElement).checked)}
              aria-invalid=${errors.petitions && index === 0 ? 'true' : nothing}
            /><span dir="auto">${title}</span></label
          >`,
      )}
      ${fieldError(words, 'petitions', this.errors.petitions)}
    </fieldset>`;
  }

  protected override render() {
    const { words, problem, endpoint } = this;
    const heading = endpoint ? words.webhookEdit : words.webhookAdd;
    return html`<section class=${endpoint ? 'stack' : 'card stack'} aria-labelledby="heading">
      <h2 id="heading">${heading}</h2>
      <form class="stack" novalidate @submit=${this.#submit}>
        <div>
          <label for="url">${words.webhookUrl}</label>
          <p class="hint" id="url-hint">${endpoint ? words.webhookUrlEditHint : words.webhookUrlHint}</p>
          <input
            id="url"
            name="url"
            type="url"
            inputmode="url"
            dir="ltr"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            maxlength="2000"
            value=${endpoint?.url ?? ''}
            required
            aria-invalid=${this.errors.url ? 'true' : 'false'}
            aria-describedby="url-hint url-error"
          />
          ${fieldError(words, 'url', this.errors.url)}
        </div>
        ${this.#renderEvents()} ${this.#renderPetitions()}
        ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        <div class="row">
          <button class="primary" aria-disabled=${this.isBusy ? 'true' : 'false'}>
            ${endpoint ? words.editSave : words.webhookAdd}
          </button>
          ${
            endpoint
              ? html`<button type="button" @click=${() => this.dispatchEvent(new Event('cancel'))}>
                  ${words.cancel}
                </button>`
              : nothing
          }
        </div>
      </form>
    </section>`;
  }
}

/** What to do about a URL that the server refuses. */
function describeRefusal(url: string): keyof Words {
  const { protocol, username, password } = new URL(url);
  if (url.includes(HIDDEN_PATH)) return 'webhookUrlShortened';
  // The rest is right: its address is private, or it has no TLS.
  return /^https?:$/.test(protocol) && !username && !password ? 'webhookUrlPrivate' : 'webhookUrlRefused';
}

customElements.define('console-webhook-form', WebhookForm);
