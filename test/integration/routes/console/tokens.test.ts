import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import type { ApiCounts } from '../../../../common/api.ts';
import type { AuditEntry } from '../../../../common/console.ts';
import type { ListedToken, NewToken } from '../../../../common/console-care.ts';
import { removeAccount } from '../../../../server/accounts/accounts.ts';
import { createApiToken, type TokenScope } from '../../../../server/accounts/api-tokens.ts';
import { DAY_MS, utcDay } from '../../../../server/lib/time.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce, storedBytes } from '../../../support/database.ts';
import { PERSON, PETITIONS, start } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const OTHER = 'mend-the-bridge';
const FILE = `/api/v1/petitions/${SLUG}/signatures.sealed`;

async function setUp(t: TestContext, env: Record<string, string> = {}) {
  const server = await start(t, { petitions: PETITIONS, env });
  const client = createConsoleClient(server);
  await client.signUp('Irena');
  const passkeyOf = async (from = client) => {
    const options = (await (await client.post('/sign-in/options')).json()) as { challenge: string };
    return from.passkey.signIn(options);
  };
  const ask = async (body: object, passkey?: object) =>
    client.post('/tokens', {
      name: 'Website',
      scope: 'counts',
      days: 30,
      ...body,
      passkey: passkey ?? (await passkeyOf()),
    });
  const create = async (scope: TokenScope, days = 30, now?: number) =>
    (
      await createApiToken(
        server.context.storage,
        { name: `For ${JSON.stringify(scope)} ${days}`, scope, days },
        { id: null, name: 'test' },
        now,
      )
    ).token;
  const fetchWith = (path: string, token: string, headers: Record<string, string> = {}) =>
    server.get(path, { Authorization: `Bearer ${token}`, ...headers });
  return { ...server, client, passkeyOf, ask, create, fetchWith };
}

describe('API tokens in the console', () => {
  it('are created with a passkey, shown once, used, and revoked, all of it in the history', async (t) => {
    const { client, ask, fetchWith, databaseUrl, lines } = await setUp(t);
    assert.deepEqual(await client.read('/tokens'), []);
    const response = await ask({});
    assert.equal(response.status, 201, await response.clone().text());
    const { token, expiresOn } = (await response.json()) as NewToken;
    assert.match(token, /^petitions_[\w-]{43}$/);
    assert.equal(expiresOn, utcDay(Date.now() + 30 * DAY_MS));
    const [listed] = await client.read<ListedToken[]>('/tokens');
    assert.deepEqual(listed, {
      name: 'Website',
      scope: 'counts',
      petition: null,
      createdBy: 'Irena',
      createdOn: utcDay(),
      expiresOn,
      usedOn: null,
      isExpired: false,
    });
    const described = await fetchWith('/api/v1/token', token);
    assert.equal(described.headers.get('Cache-Control'), 'no-store');
    assert.deepEqual(await described.json(), { name: 'Website', scope: 'counts', petition: null, expiresOn });
    await fetchWith('/api/v1/token', token);
    assert.equal((await client.read<ListedToken[]>('/tokens'))[0]!.usedOn, utcDay());
    assert.equal((await client.delete('/tokens/Website')).status, 204);
    assert.equal((await client.delete('/tokens/Website')).status, 404);
    assert.equal((await fetchWith('/api/v1/token', token)).status, 401);
    const entries = await client.read<AuditEntry[]>('/audit');
    assert.deepEqual(
      entries.slice(0, 3).map(({ account, action, detail }) => [account, action, detail]),
      [
        ['Irena', 'token.revoke', 'Website'],
        ['api token', 'token.use', 'Website'],
        ['Irena', 'token.create', 'Website'],
      ],
    );
    for (const { where, bytes } of await storedBytes(databaseUrl))
      assert.ok(!bytes.includes(token.slice(10)), where);
    assert.doesNotMatch(JSON.stringify([entries, lines]), new RegExp(token.slice(10)));
  });

  it('take a passkey of the same account, a free name, a petition that exists, and up to 366 days', async (t) => {
    const { ask, app, context, passkeyOf } = await setUp(t);
    const colleague = createConsoleClient({ app, context });
    await colleague.signUp('Dario');
    for (const passkey of [await passkeyOf(colleague), { id: 'made-up', response: {} }]) {
      assert.equal((await ask({}, passkey)).status, 403);
    }
    assert.equal((await ask({})).status, 201);
    assert.equal((await ask({})).status, 409);
    assert.equal((await ask({ name: '\n' })).status, 409);
    assert.equal((await ask({ name: 'B', scope: 'sealed', petition: 'nothing' })).status, 409);
    for (const body of [{ days: 0 }, { days: 367 }, { days: 1.5 }, { scope: 'sealed' }, { scope: 'all' }]) {
      assert.equal((await ask({ name: 'B', ...body })).status, 422, JSON.stringify(body));
    }
    const partner = createConsoleClient({ app, context });
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    assert.equal((await partner.get('/tokens')).status, 404);
    assert.equal((await partner.post('/tokens', {})).status, 404);
    assert.equal((await partner.delete('/tokens/Website')).status, 404);
  });

  it('end with the account that created them', async (t) => {
    const { ask, context, fetchWith, create } = await setUp(t);
    const { token } = (await (await ask({})).json()) as NewToken;
    const other = await create({ scope: 'counts' });
    assert.equal((await fetchWith('/api/v1/token', token)).status, 200);
    await removeAccount(context.storage, 'Irena', 'test');
    assert.equal((await fetchWith('/api/v1/token', token)).status, 401);
    assert.equal((await fetchWith('/api/v1/token', other)).status, 200);
  });
});

