import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition, ConsoleSession } from '../../common/console.ts';
import { request } from '../api.ts';
import { sparkline } from '../charts/sparkline.ts';
import { PETITIONS } from '../console.styles.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { fill, number } from '../words.ts';

/** From how many petitions on there is a search. */
const SEARCH_FROM = 4;
/** How many of each kind are shown at first, and how many each press of the button adds. */
const PAGE_SIZE = 50;

/** How all petitions do, at a glance. */
export class PetitionsScreen extends ConsoleElement {
  static override styles = withBase(PETITIONS);
  static override properties = {
    session: { attribute: false },
    search: { state: true },
    shown: { state: true },
  };

  declare session: ConsoleSession;
  declare search: string;
  /** How many of each kind are shown. */
  declare shown: number;

  readonly #petitions = new Task(this, {
    task: () => request<ConsolePetition[]>('GET', '/petitions'),
    args: () => [],
  });

  constructor() {
    super();
    this.search = '';
    this.shown = PAGE_SIZE;
  }

  #renderList(petitions: readonly ConsolePetition[]): TemplateResult {
    const { words } = this;
    if (petitions.length === 0) return this.#renderEmpty();
    const wanted = fold(this.search);
    const found = petitions.filter(({ title, slug }) => fold(`${title} ${slug}`).includes(wanted));
    const group = (status: ConsolePetition['status'], title: string) => {
      const members = found.filter((petition) => petition.status === status);
      if (members.length === 0) return nothing;
      return html`<section aria-labelledby=${status}>
        <h2 id=${status}>${title} <span class="soft">${number(members.length)}</span></h2>
        <div class="list">
          ${members.slice(0, this.shown).map((petition) => this.#renderPetition(petition))}
          ${members.length > this.shown ? this.#renderMore(status) : nothing}
        </div>
      </section>`;
    };
    return html`<div class="wide">
      <div class="row between">
        <h1>${words.petitions}</h1>
        ${this.session.role === 'organizer' ? html`<a class="button" href="/console/new">${words.newPetition}</a>` : nothing}
      </div>
      <div class="row">
        ${petitions.length >= SEARCH_FROM ? this.#renderSearch() : nothing}
      </div>
      <p class="hidden" role="status">${this.search ? number(found.length) : ''}</p>
      ${found.length === 0 ? html`<p>${fill(words.noMatch, { text: this.search })}</p>` : nothing}
      ${group('open', words.open)} ${group('draft', words.drafts)} ${group('closed', words.closed)}
    </div>`;
  }

  #renderMore(status: ConsolePetition['status']): TemplateResult {
    const more = () => {
      this.shown += PAGE_SIZE;
    };
    return html`<div><button type="button" aria-describedby=${status} @click=${more}>${this.words.showMore}</button></div>`;
  }

  #renderSearch(): TemplateResult {
    return html`<div class="search">
      <label for="search">${this.words.search}</label>
      <input
        id="search"
        type="search"
        autocomplete="off"
        .value=${this.search}
        @input=${(event: Event) => {
          this.search = (event.target as HTMLInputElement).value;
          this.shown = PAGE_SIZE;
        }}
      />
    </div>`;
  }

  #renderPetition(petition: ConsolePetition): TemplateResult {
    const { words } = this;
    const { slug, title, status, victory, count, goal, today, lastSevenDays, days } = petition;
    const numbers = [
      [words.today, today],
      [words.lastSevenDays, lastSevenDays],
    ] as const;
    return html`<article class="card">
      <div class="stack">
        <div class="row">
          <h3><a href="/console/petitions/${encodeURIComponent(slug)}" dir="auto">${title}</a></h3>
          ${victory ? html`<span class="badge victory">${words.victory}</span>` : nothing}
        </div>
        <div>
          <p class="count">
            <strong>${number(count)}</strong>
            <span class="soft"
              >${goal === null ? words.signatures : fill(words.ofGoal, { goal: number(goal) })}</span
            >
          </p>
          ${
            goal === null
              ? nothing
              : html`<progress aria-label=${words.goal} max=${goal} .value=${Math.min(count, goal)}></progress>`
          }
        </div>
        ${
          status === 'draft'
            ? nothing
            : html`<p><a href="/p/${encodeURIComponent(slug)}" target="_blank">${words.publicPage}</a></p>`
        }
      </div>
      <div class="stack">
        <dl class="numbers">
          ${numbers.map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${number(value)}</dd>
              </div>`,
          )}
        </dl>
        ${sparkline(days)}
      </div>
    </article>`;
  }

  #renderEmpty(): TemplateResult {
    const { words } = this;
    return html`<div class="narrow stack">
      <h1>${words.emptyTitle}</h1>
      <p>${words.emptyHint}</p>
      <p><a class="button" href="/console/new">${words.newPetition}</a></p>
    </div>`;
  }

  protected override render() {
    const { value, error } = this.#petitions;
    if (error !== undefined) return this.renderFailure(error, () => this.#petitions.run());
    return value ? this.#renderList(value) : this.renderLoading();
  }
}

/** Without case and accents, as people search. */
const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

customElements.define('console-petitions', PetitionsScreen);
