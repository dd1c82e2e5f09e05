import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mock, type TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { WebhookEvent } from '../../common/webhooks.ts';

interface Received {
  id: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** As it was sent. */
  body: string;
  /** By the sender's clock. */
  at: number;
  event: WebhookEvent;
}

/** A program that gets webhooks. */
export interface WebhookReceiver {
  url: string;
  /** Requests so far, whether or not they were verified. */
  requests: Received[];
  /** The events, each verified with the secret as a receiver does. */
  verified(secret: string): WebhookEvent[];
  /** How it answers. By default with 204. */
  answer: (response: ServerResponse) => void;
}

/**
 * Starts a receiver that is stopped after the test.
 *
 * @param options.now the sender's clock
 */
export async function startReceiver(
  t: TestContext,
  { host = '127.0.0.1', port = 0, now = Date.now }: { host?: string; port?: number; now?: () => number } = {},
): Promise<WebhookReceiver> {
  const server = createServer(async (request, response) => {
    // A sender that gives up in between is none of the receiver's problems.
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const { headers } = request;
    receiver.requests.push({
      id: String(headers['webhook-id']),
      path: request.url!,
      headers,
      body,
      at: now(),
      event: JSON.parse(body) as WebhookEvent,
    });
    receiver.answer(response);
  });
  server.listen(port, host);
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: WebhookReceiver = {
    url: `http://${host}:${(server.address() as AddressInfo).port}/events`,
    requests: [],
    verified: (secret) =>
      receiver.requests.map(({ headers, body, at }) => {
        // The package refuses old timestamps by the computer's clock.
        const clock = mock.method(Date, 'now', () => at);
        try {
          return new Webhook(secret).verify(body, headers as Record<string, string>) as WebhookEvent;
        } finally {
          clock.mock.restore();
        }
      }),
    answer: answerWith(204),
  };
  return receiver;
}

export const answerWith =
  (status: number, headers: Record<string, string> = {}, body = '') =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };
