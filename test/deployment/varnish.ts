import { chmodSync } from 'node:fs';
import type { Agent, IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { waitUntil } from '../faults/server.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testHost } from './machines.ts';

const START_TIMEOUT_MS = 60_000;

interface CachedResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Whether Varnish had it already. */
  isHit: boolean;
}

/**
 * Starts Varnish with its built-in rules, and the one setting that docs/scaling.md names.
 *
 * @param serverPort where the server listens, or will
 * @returns the origin at which Varnish listens
 */
export async function startVarnish(t: TestContext, serverPort: number): Promise<string> {
  const folder = temporaryFolder(t);
  // Varnish compiles its rules as another user.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const { child, log } = testHost.start([
    'varnishd',
    '-F',
    ...['-n', `${folder}/varnish`, '-a', `127.0.0.1:${port}`, '-b', `127.0.0.1:${serverPort}`],
    ...['-s', 'malloc,64m', '-p', 'http_gzip_support=off'],
  ]);
  t.after(() => child.kill('SIGKILL'));
  const origin = `http://127.0.0.1:${port}`;
  try {
    await waitUntil('Varnish', START_TIMEOUT_MS, () =>
      fetchThrough(`${origin}/healthz`).then(
        () => true,
        () => false,
      ),
    );
  } catch (error) {
    throw new Error(log(), { cause: error });
  }
  return origin;
}

/** Sends a request with exactly these headers. A body is sent by POST. */
export function fetchThrough(
  url: string,
  { headers = {}, body, agent }: { headers?: Record<string, string>; body?: string; agent?: Agent } = {},
): Promise<CachedResponse> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      buffer(response).then(
        (content) =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: content,
            // Its own number, and that of the request that brought the response.
            isHit: /^\d+ \d+$/.test(String(response.headers['x-varnish'])),
          }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
