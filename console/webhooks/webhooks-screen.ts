import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { EVENT_TYPES, type WebhookEndpoint, type WebhookSecret } from '../../common/webhooks.ts';
import { request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { fill, timeName } from '../words.ts';
import { DISABLED_NAMES, EVENT_NAMES, hostOf } from './names.ts';
import type { WebhookAddedEvent, WebhookForm } from './webhook-form.ts';
import type { WebhookLog } from './webhook-log.ts';
import '../confirm-dialog.ts';
import '../copy-field.ts';
import './webhook-form.ts';
import './webhook-log.ts';

/** Which webhooks there are, with a form for more. */
export class WebhooksScreen extends ConsoleElement {
  static override properties = {
    secret: { state: true },
    asked: { state: true },
    opened: { state: true },
    edited: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };

  /** The latest, which can't be shown again. */
  declare secret: { host: string; secret: string; hint: string } | undefined;
  /** What is about to be done, once it is confirmed. */
  declare asked: { action: 'remove' | 'rotate'; endpoint: WebhookEndpoint } | undefined;
  /** ID of the webhook whose events are shown. */
  declare opened: string | undefined;
  /** ID of the webhook that is being changed. */
  declare edited: string | undefined;
  declare problem: string;
  declare isBusy: boolean;

  readonly #endpoints = new Task(this, {
    task: () => request<WebhookEndpoint[]>('GET', '/webhooks'),
    args: () => [],
  });

  constructor() {
    super();
    this.problem = '';
  }

  async #onAdded({ added, url }: WebhookAddedEvent): Promise<void> {
    await this.#showSecret(added, hostOf({ url }), this.words.webhookSecretHint);
  }

  async #edit({ id }: WebhookEndpoint): Promise<void> {
    this.edited = id;
    await this.updateComplete;
    const form = this.renderRoot.querySelector<WebhookForm>('article console-webhook-form')!;
    await form.updateComplete;
    form.renderRoot.querySelector<HTMLElement>('#url')!.focus();
  }

  /** Closes the form of a webhook, and puts the focus back on its button. */
  async #closeForm({ id }: WebhookEndpoint): Promise<void> {
    this.edited = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#edit-${id}`)?.focus();
  }

  async #onEdited(endpoint: WebhookEndpoint): Promise<void> {
    await this.#endpoints.run();
    await this.#closeForm(endpoint);
  }

  async #showSecret({ secret }: WebhookSecret, host: string, hint: string): Promise<void> {
    this.secret = { secret, host, hint };
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#secret')?.focus();
    await this.#endpoints.run();
  }

  #ask(action: 'remove' | 'rotate', endpoint: WebhookEndpoint): void {
    this.problem = '';
    this.asked = { action, endpoint };
  }

  async #confirmed(): Promise<void> {
    const { action, endpoint } = this.asked!;
    this.problem = '';
    this.isBusy = true;
    try {
      if (action === 'remove') {
        await request('DELETE', `/webhooks/${endpoint.id}`);
        this.asked = undefined;
        this.secret = undefined;
        await this.#endpoints.run();
      } else {
        const rotated = await request<WebhookSecret>('POST', `/webhooks/${endpoint.id}/rotate`);
        this.asked = undefined;
        await this.#showSecret(rotated, hostOf(endpoint), this.words.webhookRotatedHint);
      }
    } catch (error) {
      this.problem = describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #setEnabled({ id }: WebhookEndpoint, enabled: boolean): Promise<void> {
    await this.#attempt(async () => {
      await request('PUT', `/webhooks/${id}/state`, { enabled });
      await this.#endpoints.run();
    });
  }

  /** Opens the log, which shows what becomes of the test. */
  async #test({ id }: WebhookEndpoint): Promise<void> {
    await this.#attempt(async () => {
      await request('POST', `/webhooks/${id}/test`);
      this.opened = id;
      await this.updateComplete;
      await this.renderRoot.querySelector<WebhookLog>('console-webhook-log')?.refresh();
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.problem = '';
    this.isBusy = true;
    try {
      await work();
    } catch (error) {
      this.problem = describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  #describe({ events, petitions, acceptedAt, failingSince, waiting, disabled }: WebhookEndpoint): string[] {
    const { words } = this;
    return [
      ...(disabled === null ? [] : [words[DISABLED_NAMES[disabled]]]),
      events.length === EVENT_TYPES.length
        ? words.webhookAllEvents
        : events.map((type) => words[EVENT_NAMES[type]]).join(' · '),
      petitions === null ? words.webhookAllPetitions : petitions.join(', '),
      [
        ...(failingSince === null ? [] : [fill(words.webhookFailingSince, { time: timeName(failingSince) })]),
        ...(acceptedAt === null ? [] : [fill(words.webhookAccepted, { time: timeName(acceptedAt) })]),
        ...(waiting === 0 ? [] : [fill(words.webhookWaiting, { count: waiting })]),
      ].join(' · '),
    ].filter(Boolean);
  }

  #renderEndpoint(endpoint: WebhookEndpoint): TemplateResult {
    const { words } = this;
    const { id, url, disabled, failingSince } = endpoint;
    const isEnabled = disabled === null;
    const state = failingSince === null ? words.webhookEnabled : words.webhookFailingNow;
    const isOpen = this.opened === id;
    return html`<article class="card stack" aria-label=${hostOf(endpoint)}>
      <div class="row between">
        <h2><bdi>${hostOf(endpoint)}</bdi></h2>
        <span class="badge">${isEnabled ? state : words.webhookDisabled}</span>
      </div>
      <p><code>${url}</code></p>
      <p class="hint">ID <code>${id}</code></p>
      ${this.#describe(endpoint).map((line) => html`<p class="hint">${line}</p>`)}
      <div class="row">
        ${
          isEnabled
            ? html`<button type="button" @click=${() => this.#test(endpoint)}>${words.webhookSendTest}</button>`
            : nothing
        }
        <button
          type="button"
          aria-expanded=${isOpen ? 'true' : 'false'}
          @click=${() => {
            this.opened = isOpen ? undefined : id;
          }}
        >
          ${words.webhookLog}
        </button>
        <button
          type="button"
          id="edit-${id}"
          aria-expanded=${this.edited === id ? 'true' : 'false'}
          @click=${() => (this.edited === id ? this.#closeForm(endpoint) : this.#edit(endpoint))}
        >
          ${words.edit}
        </button>
        <button type="button" @click=${() => this.#setEnabled(endpoint, !isEnabled)}>
          ${isEnabled ? words.webhookDisable : words.webhookEnable}
        </button>
        <button type="button" @click=${() => this.#ask('rotate', endpoint)}>${words.webhookRotate}</button>
        <button type="button" @click=${() => this.#ask('remove', endpoint)}>${words.webhookRemove}</button>
      </div>
      ${
        this.edited === id
          ? html`<console-webhook-form
              .endpoint=${endpoint}
              @webhook-edited=${() => this.#onEdited(endpoint)}
              @cancel=${() => this.#closeForm(endpoint)}
            ></console-webhook-form>`
          : nothing
      }
      ${
        isOpen
          ? html`<console-webhook-log
              .endpoint=${endpoint}
              @settled=${() => this.#endpoints.run()}
            ></console-webhook-log>`
          : nothing
      }
    </article>`;
  }

  #renderSecret({ host, secret, hint }: NonNullable<WebhooksScreen['secret']>): TemplateResult {
    const label = fill(this.words.webhookSecret, { host });
    return html`<div id="secret" class="card stack" tabindex="-1" role="group" aria-label=${label}>
      <console-copy .label=${label} .text=${secret}></console-copy>
      <p class="note">${hint}</p>
    </div>`;
  }

  #renderQuestion({ action, endpoint }: NonNullable<WebhooksScreen['asked']>): TemplateResult {
    const { words } = this;
    const isRemoval = action === 'remove';
    return html`<console-confirm
      .heading=${isRemoval ? words.webhookRemoveTitle : words.webhookRotateTitle}
      .text=${isRemoval ? words.webhookRemoveHint : words.webhookRotateHint}
      .label=${words.webhookTypeHost}
      .expected=${hostOf(endpoint)}
      .differs=${fill(words.nameDiffers, { name: hostOf(endpoint) })}
      .action=${isRemoval ? words.webhookRemoveNow : words.webhookRotateNow}
      .problem=${this.problem}
      .isBusy=${this.isBusy}
      @confirmed=${this.#confirmed}
      @close=${() => {
        this.asked = undefined;
      }}
    ></console-confirm>`;
  }

  protected override render() {
    const { words, secret, asked, problem } = this;
    const { value, error } = this.#endpoints;
    const retry = () => this.#endpoints.run();
    return html`<div class="wide narrow">
        <div class="stack">
          <h1>${words.webhooks}</h1>
          <p>${words.webhooksHint}</p>
        </div>
        ${secret ? this.#renderSecret(secret) : nothing}
        ${problem && !asked ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        ${
          error !== undefined
            ? this.renderFailure(error, retry)
            : value
              ? value.length === 0
                ? html`<p>${words.webhooksNone}</p>`
                : value.map((endpoint) => this.#renderEndpoint(endpoint))
              : this.renderLoading()
        }
        <console-webhook-form @webhook-added=${this.#onAdded}></console-webhook-form>
      </div>
      ${asked ? this.#renderQuestion(asked) : nothing}`;
  }
}

customElements.define('console-webhooks', WebhooksScreen);
