import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConsolePetition } from '../../common/console.ts';
import type { CommentDecision, CommentPage, ConsoleComment } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { shortcutOf } from '../shortcuts.ts';
import { fill, timeOfDay, type Words } from '../words.ts';
import { COMMENTS } from './comments-screen.styles.ts';

type Action = CommentDecision['action'];
type List = 'waiting' | 'decided';

/** The same keys in every language, so that colleagues can teach each other. */
const KEYS: Record<string, Action> = { a: 'approve', r: 'refuse', h: 'hide', u: 'undo' };

const STATES: Record<Exclude<ConsoleComment['state'], 'waiting'>, keyof Words> = {
  approved: 'commentsPublic',
  refused: 'commentsRefused',
  hidden: 'commentsHidden',
  name: 'commentsNameOnly',
};

const DONE: Record<Action, keyof Words> = {
  approve: 'commentsApproveDone',
  refuse: 'commentsRefuseDone',
  hide: 'commentsHideDone',
  undo: 'commentsUndoDone',
};

/** What signers show in public: what waits for a decision, and what was decided. */
export class CommentsScreen extends ConsoleElement {
  static override styles = withBase(COMMENTS);
  static override properties = {
    petition: { attribute: false },
    waiting: { state: true },
    decided: { state: true },
    failure: { state: true },
    problem: { state: true },
    done: { state: true },
  };

  declare petition: ConsolePetition;
  declare waiting: CommentPage | undefined;
  declare decided: CommentPage | undefined;
  /** Why the lists couldn't be loaded. */
  declare failure: unknown;
  /** Why the latest decision failed. */
  declare problem: string;
  declare done: string;

  /** Handle of the comment that was decided last, for undo with the keyboard. */
  #last: string | undefined;
  #isBusy = false;

  constructor() {
    super();
    this.problem = '';
    this.done = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
  }

  protected override willUpdate(changes: PropertyValues): void {
    const before: ConsolePetition | undefined = changes.get('petition');
    if (changes.has('petition') && before?.slug !== this.petition.slug) void this.#load();
  }

