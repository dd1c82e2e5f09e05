import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { MailRefusal, ServerHealth, TestEmail, TestEmailResult } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { renderFinding, renderSentence } from '../render-finding.ts';
import { fileSize, fill, language, number, timeAgo, timeName, type Words } from '../words.ts';
import { HEALTH } from './health-screen.styles.ts';
import '../copy-field.ts';

type Finding = ServerHealth['findings'][number];

const TOPICS: Record<Finding['topic'], keyof Words> = {
  configuration: 'healthConfiguration',
  address: 'healthAddress',
  mail: 'healthMail',
  database: 'healthDatabase',
  backup: 'healthBackup',
  disk: 'healthDisk',
  keys: 'healthKeys',
  organizer: 'healthOrganizer',
  webhooks: 'webhooks',
};

const LEVELS: Record<Finding['level'], keyof Words> = {
  error: 'healthError',
  warning: 'healthWarning',
  ok: 'healthOk',
};

/** The worst first. */
const ORDER: readonly Finding['level'][] = ['error', 'warning', 'ok'];

/** How the server is doing: what `doctor` finds, emails that wait, the last backup, and free space. */
export class HealthScreen extends ConsoleElement {
  static override styles = withBase(HEALTH);
  static override properties = {
    result: { state: true },
    problem: { state: true },
    isInvalid: { state: true },
    isBusy: { state: true },
  };

  /** Of the latest test email. */
  declare result: (TestEmailResult & { address: string }) | undefined;
  declare problem: string;
  declare isInvalid: boolean;
  declare isBusy: boolean;

  readonly #health = new Task(this, {
    task: () => request<ServerHealth>('GET', '/health'),
    args: () => [],
  });

  constructor() {
    super();
    this.problem = '';
  }

  async #send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const form = event.target as HTMLFormElement;
    const address = String(new FormData(form).get('address')).trim();
    this.problem = '';
    this.result = undefined;
    this.isInvalid = !/^\S+@\S+$/.test(address);
    if (this.isInvalid) return this.#focusField();
    this.isBusy = true;
    try {
      const body: TestEmail = { address, lang: language() };
      const result = await request<TestEmailResult>('POST', '/health/test-email', body);
      this.result = { ...result, address };
    } catch (error) {
      this.isInvalid = error instanceof ConsoleError && error.status === 422;
      if (this.isInvalid) await this.#focusField();
      else if (error instanceof ConsoleError && error.status === 409) this.problem = this.words.healthNoMail;
      else this.problem = describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #focusField(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#address')?.focus();
  }

  #renderNumbers({ emails, backup, freeBytes, version, node }: ServerHealth): TemplateResult {
    const { words } = this;
    const entry = (name: string, value: string, detail: string | null = null) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}${detail === null ? nothing : html`<small>${detail}</small>`}</dd>
      </div>`;
    const waiting = emails && emails.refused + emails.untried;
    return html`<dl class="numbers card">
      ${
        waiting === null
          ? entry(words.healthWaiting, words.healthNone, words.healthNoMail)
          : entry(
              words.healthWaiting,
              number(waiting),
              emails?.since ? fill(words.healthOldest, { time: timeName(emails.since) }) : null,
            )
      }
      ${
        backup === null
          ? entry(words.healthLastBackup, words.healthUnknown, words.healthPgDump)
          : backup.last === null
            ? entry(words.healthLastBackup, words.healthNever)
            : entry(words.healthLastBackup, timeName(backup.last), timeAgo(backup.last))
      }
      ${freeBytes === null ? nothing : entry(words.healthFree, fileSize(freeBytes))}
      ${entry(words.healthVersion, version, `Node ${node}`)}
    </dl>`;
  }

  #renderEmails({ emails }: ServerHealth): TemplateResult | typeof nothing {
    const { words } = this;
    if (!emails || emails.refused + emails.untried === 0) return nothing;
    const { refused, untried, failure } = emails;
    return html`<section class="card stack" aria-labelledby="waiting">
      <h2 id="waiting">${words.healthWaiting}</h2>
      ${untried > 0 ? html`<p>${fill(words.healthUntried, { count: untried })}</p>` : nothing}
      ${refused > 0 ? html`<p>${fill(words.healthRefused, { count: refused })}</p>` : nothing}
      ${failure ? this.#renderReason(failure) : refused > 0 ? html`<p>${words.healthOthersDelivered}</p>` : nothing}
    </section>`;
  }

  #renderReason({ at, code, responseCode, reply }: MailRefusal): TemplateResult {
    return html`<p>${fill(this.words.healthReason, { time: timeName(at) })}</p>
      <blockquote dir="auto">${reply ?? responseCode ?? code ?? ''}</blockquote>`;
  }

  #renderFindings({ findings }: ServerHealth): TemplateResult {
    const { words } = this;
    const sorted = ORDER.flatMap((level) => findings.filter((finding) => finding.level === level));
    const toDo = findings.filter(({ level }) => level !== 'ok').length;
    return html`<section class="card stack" aria-labelledby="findings">
      <h2 id="findings">${words.healthChecks}</h2>
      <p>${toDo === 0 ? words.healthAllWell : fill(words.healthToDo, { count: toDo })}</p>
      <ul class="plain items">
        ${sorted.map(
          (finding) =>
            html`<li>
              <span class="badge ${finding.level}">${words[LEVELS[finding.level]]}</span>
              <div class="text">
                <b>${words[TOPICS[finding.topic]]}</b>
                <p class="hint">${renderFinding(finding)}</p>
              </div>
            </li>`,
        )}
      </ul>
      <p class="hint">${renderSentence(words.healthDoctor)}</p>
      <button type="button" @click=${() => this.#health.run()}>${words.healthAgain}</button>
    </section>`;
  }

  #renderTest(): TemplateResult {
    const { words, isInvalid, problem, result } = this;
    return html`<section class="card stack" aria-labelledby="test">
      <h2 id="test">${words.healthTest}</h2>
      <form class="stack" novalidate @submit=${this.#send}>
        <div>
          <label for="address">${words.healthTestAddress}</label>
          <input
            id="address"
            name="address"
            type="email"
            autocomplete="email"
            dir="ltr"
            aria-invalid=${isInvalid ? 'true' : 'false'}
            aria-describedby="address-error"
          />
          <p class=${isInvalid ? 'error' : ''} id="address-error">
            ${isInvalid ? words.safetyEmailRequired : nothing}
          </p>
        </div>
        <button class="primary" aria-disabled=${this.isBusy ? 'true' : 'false'}>${words.healthSend}</button>
      </form>
      <div role="status">${this.isBusy ? words.healthSending : nothing}${result ? this.#renderResult(result) : nothing}</div>
      ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
    </section>`;
  }

  #renderResult({ failure, address }: TestEmailResult & { address: string }): TemplateResult {
    const { words } = this;
    if (failure === null) return html`<p class="note">${fill(words.healthSent, { address })}</p>`;
    return html`<div class="alert stack">
      <p>${words.healthNotSent}</p>
      ${this.#renderReason(failure)}
    </div>`;
  }

  protected override render() {
    const { words } = this;
    const { value, error } = this.#health;
    return html`<div class="wide">
      <h1>${words.health}</h1>
      ${
        error !== undefined
          ? this.renderFailure(error, () => this.#health.run())
          : value
            ? html`${this.#renderNumbers(value)} ${this.#renderEmails(value)} ${this.#renderFindings(value)}
              ${this.#renderTest()}`
            : this.renderLoading()
      }
    </div>`;
  }
}

customElements.define('console-health', HealthScreen);
