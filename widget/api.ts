import type {
  Challenge,
  Count,
  FieldError,
  Petition,
  SignatureAnswer,
  SignatureInput,
} from '../server/contract.ts';

/** How long a request may take before the person is told that it didn't work. */
const PATIENCE_MS = 15_000;

/** Where the script came from is where the petitions are, unless `server` says otherwise. */
export const HOME = new URL(import.meta.url).origin;

/** The server didn't do what was asked: its status, or 0 where it couldn't be reached or talked nonsense. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly fields: readonly FieldError[] = [],
    readonly challenge?: Challenge,
  ) {
    super();
  }
}

const underWay: Record<string, Promise<unknown>> = {};

/** What is being asked for isn't asked for again: many widgets on a page begin at once. */
function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  underWay[key] ??= ask().finally(() => delete underWay[key]);
  return underWay[key] as Promise<T>;
}

/**
 * Tells whoever made the page, in a line, why nothing is shown.
 *
 * @returns status; 404 where it isn't the server's, but what was asked for is no petition's
 */
export function explain(
  { localName, petition, server }: { localName: string; petition: string; server: string },
  error: unknown,
): number {
  const status = error instanceof ApiError ? error.status : 404;
  console.warn(
    `<${localName}>: ${status === 404 ? `no petition "${petition.slice(0, 80)}"` : 'no proper answer'} at ${server.slice(0, 80) || HOME} (${status})`,
  );
  return status;
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
    throw new ApiError(status, answer?.errors, answer?.challenge);
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
