import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../common/console.ts';
import type { NewPartnerLink, PartnerLinks } from '../common/console-care.ts';
import { request } from './api.ts';
import { ConsoleElement } from './console-element.ts';
import { describeError } from './describe-error.ts';
import { fill } from './words.ts';
import './copy-field.ts';

/** Links that show a partner's numbers without an account: made and revoked by organizers, on the growth of a petition. */
export class PartnerLinksSection extends ConsoleElement {
  static override properties = {
    petition: { attribute: false },
    link: { state: true },
    revoking: { state: true },
    done: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };

  declare petition: ConsolePetition;
  /** The latest, which is shown once. */
  declare link: { url: string; name: string } | undefined;
  /** Code of the partner whose links are about to end. */
  declare revoking: string | undefined;
  declare done: string;
  declare problem: string;
  declare isBusy: boolean;

  readonly #links = new Task(this, {
    task: ([slug]) => request<PartnerLinks>('GET', pathOf(slug)),
    args: () => [this.petition.slug] as const,
  });

  constructor() {
    super();
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
      await this.#links.run();
    } catch (error) {
      this.problem = describeError(error);
    } finally {
      this.isBusy = false;
    }
  }

  #create(partner: string, name: string): Promise<void> {
    this.link = undefined;
    return this.#run(async () => {
      const { url } = await request<NewPartnerLink>('POST', pathOf(this.petition.slug), { partner });
      this.link = { url, name };
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#link')?.focus();
    });
  }

  #revoke(partner: string, name: string): Promise<void> {
    return this.#run(async () => {
      await request('DELETE', `${pathOf(this.petition.slug)}/${encodeURIComponent(partner)}`);
      this.revoking = undefined;
      this.link = undefined;
      this.done = fill(this.words.linksRevoked, { name });
    });
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  #renderPartner(partner: string, name: string, links: number): TemplateResult {
    const { words } = this;
    return html`<li>
      <div>
        <b>${name}</b>
        <p class="hint">${links === 0 ? words.linksNone : fill(words.linksCount, { count: links })}</p>
      </div>
      <div class="row">
        <button type="button" aria-label=${fill(words.linksCreateFor, { name })} @click=${() => this.#create(partner, name)}>
          ${words.linksCreate}
        </button>
        ${
          links === 0
            ? nothing
            : html`<button
              type="button"
              aria-label=${fill(words.linksRevokeOf, { name })}
              @click=${() => {
                this.problem = '';
                this.revoking = partner;
              }}
            >
              ${words.linksRevoke}
            </button>`
        }
      </div>
    </li>`;
  }

  #renderRevocation(partner: string, name: string): TemplateResult {
    const { words, problem } = this;
    const close = () => {
      this.revoking = undefined;
    };
    return html`<dialog aria-labelledby="revocation" @close=${close}>
      <div class="stack">
        <h2 id="revocation">${fill(words.linksRevokeTitle, { name })}</h2>
        <p>${words.linksRevokeHint}</p>
        ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
        <div class="row">
          <button type="button" class="primary" @click=${() => this.#revoke(partner, name)}>${words.linksRevoke}</button>
          <button type="button" @click=${close}>${words.cancel}</button>
        </div>
      </div>
    </dialog>`;
  }

  #renderList(links: PartnerLinks): TemplateResult {
    const { petition, link, done, problem, revoking, words } = this;
    const nameOf = (code: string) => petition.partners[code] ?? code;
    return html`<ul class="plain items">
        ${Object.keys(petition.partners).map((code) => this.#renderPartner(code, nameOf(code), links[code] ?? 0))}
      </ul>
      <div role="status">${done ? html`<p class="note">${done}</p>` : nothing}</div>
      ${problem && revoking === undefined ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
      ${
        link
          ? html`<div id="link" class="stack" tabindex="-1" role="group" aria-label=${fill(words.linksFor, { name: link.name })}>
            <console-copy .label=${fill(words.linksFor, { name: link.name })} .text=${link.url}></console-copy>
            <p class="note">${words.linksOnce}</p>
          </div>`
          : nothing
      }
      ${revoking === undefined ? nothing : this.#renderRevocation(revoking, nameOf(revoking))}`;
  }

  protected override render() {
    const { words } = this;
    const { value, error } = this.#links;
    if (Object.keys(this.petition.partners).length === 0) return nothing;
    return html`<section class="card stack" aria-labelledby="links">
      <h2 id="links">${words.linksTitle}</h2>
      <p>${words.linksHint}</p>
      ${
        error !== undefined
          ? this.renderFailure(error, () => this.#links.run())
          : value
            ? this.#renderList(value)
            : this.renderLoading()
      }
    </section>`;
  }
}

const pathOf = (slug: string) => `/petitions/${encodeURIComponent(slug)}/partner-links`;

customElements.define('console-partner-links', PartnerLinksSection);
