import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition, ConsoleSession } from '../common/console.ts';
import { ConsoleError, request } from './api.ts';
import { FRAME } from './console.styles.ts';
import { ConsoleElement, withBase } from './console-element.ts';
import { type PetitionScreenName, petitionUrl } from './router.ts';

/** Tells the frame that its petition's title, status, or count changed. */
export class PetitionChangedEvent extends Event {
  static readonly eventName = 'petition-changed';

  constructor() {
    super(PetitionChangedEvent.eventName, { bubbles: true, composed: true });
  }
}

/** What all screens of one petition have above them: its title, its status, and the way to the others. */
export class PetitionFrame extends ConsoleElement {
  static override styles = withBase(FRAME);
  static override properties = {
    session: { attribute: false },
    slug: { attribute: false },
    screen: { attribute: false },
  };

  declare session: ConsoleSession;
  declare slug: string;
  declare screen: PetitionScreenName;

  readonly #petition = new Task(this, {
    task: ([slug]) => request<ConsolePetition>('GET', `/petitions/${encodeURIComponent(slug)}/summary`),
    args: () => [this.slug] as const,
  });

  constructor() {
    super();
    this.addEventListener(PetitionChangedEvent.eventName, () => void this.#petition.run());
  }

  #renderFrame(petition: ConsolePetition): TemplateResult {
    const { words, session } = this;
    const { title, status, victory } = petition;
    const isOrganizer = session.role === 'organizer';
    return html`<div class="wide">
      <div class="stack">
        ${isOrganizer ? html`<p><a href="/console/">${words.backToPetitions}</a></p>` : nothing}
        <h1 dir="auto">${title}</h1>
        <p class="row">
          ${status === 'open' ? nothing : html`<span class="badge">${status === 'draft' ? words.draft : words.closed}</span>`}
          ${victory ? html`<span class="badge victory">${words.victory}</span>` : nothing}
          ${status === 'draft' ? nothing : this.#renderLinks(petition)}
        </p>
        ${this.#renderTabs(isOrganizer)}
      </div>
      ${this.#renderScreen(petition)}
    </div>`;
  }

  #renderLinks({ slug }: ConsolePetition): TemplateResult {
    const { words, session } = this;
    const page = `/p/${encodeURIComponent(slug)}`;
    const query = session.partner === null ? '' : `?partner=${encodeURIComponent(session.partner)}`;
    return html`<a href="${page}${query}" target="_blank">${words.publicPage}</a>
      <a href="${page}/embed-code${query}" target="_blank">${words.embedCode}</a>`;
  }

  #renderTabs(isOrganizer: boolean): TemplateResult {
    const { words } = this;
    const tabs: [PetitionScreenName, string][] = [
      ['growth', words.growth],
      ...(isOrganizer ? ([['edit', words.edit]] as [PetitionScreenName, string][]) : []),
      ['signatures', words.signatures],
      ...(isOrganizer
        ? ([
            ['comments', words.comments],
            ['safety', words.safety],
          ] as [PetitionScreenName, string][])
        : []),
    ];
    return html`<nav aria-label=${words.ofThisPetition}>
      ${tabs.map(
        ([screen, text]) =>
          html`<a href=${petitionUrl(this.slug, screen)} aria-current=${this.#currentTab(screen)}>${text}</a>`,
      )}
    </nav>`;
  }

  /** Importing has no tab of its own: it starts from the signatures. */
  #currentTab(screen: PetitionScreenName): 'page' | 'true' | typeof nothing {
    if (screen === this.screen) return 'page';
    return screen === 'signatures' && this.screen === 'import' ? 'true' : nothing;
  }

  #renderScreen(petition: ConsolePetition): TemplateResult {
    const { session } = this;
    switch (this.screen) {
      case 'growth':
        return html`<console-growth .session=${session} .petition=${petition}></console-growth>`;
      case 'edit':
        return html`<console-edit .petition=${petition}></console-edit>`;
      case 'signatures':
        return html`<console-signatures .session=${session} .petition=${petition}></console-signatures>`;
      case 'comments':
        return html`<console-comments .petition=${petition}></console-comments>`;
      case 'import':
        return html`<console-import .petition=${petition}></console-import>`;
      case 'safety':
        return html`<console-safety .petition=${petition}></console-safety>`;
    }
  }

  #renderError(error: unknown): TemplateResult {
    const { words } = this;
    if (!(error instanceof ConsoleError && error.status === 404)) {
      return this.renderFailure(error, () => this.#petition.run());
    }
    return html`<div class="narrow stack">
      <h1>${words.notFound}</h1>
      <p>${words.notFoundHint}</p>
      <p><a href="/console/">${words.backToPetitions}</a></p>
    </div>`;
  }

  protected override render() {
    const { value, error } = this.#petition;
    if (error !== undefined) return this.#renderError(error);
    return value?.slug === this.slug ? this.#renderFrame(value) : this.renderLoading();
  }
}

customElements.define('console-petition-frame', PetitionFrame);
