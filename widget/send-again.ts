import type { RequestOptions } from './send.ts';

/**
 * Sends a request that failed once more, past the page's `fetch`. Pages wrap it, and a wrapper that sends credentials with every
 * request makes the browser refuse the response, which is for all origins alike.
 *
 * @throws if there is no response before the signal aborts
 */
export async function sendAgain(
  url: string,
  { method = 'GET', headers = {}, body, signal }: RequestOptions & { signal: AbortSignal },
): Promise<Response> {
  signal.throwIfAborted();
  const request = new XMLHttpRequest();
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  signal.addEventListener('abort', () => request.abort());
  await new Promise((resolve) => {
    request.onloadend = resolve;
    request.send(body);
  });
  return new Response(request.responseText, { status: request.status });
}
