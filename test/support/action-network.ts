import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { listen } from './listen.ts';

const Text = v.pipe(v.string(), v.minLength(1));

/** What its documentation allows in a signature, and nothing else. */
const Body = v.strictObject({
  person: v.strictObject({
    given_name: v.optional(Text),
    family_name: v.optional(Text),
    email_addresses: v.pipe(
      v.array(
        v.strictObject({
          address: v.pipe(v.string(), v.email()),
          status: v.picklist(['subscribed', 'unsubscribed']),
        }),
      ),
      v.length(1),
    ),
    postal_addresses: v.optional(
      v.array(
        v.strictObject({
          postal_code: v.optional(Text),
          country: v.optional(v.pipe(v.string(), v.length(2))),
        }),
      ),
    ),
    custom_fields: v.optional(v.record(v.string(), v.string())),
  }),
  comments: v.optional(Text),
  'action_network:referrer_data': v.optional(v.strictObject({ source: Text })),
});
export type RecordedSignature = v.InferOutput<typeof Body>;

interface Options {
  key?: string;
  petition?: string;
  /** Called before a signature is recorded. A status is answered instead. */
  onSignature?: (count: number, response: ServerResponse) => number | undefined | Promise<number | undefined>;
}

/**
 * A stand-in for Action Network: finds people by email address, links to tags only for those with a key, and answers 200 with an
 * empty object to what it doesn't record.
 */
export async function startActionNetwork(
  t: TestContext,
  { key = 'an-key', petition = 'b32d8a40', onSignature }: Options = {},
) {
  const people = new Map<string, RecordedSignature>();
  const refused: string[] = [];
  let posts = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const isKnown = request.headers['osdi-api-token'] === key;
    const send = (status: number, body: object, headers = {}) =>
      response
        .writeHead(status, { 'Content-Type': 'application/hal+json', ...headers })
        .end(JSON.stringify(body));
    if (request.url === '/api/v2/') {
      return send(200, { _links: { 'osdi:petitions': {}, ...(isKnown && { 'osdi:tags': {} }) } });
    }
    if (request.url === `/api/v2/petitions/${petition}` && isKnown) return send(200, { identifiers: ['x'] });
    if (request.url !== `/api/v2/petitions/${petition}/signatures` || request.method !== 'POST') {
      return send(404, { error: 'not found' });
    }
    const body = await json(request);
    posts += 1;
    const status = await onSignature?.(posts, response);
    if (response.destroyed) return undefined;
    if (status !== undefined) return send(status, {}, { 'Retry-After': '2' });
    assert.match(request.headers['content-type'] ?? '', /^application\/json/);
    const parsed = v.safeParse(Body, body);
    if (!parsed.success) refused.push(parsed.issues.map((issue) => v.getDotPath(issue)).join());
    if (!parsed.success || !isKnown) return send(200, {});
    people.set(parsed.output.person.email_addresses[0]!.address, parsed.output);
    return send(200, { identifiers: [`action_network:${posts}`], _links: {} });
  };
  const origin = await listen(t, (request, response) => void answer(request, response));
  return { url: `${origin}/api/v2/`, key, petition, people, refused };
}