describe('the API for programs', () => {
  it('gives the published counts of all petitions, and those through each partner', async (t) => {
    const { create, fetchWith, sign, countOf } = await setUp(t);
    await sign(SLUG, { ...PERSON, partner: 'harbour-aid' });
    await countOf(SLUG);
    const response = await fetchWith('/api/v1/counts', await create({ scope: 'counts' }));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), null);
    assert.equal(response.headers.get('Cross-Origin-Resource-Policy'), 'same-origin');
    const { petitions } = (await response.json()) as ApiCounts;
    assert.deepEqual(
      petitions.map(({ slug, status, count }) => [slug, status, count]),
      [
        [SLUG, 'open', 8890],
        [OTHER, 'open', 0],
        ['strict-one', 'open', 0],
        ['done-and-won', 'closed', 1],
      ],
    );
    assert.deepEqual(petitions[0]!.partners, {
      'harbour-aid': { name: 'Harbour Aid', count: 1 },
      'open-gate': { name: 'Open Gate Network', count: 0 },
    });
  });

  it('gives the sealed file of the token’s petition and of no other, from a day on', async (t) => {
    const { create, fetchWith, sign } = await setUp(t);
    await sign(SLUG, PERSON);
    const token = await create({ scope: 'sealed', slug: SLUG });
    const signaturesIn = async (query: string) => {
      const response = await fetchWith(`${FILE}${query}`, token);
      assert.equal(response.status, 200);
      const lines = (await text(response.body!)).trim().split('\n');
      return JSON.parse(lines.at(-1)!).end.signatures;
    };
    assert.equal(await signaturesIn(''), 1);
    assert.equal(await signaturesIn(`?since=${utcDay()}`), 1);
    assert.equal(await signaturesIn(`?since=${utcDay(Date.now() + DAY_MS)}`), 0);
    assert.equal((await fetchWith(`${FILE}?since=2031-02-30`, token)).status, 400);
    for (const path of [
      `/api/v1/petitions/${OTHER}/signatures.sealed`,
      '/api/v1/petitions/none/signatures.sealed',
      '/api/v1/counts',
    ]) {
      assert.equal((await fetchWith(path, token)).status, 403, path);
    }
    assert.equal((await fetchWith(FILE, await create({ scope: 'counts' }))).status, 403);
  });

  it('refuses a token that has expired, is made up, is in the address, or isn’t there', async (t) => {
    const { create, fetchWith, get } = await setUp(t);
    const yesterday = await create({ scope: 'counts' }, 1, Date.now() - 2 * DAY_MS);
    const today = await create({ scope: 'counts' }, 2, Date.now() - 2 * DAY_MS);
    assert.equal((await fetchWith('/api/v1/token', today)).status, 200);
    for (const token of [yesterday, `petitions_${'A'.repeat(43)}`, today.slice(0, -1), '']) {
      const response = await fetchWith('/api/v1/token', token);
      assert.equal(response.status, 401);
      assert.equal(response.headers.get('WWW-Authenticate'), 'Bearer');
    }
    assert.equal((await get('/api/v1/token')).status, 401);
    assert.equal((await get('/api/v1/token', { Authorization: `Basic ${today}` })).status, 401);
    for (const path of [`/api/v1/token?token=${today}`, `/api/v1/counts?x=${today}`]) {
      const response = await fetchWith(path, today);
      assert.equal(response.status, 400);
      const problem = await response.text();
      assert.match(problem, /Revoke this token/);
      assert.ok(!problem.includes(today));
    }
  });

  it('slows down who sends tokens that aren’t valid, and nobody else', onlyOnce, async (t) => {
    const { create, app } = await setUp(t, { LIMITS: 'on' });
    const token = await create({ scope: 'counts' });
    const from = (address: string, sent: string) =>
      app.request(
        '/api/v1/token',
        { headers: { Authorization: `Bearer ${sent}` } },
        { incoming: { socket: { remoteAddress: address } } },
      );
    for (let count = 0; count < 20; count++) assert.equal((await from('192.0.2.1', 'made-up')).status, 401);
    const refused = await from('192.0.2.1', token);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('Retry-After')) > 0);
    assert.equal((await from('192.0.2.2', token)).status, 200);
  });
});
