import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../common/console.ts';
import type { NewPartnerLink, PartnerLinks } from '../common/console-care.ts';
import { request } from './api.ts';
import { RevokingElement } from './revoking-element.ts';
import { fill } from './words.ts';
import './copy-field.ts';

/** Links that show a partner's numbers without an account: made and revoked by organizers, on the growth of a petition. */
export class PartnerLinksSection extends RevokingElement {
  static override properties = {
    petition: { attribute: false },
    link: { state: true },
  };

  declare petition: ConsolePetition;
  /** The latest, which is shown once. */
  declare link: { url: string; name: string } | undefined;

  readonly #links = new Task(this, {
    task: ([slug]) => request<PartnerLinks>('GET', pathOf(slug)),
    args: () => [this.petition.slug] as const,
  });

  protected override reload(): Promise<unknown> {
    return this.#links.run();
  }

  #create(partner: string, name: string): Promise<void> {
    this.link = undefined;
    return this.run(async () => {
      const { url } = await request<NewPartnerLink>('POST', pathOf(this.petition.slug), { partner });
      this.link = { url, name };
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#link')?.focus();
    });
  }

  #revoke(partner: string): Promise<void> {
    return this.run(async () => {
      await request('DELETE', `${pathOf(this.petition.slug)}/${encodeURIComponent(partner)}`);
      this.revoking = undefined;
      this.link = undefined;
      this.done = fill(this.words.linksRevoked, { name: this.#nameOf(partner) });
    });
  }

  #nameOf(partner: string): string {
    return this.petition.partners[partner] ?? partner;
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
              @click=${() => this.askToRevoke(partner)}
            >
              ${words.linksRevoke}
            </button>`
        }
      </div>
    </li>`;
  }

  #renderList(links: PartnerLinks): TemplateResult {
    const { petition, link, words } = this;
    return html`<ul class="plain items">
        ${Object.keys(petition.partners).map((code) => this.#renderPartner(code, this.#nameOf(code), links[code] ?? 0))}
      </ul>
      ${this.renderDone()} ${this.renderProblem()}
      ${
        link
          ? html`<div id="link" class="stack" tabindex="-1" role="group" aria-label=${fill(words.linksFor, { name: link.name })}>
            <console-copy .label=${fill(words.linksFor, { name: link.name })} .text=${link.url}></console-copy>
            <p class="note">${words.linksOnce}</p>
          </div>`
          : nothing
      }
      ${this.renderRevocation(
        (partner) => ({
          title: fill(words.linksRevokeTitle, { name: this.#nameOf(partner) }),
          hint: words.linksRevokeHint,
        }),
        (partner) => void this.#revoke(partner),
      )}`;
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
