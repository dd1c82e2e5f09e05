/** The part of `RequestInit` that is used. */
export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  cache?: RequestCache;
}

const TIMEOUT_MS = 15_000;

/** Like `fetch`, but with a timeout, and with a second attempt that the page's own `fetch` can't spoil. */
export function send(url: string, options?: RequestOptions): Promise<Response> {
  const request = { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) };
  return fetch(url, request).catch(async () => {
    const { sendAgain } = await import('./diagnostics.ts');
    return sendAgain(url, request);
  });
}
