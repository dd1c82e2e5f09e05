import type {
  Challenge,
  Count,
  FieldError,
  Petition,
  SignatureInput,
  SignatureResponse,
} from '../common/contract.ts';

const REQUEST_TIMEOUT_MS = 15_000;

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
export type LoadedPetition = OmitsIfOld<Omit<Petition, 'consent'>, 'countries' | 'latest'> & {
  consent: OmitsIfOld<Petition['consent'], 'boxes'>;
};

/** Requests in progress, by key. Every script of ours on the page shares them, whatever its version. */
const SHARED = Symbol.for('petition-widget');
const page = window as unknown as { [SHARED]?: Record<string, Promise<unknown>> };
page[SHARED] ??= {};
const pendingRequests = page[SHARED];

/** Joins an identical request that is in progress: many widgets on a page start at the same time. */
function deduplicate<T>(key: unknown[], send: () => Promise<T>): Promise<T> {
  const name = JSON.stringify(key);
  pendingRequests[name] ??= send().finally(() => delete pendingRequests[name]);
  return pendingRequests[name] as Promise<T>;
}

/** The requests about one petition. Each throws `ApiError`, and nothing else. */
export class PetitionApi {
  /** @param server any URL on the petition server; may be invalid, like everything that comes from an attribute */
  constructor(
    readonly server: string,
    readonly slug: string,
  ) {}

  /** @param cache `reload` if a cached response is known to be out of date */
  loadPetition(lang: string, cache: RequestCache): Promise<LoadedPetition> {
    return deduplicate([this.server, this.slug, lang, cache], () =>
      this.#request('title', `?${new URLSearchParams({ lang })}`, { cache }),
    );
  }

  loadCount(): Promise<Count> {
    // The browser's cached count is as old as the last poll. Caches in front of the server still help.
    return deduplicate([this.server, this.slug], () =>
      this.#request('count', '/count', { cache: 'no-cache' }),
    );
  }

  /** It is safe to send the same signature again: one person counts once. */
  async sign(input: SignatureInput): Promise<SignatureResponse> {
    try {
      return await this.#postSignature(input);
    } catch (error) {
      const { challenge } = asApiError(error);
      if (!challenge) throw error;
      // The server is under load, so it asks for some work first. The person doesn't have to do anything.
      const proof = await solveChallenge(challenge).catch(() => {
        throw error;
      });
      return this.#postSignature({ ...input, proof });
    }
  }

  #postSignature(input: SignatureInput): Promise<SignatureResponse> {
    return this.#request('status', '/signatures', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
  }

  /** @param requiredKey a key of every valid response; some networks respond to any request with their own page */
  async #request<T>(requiredKey: string & keyof T, path: string, init: RequestInit): Promise<T> {
    let status = 0;
    // biome-ignore lint/suspicious/noExplicitAny: the response can be anything
    let body: any;
    try {
      const { origin } = new URL(this.server);
      const response = await fetch(`${origin}/v1/petitions/${encodeURIComponent(this.slug)}${path}`, {
        ...init,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      if (!response.ok) status = response.status;
      body = await response.json();
      if (response.ok && requiredKey in body) return body;
    } catch {}
    throw new ApiError(status, body?.errors, body?.challenge);
  }
}

async function solveChallenge(challenge: Challenge): Promise<string> {
  const { solve } = await import('./proof-of-work/solver.ts');
  return solve(challenge);
}
