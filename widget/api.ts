import type { Challenge, Count, FieldError, Petition } from '../common/contract.ts';
import { matchLanguage } from '../common/languages.ts';
import { type RequestOptions, send } from './send.ts';

/** The server refused a request, couldn't be reached, or sent a response that makes no sense. */
export class ApiError extends Error {
  constructor(
    /** HTTP status, or 0 if there was no valid response. */
    readonly status: number,
    /** What is wrong with the fields of the request. */
    readonly fields: readonly FieldError[] = [],
    /** Work that the server asks for before it accepts a signature. */
    readonly challenge?: Challenge,
  ) {
    super(`HTTP status ${status}`);
  }
}

/**
 * Narrows what `PetitionApi` has thrown. Without `instanceof`: the request may have been another script's, which has its own
 * `ApiError`.
 */
export const asApiError = (error: unknown) => error as ApiError;

type OmitsIfOld<T, Key extends keyof T> = Omit<T, Key> & Partial<Pick<T, Key>>;

/** A petition as servers of any version send it. Old ones don't have everything. */
export type LoadedPetition = OmitsIfOld<
  Omit<Petition, 'consent'>,
  | 'countries'
  | 'latest'
  | 'blocks'
  | 'preview'
  | 'outcomeBlocks'
  | 'target'
  | 'captions'
  | 'hasDetails'
  | 'organizer'
  | 'closesOn'
  | 'closesAt'
  | 'tags'
  | 'shareText'
  | 'image'
> & {
  consent: OmitsIfOld<Petition['consent'], 'boxes'>;
};

/** Requests in progress, by key. Every script of ours on the page shares them, whatever its version. */
const SHARED = Symbol.for('petition-widget');
const page = window as unknown as { [SHARED]?: Record<string, Promise<unknown>> };
page[SHARED] ??= {};
const pendingRequests = page[SHARED];

/** The last answers of `loadCount`, by server and slug. */
const lastCounts: Record<string, Count> = {};

/** Joins an identical request that is in progress: many widgets on a page start at the same time. */
function deduplicate<T>(key: string, send: () => Promise<T>): Promise<T> {
  pendingRequests[key] ??= send().finally(() => delete pendingRequests[key]);
  return pendingRequests[key] as Promise<T>;
}

/** The requests about one petition. Each throws `ApiError`, and nothing else. */
export class PetitionApi {
  /** @param server any URL on the petition server; may be invalid, like everything that comes from an attribute */
  constructor(
    readonly server: string,
    readonly slug: string,
  ) {}

  async loadPetition(lang: string): Promise<LoadedPetition> {
    const petition = await deduplicate(`${this.#key} ${lang}`, () =>
      // A snippet preloads the petition for all regions of a language.
      this.request<LoadedPetition>(
        'title',
        `?${new URLSearchParams({ lang })}`,
        {},
        `?lang=${matchLanguage(lang)}`,
      ),
    );
    // A cache in front of the server can hold a petition for longer than a count.
    const known = lastCounts[this.#key];
    return known && known.count > petition.count ? { ...petition, ...known } : petition;
  }

  async loadCount(): Promise<Count> {
    const count = await deduplicate(this.#key, () => this.request<Count>('count', '/count'));
    lastCounts[this.#key] = count;
    return count;
  }

  get #key(): string {
    return `${this.server} ${this.slug}`;
  }

  /**
   * @param requiredKey a key of every valid response; some networks respond to any request with their own page
   * @param preloaded requested instead of `path` if a link of the page preloads it
   */
  async request<T>(
    requiredKey: string & keyof T,
    path: string,
    init?: RequestOptions,
    preloaded?: string,
  ): Promise<T> {
    let status = 0;
    // biome-ignore lint/suspicious/noExplicitAny: the response can be anything
    let body: any;
    try {
      const { origin } = new URL(this.server);
      const url = `${origin}/v1/petitions/${encodeURIComponent(this.slug)}`;
      // The browser's cached count can be older than the one on the screen. Caches in front of the server still help. Firefox and
      // Safari use what is preloaded only for requests that leave caching to the server.
      const response = await (document.querySelector(`[href="${url}${preloaded}"]`)
        ? send(url + preloaded)
        : send(url + path, { cache: 'no-cache', ...init }));
      if (!response.ok) status = response.status;
      body = await response.json();
      if (response.ok && requiredKey in body) return body;
    } catch {}
    throw new ApiError(status, body?.errors, body?.challenge);
  }
}
