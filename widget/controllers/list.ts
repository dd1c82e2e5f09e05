import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PetitionSummary } from '../../common/contract.ts';
import { matchLanguage } from '../../common/languages.ts';
import { diagnose, isUnclosed } from '../diagnose.ts';
import type { DiagnosedList } from '../diagnostics.ts';
import { languagesAround } from '../page-language.ts';
import { SCRIPT_ORIGIN } from '../script-origin.ts';
import { send } from '../send.ts';

type Host = ReactiveControllerHost & DiagnosedList;

/** The server sends up to a hundred. One more than the limit says whether there are more. */
const MAX_LIMIT = 99;
const DEFAULT_LIMIT = 12;

/** Loads the petitions that an element's attributes choose, a page at a time. */
export class ListController implements ReactiveController {
  /** Undefined until they are loaded, and if they can't be loaded. */
  petitions: PetitionSummary[] | undefined;
  hasMore = false;
  isLoading = false;
  hasFailed = false;

  readonly #host: Host;
  /** A page can change its language after loading, as translators do. */
  readonly #observer = new MutationObserver(() => this.#host.requestUpdate());
  /** What was last asked for: server and query. */
  #requested = '';
  /** Number of loads so far. Only the response to the last one matters. */
  #loads = 0;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    this.#observer.observe(document, { attributeFilter: ['lang'], subtree: true });
    this.#host.requestUpdate();
  }

  hostDisconnected() {
    this.#observer.disconnect();
  }

  hostUpdate() {
    const requested = JSON.stringify([this.#host.server, this.#parameters()]);
    if (!this.#host.isConnected || requested === this.#requested) return;
    this.#requested = requested;
    this.#load([]);
  }

  /** Of the page, or if it says none, of the browser. The server chooses its words by the same. */
  get lang(): string {
    return languagesAround(this.#host)[0]!;
  }

  /** Resolves once the next page is shown, or has failed. */
  async loadMore(): Promise<void> {
    if (!this.isLoading) await this.#load(this.petitions!);
  }

  /** Wrong values count as missing ones. But one for another partner or topic would show what nobody asked for. */
  #parameters(): Record<string, string> {
    const { partner, tag, status, sort, limit } = this.#host;
    return {
      view: 'summary',
      lang: this.lang,
      status: status === 'closed' ? status : 'open',
      sort: sort === 'goal' ? sort : 'newest',
      limit: `${+limit >= 1 && +limit <= MAX_LIMIT ? Math.trunc(+limit) : DEFAULT_LIMIT}`,
      ...(partner && { partner }),
      ...(tag && { tag }),
    };
  }

  /** @param shown what the new ones follow */
  async #load(shown: PetitionSummary[]): Promise<void> {
    const load = ++this.#loads;
    const parameters = this.#parameters();
    const limit = +parameters.limit!;
    const after = shown.at(-1)?.slug;
    const query = new URLSearchParams({ ...parameters, limit: `${limit + 1}`, ...(after && { after }) });
    let httpStatus = 0;
    this.isLoading = true;
    this.hasFailed = false;
    this.#host.requestUpdate();
    try {
      const { origin } = new URL(this.#host.server || SCRIPT_ORIGIN);
      const response = await send(`${origin}/v1/petitions?${query}`);
      if (!response.ok) httpStatus = response.status;
      const page: PetitionSummary[] = await response.json();
      if (load !== this.#loads) return;
      // One can be on two pages if their order changes in the meantime.
      const slugs = shown.map(({ slug }) => slug);
      this.petitions = [...shown, ...page.slice(0, limit).filter(({ slug }) => !slugs.includes(slug))];
      this.hasMore = page.length > limit;
      if (this.#looksWrong()) diagnose(this.#host);
    } catch {
      if (load !== this.#loads) return;
      this.hasFailed = true;
      diagnose(this.#host, httpStatus);
    }
    this.isLoading = false;
    this.#host.requestUpdate();
  }

  /** Whether the page's developer may have something to correct. */
  #looksWrong(): boolean {
    const { partner, tag, lang, headingLevel } = this.#host;
    const used = this.#parameters();
    return (
      ['status', 'sort', 'limit'].some(
        (name) => (this.#host.getAttribute(name) || used[name]) !== used[name],
      ) ||
      !/^[2-6]?$/.test(headingLevel) ||
      (!!lang && !matchLanguage(lang)) ||
      (!this.petitions![0] && !!(partner || tag)) ||
      isUnclosed(this.#host)
    );
  }
}
