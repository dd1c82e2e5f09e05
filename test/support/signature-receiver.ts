import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { listen } from './listen.ts';

export interface ReceivedEvent {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

interface Options {
  secret?: string;
  /** Called for each event. If it returns a status, that is the answer, and the event isn't looked at. */
  onEvent?: (count: number, response: ServerResponse) => number | undefined | Promise<number | undefined>;
  headers?: Record<string, string>;
}

/** Receives forwarded signatures, and verifies each with the package of Standard Webhooks. */
export async function startSignatureReceiver(
  t: TestContext,
  { secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`, onEvent, headers = {} }: Options = {},
) {
  const webhook = new Webhook(secret);
  /** All that were verified, repeated ones included. */
  const events: ReceivedEvent[] = [];
  let count = 0;
  const origin = await listen(t, async (request, response) => {
    const body = await text(request);
    count += 1;
    const answer = (status: number) =>
      response.writeHead(status, { ...headers, ...(status === 302 && { Location: '/' }) }).end();
    const status = await onEvent?.(count, response);
    if (status !== undefined) {
      answer(status);
      return;
    }
    try {
      const payload = webhook.verify(body, request.headers as Record<string, string>) as Omit<
        ReceivedEvent,
        'id'
      >;
      events.push({ id: request.headers['webhook-id'] as string, ...payload });
    } catch {
      answer(400);
      return;
    }
    if (!response.destroyed) answer(204);
  });
  return { url: `${origin}/hook`, secret, events, count: () => count };
}
