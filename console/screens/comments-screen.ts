import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConsolePetition } from '../../common/console.ts';
import type { CommentDecision, CommentPage, ConsoleComment } from '../../common/console-care.ts';
import { ConsoleError, request } from '../api.ts';
import { renderComment } from '../comments/comment-item.ts';
import { type Action, actionsOf, DONE } from '../comments/decisions.ts';
import { focusedHandle, focusNear, moveFocus } from '../comments/focus.ts';
import { KEYS, renderKeys } from '../comments/keys.ts';
import {
  allComments,
  type CommentLists,
  type ListName,
  placeComment,
  removeComment,
} from '../comments/lists.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { shortcutOf } from '../shortcuts.ts';
import { fill } from '../words.ts';
import { COMMENTS } from './comments-screen.styles.ts';

/** What signers show in public: what waits for a decision, and what was decided. */
export class CommentsScreen extends ConsoleElement {
  static override styles = withBase(COMMENTS);
  static override properties = {
    petition: { attribute: false },
    lists: { state: true },
    failure: { state: true },
    problem: { state: true },
    done: { state: true },
  };

  declare petition: ConsolePetition;
  declare lists: CommentLists | undefined;
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
      this.lists = { waiting, decided };
    } catch (error) {
      this.failure = error;
    }
  }

  async #loadMore(list: ListName): Promise<void> {
    const page = this.lists?.[list];
    if (this.#isBusy || !page || page.next === null) return;
    this.#isBusy = true;
    this.problem = '';
    try {
      const more = await request<CommentPage>('GET', `${this.#path}?state=${list}&after=${page.next}`);
      this.lists = { ...this.lists!, [list]: { ...more, comments: [...page.comments, ...more.comments] } };
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
    const position = allComments(this.lists).indexOf(comment);
    try {
      const body: CommentDecision = { handle, action, seen: state };
      const decided = await request<ConsoleComment>('POST', this.#path, body);
      this.lists = placeComment(this.lists!, decided);
      this.#last = handle;
      this.done = fill(this.words[DONE[action]], { name });
    } catch (error) {
      await this.#onRefusal(error, comment);
    } finally {
      this.#isBusy = false;
    }
    await this.updateComplete;
    focusNear(this.shadowRoot!, position);
  }

  async #onRefusal(error: unknown, { handle, name }: ConsoleComment): Promise<void> {
    const { words } = this;
    if (error instanceof ConsoleError && error.status === 409) {
      this.problem = fill(words.commentsConflict, { name });
      await this.#load();
    } else if (error instanceof ConsoleError && error.status === 404) {
      this.problem = fill(words.commentsGone, { name });
      this.lists = removeComment(this.lists!, handle);
    } else {
      this.problem = describeError(error);
    }
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const letter = shortcutOf(event);
    if (letter === null) return;
    if (letter === 'j' || letter === 'k') {
      event.preventDefault();
      moveFocus(this.shadowRoot!, letter === 'j' ? 1 : -1);
      return;
    }
    const action = KEYS[letter];
    const find = (searched: string | null | undefined) =>
      allComments(this.lists).find(({ handle }) => handle === searched);
    const comment =
      find(focusedHandle(this.shadowRoot!)) ?? (action === 'undo' ? find(this.#last) : undefined);
    if (!action || !comment) return;
    event.preventDefault();
    void this.#decide(comment, action);
  };

  #renderList(list: ListName, page: CommentPage, title: string, empty: string): TemplateResult {
    const { words } = this;
    const { comments, next } = page;
    return html`<section class="card stack" id=${list} aria-labelledby="${list}-title">
      <h2 id="${list}-title" tabindex="-1">${title}</h2>
      ${
        comments.length === 0
          ? html`<p class="soft">${empty}</p>`
          : html`<ul class="plain items">
            ${repeat(
              comments,
              ({ handle }) => handle,
              (comment) => renderComment(comment, words, (action) => void this.#decide(comment, action)),
            )}
          </ul>`
      }
      ${next === null ? nothing : html`<button type="button" @click=${() => this.#loadMore(list)}>${words.showMore}</button>`}
    </section>`;
  }

  protected override render() {
    const { words, lists, failure, problem, done } = this;
    if (failure) return this.renderFailure(failure, () => this.#load());
    if (!lists) return this.renderLoading();
    const { waiting, decided } = lists;
    if (allComments(lists).length === 0) {
      return html`<p class="note">${waiting.showsNames ? words.commentsNone : words.commentsOff}</p>`;
    }
    return html`<div class="wide">
      <p>${waiting.approvesNames ? words.commentsHintNames : words.commentsHint}</p>
      <div role="status">${done ? html`<p class="note">${done}</p>` : nothing}</div>
      ${problem ? html`<p class="alert" role="alert">${problem}</p>` : nothing}
      ${this.#renderList('waiting', waiting, words.commentsWaiting, words.commentsNoneWaiting)}
      ${this.#renderList('decided', decided, words.commentsDecided, words.commentsNoneDecided)} ${renderKeys(words)}
    </div>`;
  }
}

customElements.define('console-comments', CommentsScreen);