  get #path(): string {
    return `/petitions/${encodeURIComponent(this.petition.slug)}/comments`;
  }

  async #load(): Promise<void> {
    this.failure = undefined;
    try {
      const [waiting, decided] = await Promise.all([
        request<CommentPage>('GET', this.#path),
        request<CommentPage>('GET', `${this.#path}?state=decided`),
      ]);
      this.waiting = waiting;
      this.decided = decided;
    } catch (error) {
      this.failure = error;
    }
  }

  async #loadMore(list: List): Promise<void> {
    const page = this[list];
    if (this.#isBusy || !page || page.next === null) return;
    this.#isBusy = true;
    this.problem = '';
    try {
      const more = await request<CommentPage>('GET', `${this.#path}?state=${list}&after=${page.next}`);
      this[list] = { ...more, comments: [...page.comments, ...more.comments] };
    } catch (error) {
      this.problem = describeError(error);
    } finally {
      this.#isBusy = false;
    }
  }

  async #decide(comment: ConsoleComment, action: Action): Promise<void> {
    if (this.#isBusy || !actionsOf(comment).includes(action)) return;
    this.#isBusy = true;
    this.problem = '';
    this.done = '';
    const { handle, state, name } = comment;
    const position = this.#visible().indexOf(comment);
    try {
      const body: CommentDecision = { handle, action, seen: state };
      this.#place(await request<ConsoleComment>('POST', this.#path, body));
      this.#last = handle;
      this.done = fill(this.words[DONE[action]], { name });
    } catch (error) {
      await this.#onRefusal(error, comment);
    } finally {
      this.#isBusy = false;
    }
    await this.#focusNear(position);
  }

  async #onRefusal(error: unknown, { handle, name }: ConsoleComment): Promise<void> {
    const { words } = this;
    if (error instanceof ConsoleError && error.status === 409) {
      this.problem = fill(words.commentsConflict, { name });
      await this.#load();
    } else if (error instanceof ConsoleError && error.status === 404) {
      this.problem = fill(words.commentsGone, { name });
      this.#remove(handle);
    } else {
      this.problem = describeError(error);
    }
  }

  #remove(handle: string): void {
    const without = (page: CommentPage | undefined) =>
      page && { ...page, comments: page.comments.filter((comment) => comment.handle !== handle) };
    this.waiting = without(this.waiting);
    this.decided = without(this.decided);
  }

  /** Shows a comment where it belongs now. Decided ones stay where they are, so that nothing moves under a pointer. */
  #place(comment: ConsoleComment): void {
    const list: List = comment.state === 'waiting' ? 'waiting' : 'decided';
    const page = this[list]!;
    if (page.comments.some(({ handle }) => handle === comment.handle)) {
      const comments = page.comments.map((other) => (other.handle === comment.handle ? comment : other));
      this[list] = { ...page, comments };
      return;
    }
    this.#remove(comment.handle);
    this[list] = { ...this[list]!, comments: [comment, ...this[list]!.comments] };
  }

  #visible(): ConsoleComment[] {
    return [...(this.waiting?.comments ?? []), ...(this.decided?.comments ?? [])];
  }

  /** After a decision, the next comment is at hand for the keyboard. */
  async #focusNear(position: number): Promise<void> {
    await this.updateComplete;
    const items = this.renderRoot.querySelectorAll<HTMLElement>('li[data-handle]');
    (
      items[Math.min(position, items.length - 1)] ?? this.renderRoot.querySelector<HTMLElement>('h2')
    )?.focus();
  }

  #focused(): ConsoleComment | undefined {
    const item = this.shadowRoot?.activeElement?.closest<HTMLElement>('li[data-handle]');
    return this.#visible().find(({ handle }) => handle === item?.getAttribute('data-handle'));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const letter = shortcutOf(event);
    if (letter === null) return;
    if (letter === 'j' || letter === 'k') {
      event.preventDefault();
      this.#move(letter === 'j' ? 1 : -1);
      return;
    }
    const action = KEYS[letter];
    const comment =
      this.#focused() ??
      (action === 'undo' ? this.#visible().find(({ handle }) => handle === this.#last) : undefined);
    if (!action || !comment) return;
    event.preventDefault();
    void this.#decide(comment, action);
  };

  #move(step: number): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('li[data-handle]')];
    const current = this.shadowRoot?.activeElement?.closest<HTMLElement>('li[data-handle]');
    const index = current ? items.indexOf(current) + step : 0;
    items[Math.max(0, Math.min(items.length - 1, index))]?.focus();
  }

  #renderComment(comment: ConsoleComment): TemplateResult {
    const { words } = this;
    const { handle, name, comment: text, state, finalAt } = comment;
    const label = (action: Action) => words[ACTION_WORDS[action]];
    const isKept = state === 'refused' || state === 'hidden';
    return html`<li data-handle=${handle} tabindex="-1" aria-label=${name}>
      <div>
        <div class="public ${isKept ? 'kept' : ''}" dir="auto">
          ${state === 'hidden' ? html`<s>${name}</s>` : html`<strong>${name}</strong>`}
          ${text === null ? nothing : html`<q>${text}</q>`}
        </div>
        ${
          state === 'waiting'
            ? nothing
            : html`<p class="hint">
              ${words[STATES[state]]}
              ${finalAt === null ? nothing : fill(words.commentsFinalAt, { time: timeOfDay(finalAt) })}
            </p>`
        }
      </div>
      <div class="actions">
        ${actionsOf(comment).map(
          (action) =>
            html`<button
              type="button"
              aria-label=${fill(words.commentsActionOf, { action: label(action), name })}
              @click=${() => this.#decide(comment, action)}
            >
              ${label(action)}
            </button>`,
        )}
      </div>
    </li>`;
  }

  #renderList(list: List, title: string, empty: string): TemplateResult {
    const { words } = this;
    const { comments, next } = this[list]!;
    return html`<section class="card stack" id=${list} aria-labelledby="${list}-title">
      <h2 id="${list}-title" tabindex="-1">${title}</h2>
      ${
        comments.length === 0
          ? html`<p class="soft">${empty}</p>`
          : html`<ul class="plain items">
            ${repeat(
              comments,
              ({ handle }) => handle,
              (comment) => this.#renderComment(comment),
            )}
          </ul>`
      }
      ${next === null ? nothing : html`<button type="button" @click=${() => this.#loadMore(list)}>${words.showMore}</button>`}
    </section>`;
  }

  #renderKeys(): TemplateResult {
    const { words } = this;
    const entry = (key: string, text: string) => html`<dt><kbd>${key}</kbd></dt><dd>${text}</dd>`;
    return html`<details class="card" id="keys">
      <summary>${words.commentsKeys}</summary>
      <dl class="keys">
        ${entry('J', words.commentsKeyNext)} ${entry('K', words.commentsKeyPrevious)}
        ${Object.entries(KEYS).map(([key, action]) => entry(key.toUpperCase(), words[ACTION_WORDS[action]]))}
      </dl>
    </details>`;
  }

  protected override render() {
    const { words, waiting, decided, failure, problem, done } = this;
    if (failure) return this.renderFailure(failure, () => this.#load());
    if (!waiting || !decided) return this.renderLoading();
    const isEmpty = waiting.comments.length + decided.comments.length === 0;
    if (isEmpty) {
      return html`<p class="note">${waiting.showsNames ? words.commentsNone : words.commentsOff}</p>`;
    }
    return html`<div class="wide">
      <p>${waiting.approvesNames ? words.commentsHintNames : words.commentsHint}</p>
      <div role="status">${done ? html`<p class="note">${done}</p>` : nothing}</div>
      ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
      ${this.#renderList('waiting', words.commentsWaiting, words.commentsNoneWaiting)}
      ${this.#renderList('decided', words.commentsDecided, words.commentsNoneDecided)} ${this.#renderKeys()}
    </div>`;
  }
}

const ACTION_WORDS: Record<Action, keyof Words> = {
  approve: 'commentsApprove',
  refuse: 'commentsRefuse',
  hide: 'commentsHide',
  undo: 'commentsUndo',
};

/** What can be done with a comment in its state, as the server allows it. */
function actionsOf({ state, comment }: ConsoleComment): Action[] {
  switch (state) {
    case 'waiting':
      return comment === null ? ['approve', 'hide'] : ['approve', 'refuse', 'hide'];
    case 'approved':
      return comment === null ? ['undo', 'hide'] : ['undo', 'refuse', 'hide'];
    case 'refused':
      return ['undo', 'hide'];
    case 'hidden':
      return ['undo'];
    case 'name':
      return ['hide'];
  }
}

customElements.define('console-comments', CommentsScreen);
