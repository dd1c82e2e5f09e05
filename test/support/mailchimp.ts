import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { listen } from './listen.ts';

const Status = v.picklist(['subscribed', 'unsubscribed', 'cleaned', 'pending', 'transactional']);
const Member = v.strictObject({
  email_address: v.pipe(v.string(), v.email()),
  status: v.optional(Status),
  status_if_new: Status,
  merge_fields: v.strictObject({
    FNAME: v.optional(v.pipe(v.string(), v.maxLength(255))),
    LNAME: v.optional(v.pipe(v.string(), v.maxLength(255))),
  }),
});

interface StoredMember {
  email_address: string;
  status: string;
  merge_fields: Record<string, string | undefined>;
}

/**
 * A stand-in for an audience of Mailchimp: members are found by the MD5 of their address in lower case, and `status_if_new` is the
 * status of new ones only.
 *
 * @param fake addresses that Mailchimp takes for invented
 */
export async function startMailchimp(t: TestContext, { fake = [] as readonly string[] } = {}) {
  const key = '0123456789abcdef0123456789abcdef-us6';
  const list = 'a1b2c3d4e5';
  const members = new Map<string, StoredMember>();
  const hashOf = (email: string) => createHash('md5').update(email.toLowerCase()).digest('hex');
  let isOverloaded = true;

  const answer = async (request: IncomingMessage): Promise<[number, object]> => {
    const problem = (status: number, title: string, detail = ''): [number, object] => [
      status,
      { type: 'https://mailchimp.com/developer/marketing/docs/errors/', title, status, detail },
    ];
    const body = await text(request);
    const [scheme, credentials] = (request.headers.authorization ?? '').split(' ');
    const [, password] = Buffer.from(credentials ?? '', 'base64')
      .toString()
      .split(':');
    if (scheme !== 'Basic' || password !== key) return problem(401, 'API Key Invalid');
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    if (request.method === 'GET' && pathname === `/3.0/lists/${list}`) return [200, { id: list }];
    const [, hash] = /^\/3\.0\/lists\/a1b2c3d4e5\/members\/([0-9a-f]{32})$/.exec(pathname) ?? [];
    if (!hash || request.method !== 'PUT') return problem(404, 'Resource Not Found');
    // Once, for whoever comes first.
    if (isOverloaded) {
      isOverloaded = false;
      return problem(429, 'Too Many Requests');
    }
    const { success, output } = v.safeParse(Member, JSON.parse(body));
    if (!success || hashOf(output.email_address) !== hash) return problem(400, 'Bad Request');
    if (request.headers['content-type'] !== 'application/json') return problem(415, 'Wrong Content Type');
    if (fake.includes(output.email_address)) {
      return problem(400, 'Invalid Resource', `${output.email_address} looks fake or invalid`);
    }
    if (!output.merge_fields.LNAME && searchParams.get('skip_merge_validation') !== 'true') {
      return problem(400, 'Invalid Resource', 'Your merge fields were invalid.');
    }
    const { email_address, status, status_if_new, merge_fields } = output;
    const before = members.get(hash);
    const member = {
      email_address,
      status: status ?? before?.status ?? status_if_new,
      merge_fields: { ...before?.merge_fields, ...merge_fields },
    };
    members.set(hash, member);
    return [200, { id: hash, ...member }];
  };
  const origin = await listen(t, (request, response) => {
    void answer(request).then(([status, body]) =>
      response
        .writeHead(status, { 'Content-Type': 'application/problem+json', 'Retry-After': '0' })
        .end(JSON.stringify(body)),
    );
  });
  return {
    url: `${origin}/3.0`,
    key,
    list,
    /** Status by address. */
    statuses: () =>
      Object.fromEntries([...members.values()].map(({ email_address, status }) => [email_address, status])),
    members: () => [...members.values()],
    add: (email_address: string, status: string) =>
      members.set(hashOf(email_address), { email_address, status, merge_fields: {} }),
  };
}
