import { html, nothing, type TemplateResult } from 'lit';
import type { WebhookDelivery, WebhookEndpoint } from '../../common/webhooks.ts';
import { request } from '../api.ts';
import { ConsoleElement } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { fill, timeName } from '../words.ts';
import { FAILURE_NAMES, STATUS_NAMES } from './names.ts';

/** As the server sends them. */
const PAGE_SIZE = 50;
/** How often to look again while something is being sent. */
const POLL_MS = 2_000;

/** What was sent to an endpoint, and what waits for it. Dispatches `settled` when it finds attempts that it didn't know, and nothing is being sent. */
export class WebhookLog extends ConsoleElement {
  static override properties = {
    endpoint: { attribute: false },
    deliveries: { state: true },
    hasMore: { state: true },
    failure: { state: true },
    problem: { state: true },
  };

  declare endpoint: WebhookEndpoint;
  /** The latest first. */
  declare deliveries: readonly WebhookDelivery[] | undefined;
  declare hasMore: boolean;
  declare failure: unknown;
  /** Why an event wasn't sent again. */
  declare problem: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The attempts that were known when it last dispatched `settled`. */
  #settled: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  get #path(): string {
    return `/webhooks/${this.endpoint.id}/deliveries`;
  }

  /** Reads the latest events, and goes on while one of them is being sent. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.failure = undefined;
    try {
      const latest = await request<WebhookDelivery[]>('GET', this.#path);
      const known = new Set(latest.map(({ id }) => id));
      const older = (this.deliveries ?? []).filter(({ id }) => !known.has(id));
      this.hasMore = older.length > 0 ? this.hasMore : latest.length === PAGE_SIZE;
      this.deliveries = [...latest, ...older];
      const isSending = latest.some((delivery) => delivery.isSending);
      // An attempt may be over before this sees that something is being sent.
      const attempts = latest.map(({ id, attempts }) => `${id} ${attempts}`).join(',');
      if (!isSending && attempts !== this.#settled) {
        this.#settled = attempts;
        this.dispatchEvent(new Event('settled'));
      }
      if (isSending && this.isConnected && this.endpoint.disabled === null) {
        this.#timer = setTimeout(() => this.refresh(), POLL_MS);
      }
    } catch (error) {
      this.failure = error;
    }
  }

  async #loadOlder(): Promise<void> {
    try {
      const last = this.deliveries!.at(-1)!.id;
      const page = await request<WebhookDelivery[]>('GET', `${this.#path}?before=${last}`);
      this.deliveries = [...this.deliveries!, ...page];
      this.hasMore = page.length === PAGE_SIZE;
    } catch (error) {
      this.failure = error;
    }
  }

  async #replay({ id }: WebhookDelivery): Promise<void> {
    this.problem = '';
    try {
      await request('POST', `${this.#path}/${id}/replay`);
      await this.refresh();
    } catch (error) {
      this.problem = describeError(error);
    }
  }

  #describe({ status, isSending, attempts, dueAt, responseStatus, failure }: WebhookDelivery): string {
    const { words } = this;
    const answer = failure ? words[FAILURE_NAMES[failure]] : responseStatus ? `HTTP ${responseStatus}` : null;
    return [
      words[STATUS_NAMES[status]],
      ...(attempts > 0 ? [fill(words.webhookAttempts, { count: attempts })] : []),
      ...(attempts > 0 && answer !== null ? [answer] : []),
      ...(status === 'waiting' && !isSending ? [fill(words.webhookNext, { time: timeName(dueAt!) })] : []),
    ].join(' · ');
  }

  #renderDelivery(delivery: WebhookDelivery): TemplateResult {
    const { words } = this;
    const { type, petition, createdAt } = delivery;
    return html`<li>
      <div>
        <code>${type}</code>${petition === null ? nothing : html` <bdi>${petition}</bdi>`}
        <p class="hint">${this.#describe(delivery)}</p>
      </div>
      <time class="hint" datetime=${createdAt}>${timeName(createdAt)}</time>
      ${
        this.endpoint.disabled === null
          ? html`<button type="button" @click=${() => this.#replay(delivery)}>${words.webhookReplay}</button>`
          : nothing
      }
    </li>`;
  }

  protected override render() {
    const { words, deliveries, failure } = this;
    if (failure) return this.renderFailure(failure, () => this.refresh());
    if (!deliveries) return this.renderLoading();
    return html`<div class="stack">
      ${this.problem ? html`<p class="alert" role="alert">${this.problem}</p>` : nothing}
      ${
        deliveries.length === 0
          ? html`<p>${words.webhookLogNone}</p>`
          : html`<ul class="plain items" aria-label=${words.webhookLog}>
              ${deliveries.map((delivery) => this.#renderDelivery(delivery))}
            </ul>`
      }
      ${this.hasMore ? html`<button type="button" @click=${this.#loadOlder}>${words.older}</button>` : nothing}
    </div>`;
  }
}

customElements.define('console-webhook-log', WebhookLog);
