import type {
  Challenge,
  Count,
  FieldError,
  Petition,
  SignatureAnswer,
  SignatureInput,
} from '../common/contract.ts';

/** How long a request may take before the person is told that it didn't work. */
const PATIENCE_MS = 15_000;

/** The server didn't do what was asked: its status, or 0 where it couldn't be reached or talked nonsense. */
export interface ApiError extends Error {
  status: number;
  fields: readonly FieldError[];
  challenge?: Challenge;
}

/** By address. Under a name that the whole page shares, so that what other scripts of ours ask for isn't asked for again either. */
const SHARED = Symbol.for('petition-widget');
// biome-ignore lint/suspicious/noExplicitAny: what a page holds under such a name is nobody's type
const page = window as any;
page[SHARED] ??= {};
const underWay: Record<string, Promise<unknown>> = page[SHARED];

/** What is being asked for isn't asked for again: many widgets on a page begin at once. */
function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  underWay[key] ??= ask().finally(() => delete underWay[key]);
  return underWay[key] as Promise<T>;
}

/** The requests of one petition. */
export type Api = ReturnType<typeof apiOf>;

/** Each request throws ApiError and nothing else. */
export function apiOf(server: string, slug: string) {
  /** @param proof a key the answer must have: some networks answer everything with a page of their own */
  const request = async (proof: string, path: string, init?: RequestInit) => {
    let status = 0;
    // biome-ignore lint/suspicious/noExplicitAny: whatever came
    let answer: any;
    try {
      const response = await fetch(`${server}/v1/petitions/${encodeURIComponent(slug)}${path}`, {
        ...init,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!response.ok) ({ status } = response);
      answer = await response.json();
      if (response.ok && proof in answer) return answer;
    } catch {}
    throw Object.assign(Error(), { status, fields: answer?.errors ?? [], challenge: answer?.challenge });
  };

  const sign = (input: SignatureInput): Promise<SignatureAnswer> =>
    request('status', '/signatures', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });

  return {
    /** @param cache `reload` where what a cache holds is known to be out of date */
    petition: (lang: string, cache: RequestCache): Promise<Petition> =>
      once(server + slug + lang + cache, () =>
        request('title', `?lang=${encodeURIComponent(lang)}`, { cache }),
      ),
    // What the browser's own cache holds is as old as the last look; caches before the server still answer.
    count: (): Promise<Count> => once(server + slug, () => request('count', '/count', { cache: 'no-cache' })),
    /** Sending the same signature again does no harm: one person counts once. */
    sign: (input: SignatureInput) =>
      sign(input).catch(async (error: ApiError) => {
        if (!error.challenge) throw error;
        // Robots strain the server, so it wants some work done first. Nobody need be asked anything.
        return sign({
          ...input,
          proof: await import('./petition-solver.ts')
            .then(({ solve }) => solve(error.challenge!))
            .catch(() => {
              throw error;
            }),
        });
      }),
  };
}
