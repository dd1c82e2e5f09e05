import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { invite } from '../../../../server/accounts/accounts.ts';
import { deleteEndedSessions } from '../../../../server/accounts/sessions.ts';
import { HOUR_MS } from '../../../../server/lib/time.ts';
import { createConsoleClient, ORGANIZER } from '../../../support/console.ts';
import { onlyOnce } from '../../../support/database.ts';
import { SoftwarePasskey } from '../../../support/passkey.ts';
import { type StartOptions, start } from '../../../support/server.ts';

const PARTNER = { role: 'partner', slug: 'keep-the-library', partner: 'harbour-aid' } as const;

async function setUp(t: TestContext, options: StartOptions = {}) {
  const server = await start(t, options);
  const client = createConsoleClient(server);
  return { ...server, client, storage: server.context.storage };
}

const detailOf = async (response: Response) => ((await response.json()) as { detail: string }).detail;

describe('the console', () => {
  it('doesn’t exist until the first account does', async (t) => {
    const { get, client, storage } = await setUp(t);
    for (const path of ['/console/', '/console/petitions', '/console/api/session']) {
      assert.equal((await get(path)).status, 404, path);
    }
    await invite(storage, 'Irena', ORGANIZER, 'test');
    const page = await get('/console/');
    assert.equal(page.status, 200);
    assert.equal((await get('/console/petitions/any/growth')).status, 200);
    const policy = page.headers.get('Content-Security-Policy')!;
    assert.match(policy, /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal((await client.get('/session')).status, 401);
  });

  it('refuses even to be read by pages of other sites, and says so to browsers', onlyOnce, async (t) => {
    const server = await start(t);
    const client = createConsoleClient(server);
    await client.signUp('Irena');
    for (const [site, status] of [
      ['cross-site', 403],
      ['same-site', 403],
      ['same-origin', 200],
      ['none', 200],
    ] as const) {
      const response = await client.get('/session', { 'Sec-Fetch-Site': site });
      assert.equal(response.status, status, site);
      assert.equal(response.headers.get('Cross-Origin-Resource-Policy'), 'same-origin');
    }
    const page = await server.app.request('/console/');
    assert.equal(page.headers.get('Cross-Origin-Resource-Policy'), 'same-origin');
  });

  it('records changes to the minute, in their order', async (t) => {
    const server = await start(t);
    const client = createConsoleClient(server);
    await client.signUp('Irena');
    for (const name of ['A', 'B', 'C']) await client.post('/accounts', { name, role: 'organizer' });
    const entries = await client.read<{ id: string; detail: string | null }[]>('/audit');
    assert.deepEqual(
      entries.slice(0, 3).map(({ detail }) => detail),
      ['C', 'B', 'A'],
    );
    for (const { id } of entries) assert.equal(Number.parseInt(id.slice(0, 12), 16) % 60_000, 0, id);
  });

  it('lets no account have the name that the history gives to commands', onlyOnce, async (t) => {
    const server = await start(t);
    const client = createConsoleClient(server);
    await client.signUp('Irena');
    const response = await client.post('/accounts', { name: 'Command Line', role: 'organizer' });
    assert.equal(response.status, 409);
  });

  it('refuses requests that another site makes a browser send', onlyOnce, async (t) => {
    const { client, app } = await setUp(t);
    await client.signUp('Irena');
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
    ]) {
      assert.equal((await client.post('/sign-out', {}, headers)).status, 403);
    }
    const withOrigin = (headers: Record<string, string>) =>
      app.request('/console/api/account/passkeys/options', {
        method: 'POST',
        headers: { Cookie: client.cookie, 'Content-Type': 'application/json', ...headers },
        body: '{}',
      });
    assert.equal((await withOrigin({})).status, 403);
    assert.equal((await withOrigin({ Origin: 'https://evil.example' })).status, 403);
    assert.equal((await withOrigin({ Origin: client.origin })).status, 200);
    const form = await client.post('/accounts', {}, { 'Content-Type': 'text/plain' });
    assert.equal(form.status, 415);
    assert.equal((await client.get('/session')).status, 200);
  });
});

describe('an invitation', () => {
  it('registers a passkey, and signs in', async (t) => {
    const { client, storage } = await setUp(t);
    const { token } = await invite(storage, '  Irena Moss ', ORGANIZER, 'test');
    const response = await client.accept(token);
    assert.equal(response.status, 200);
    const expected = { name: 'Irena Moss', role: 'organizer', petition: null, partner: null };
    assert.deepEqual(await response.json(), expected);
    assert.deepEqual(await client.read('/session'), expected);
    const cookie = response.headers.get('Set-Cookie')!;
    assert.match(cookie, /^__Host-console=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    // Nothing that is stored lets anybody in.
    const stored = JSON.stringify(await storage.db.selectFrom('session').selectAll().execute());
    assert.ok(!stored.includes(cookie.slice(15, 58)));
  });

  it('works once, for a day, and only as it was issued', async (t) => {
    const { client, storage } = await setUp(t);
    const { token } = await invite(storage, 'Irena', ORGANIZER, 'test');
    assert.equal((await client.accept(token)).status, 200);
    const late = (await invite(storage, 'Hanna', ORGANIZER, 'test', Date.now() - 24 * HOUR_MS)).token;
    const replaced = (await invite(storage, 'Dario', ORGANIZER, 'test')).token;
    await invite(storage, 'Dario', ORGANIZER, 'test');
    for (const bad of [token, late, replaced, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`]) {
      const response = await client.accept(bad);
      assert.equal(response.status, 403);
      assert.match(await detailOf(response), /^This invitation was used, has expired, or was replaced/);
    }
    assert.equal((await client.post('/invitation', { token: 'short' })).status, 422);
  });

  it('isn’t used up by a passkey that is not accepted', async (t) => {
    const { client, storage } = await setUp(t);
    const { token } = await invite(storage, 'Irena', ORGANIZER, 'test');
    const { options } = await (await client.post('/invitation', { token })).json();
    const elsewhere = new SoftwarePasskey('https://evil.example');
    const response = await client.post('/invitation/passkey', {
      token,
      response: elsewhere.register(options),
      label: '',
    });
    assert.equal(response.status, 403);
    assert.match(await detailOf(response), /^The passkey was not accepted/);
    assert.equal((await client.accept(token)).status, 200);
  });

  it('is also the way back for somebody who lost the passkey', async (t) => {
    const { client, context, app, storage } = await setUp(t);
    await client.signUp('Irena');
    const other = createConsoleClient({ app, context });
    await other.signUp('Irena');
    assert.deepEqual(await other.read('/session'), await client.read('/session'));
    await assert.rejects(invite(storage, 'Irena', PARTNER, 'test'), {
      message: '"Irena" is an organizer already. Choose another name, or remove that account first.',
    });
  });

  it('for a partner names a petition and a code that exist', onlyOnce, async (t) => {
    const { storage } = await setUp(t);
    await assert.rejects(invite(storage, 'Aid', { ...PARTNER, slug: 'nothing' }, 'test'), {
      message: 'There is no petition "nothing". Run `petitions list` to see them.',
    });
    await assert.rejects(invite(storage, 'Aid', { ...PARTNER, partner: 'nobody' }, 'test'), {
      message: /^"keep-the-library" has no partner "nobody"\. Its partners: harbour-aid/,
    });
  });
});

describe('signing in', () => {
  it('takes the passkey, with a new session each time', async (t) => {
    const { client } = await setUp(t);
    await client.signUp('Irena');
    const first = client.cookie;
    assert.equal((await client.signIn()).status, 200);
    assert.notEqual(client.cookie, first);
    const { passkeys, sessions } = await client.read<{
      passkeys: { label: string }[];
      sessions: { label: string; isCurrent: boolean }[];
    }>('/account');
    assert.deepEqual(
      passkeys.map(({ label }) => label),
      ['Phone'],
    );
    assert.deepEqual(
      sessions.map(({ label }) => label),
      ['Firefox on Linux', 'Firefox on Linux'],
    );
    assert.equal(sessions.filter(({ isCurrent }) => isCurrent).length, 1);
  });

  it('refuses a response that was used before, is for another site, or is of nobody', async (t) => {
    const { client } = await setUp(t);
    await client.signUp('Irena');
    const options = await (await client.post('/sign-in/options')).json();
    const response = client.passkey.signIn(options);
    assert.equal((await client.post('/sign-in', { response })).status, 200);
    assert.equal((await client.post('/sign-in', { response })).status, 403, 'used before');
    const fresh = await (await client.post('/sign-in/options')).json();
    const forged = { ...client.passkey.signIn(fresh), id: new SoftwarePasskey(client.origin).id };
    assert.equal((await client.post('/sign-in', { response: forged })).status, 403, 'of nobody');
    const { options: registration } = {
      options: await (await client.post('/account/passkeys/options')).json(),
    };
    const mixedUp = client.passkey.signIn({ ...registration, rpId: 'petitions.example.org' });
    assert.equal((await client.post('/sign-in', { response: mixedUp })).status, 403, 'for something else');
  });

  it('slows down a client that tries again and again', onlyOnce, async (t) => {
    const { client } = await setUp(t);
    await client.signUp('Irena');
    let last: Response | undefined;
    for (let attempt = 0; attempt < 80 && last?.status !== 429; attempt++) {
      last = await client.post('/sign-in', { response: { id: client.passkey.id } });
    }
    assert.equal(last!.status, 429);
    assert.match(last!.headers.get('Retry-After')!, /^\d+$/);
  });
});

describe('a session', () => {
  it('ends when its owner signs out, ends it elsewhere, or leaves it unused for twelve hours', async (t) => {
    const { client, app, context, storage } = await setUp(t);
    await client.signUp('Irena');
    const elsewhere = createConsoleClient({ app, context });
    elsewhere.passkey = client.passkey;
    await elsewhere.signIn();
    const { sessions } = await client.read<{ sessions: { id: string; isCurrent: boolean }[] }>('/account');
    const other = sessions.find(({ isCurrent }) => !isCurrent)!;
    assert.equal((await client.delete(`/account/sessions/${other.id}`)).status, 204);
    assert.equal((await elsewhere.get('/session')).status, 401);
    assert.equal((await client.delete(`/account/sessions/${other.id}`)).status, 404);
    const { cookie } = client;
    assert.equal((await client.post('/sign-out')).status, 204);
    assert.equal((await client.get('/session', { Cookie: cookie })).status, 401);
    await client.signIn();
    const old = new Date(Date.now() - 12 * HOUR_MS).toISOString();
    await storage.db.updateTable('session').set({ seen_at: old }).execute();
    assert.equal((await client.get('/session')).status, 401);
    await deleteEndedSessions(storage);
    assert.deepEqual(await storage.db.selectFrom('session').selectAll().execute(), []);
  });

  it('ends with its account', async (t) => {
    const { client, app, context } = await setUp(t);
    await client.signUp('Irena');
    const partner = createConsoleClient({ app, context });
    await partner.signUp('Aid', PARTNER);
    assert.equal((await client.delete('/accounts/Irena')).status, 409, 'not one’s own');
    assert.equal((await client.delete('/accounts/Aid')).status, 204);
    assert.equal((await partner.get('/session')).status, 401);
    assert.equal((await partner.signIn()).status, 403);
  });
});

describe('passkeys', () => {
  it('can be added and removed, but not the last one', async (t) => {
    const { client } = await setUp(t);
    await client.signUp('Irena');
    const first = client.passkey;
    assert.equal((await client.delete(`/account/passkeys/${first.id}`)).status, 409);
    const options = await (await client.post('/account/passkeys/options')).json();
    assert.deepEqual(
      options.excludeCredentials.map(({ id }: { id: string }) => id),
      [first.id],
    );
    client.passkey = new SoftwarePasskey(client.origin);
    const added = await client.post('/account/passkeys', {
      response: client.passkey.register(options),
      label: '',
    });
    assert.equal(added.status, 204);
    assert.equal((await client.delete(`/account/passkeys/${first.id}`)).status, 204);
    assert.equal((await client.signIn()).status, 200);
    client.passkey = first;
    assert.equal((await client.signIn()).status, 403);
  });
});

describe('accounts', () => {
  it('are invited, listed, and removed by organizers, and every change is recorded', async (t) => {
    const { client, context, app } = await setUp(t);
    await client.signUp('Irena');
    const created = await client.post('/accounts', {
      name: 'Harbour Aid',
      role: 'partner',
      petition: PARTNER.slug,
      partner: PARTNER.partner,
    });
    assert.equal(created.status, 201);
    const { url } = (await created.json()) as { url: string };
    const [, token] = /^https:\/\/petitions\.example\.org\/console\/#invitation=([\w-]{43})$/.exec(url)!;
    const partner = createConsoleClient({ app, context });
    assert.equal((await partner.accept(token!)).status, 200);
    const accounts =
      await client.read<{ name: string; passkeys: number; partner: string | null }[]>('/accounts');
    assert.deepEqual(
      accounts.map(({ name, passkeys, partner }) => [name, passkeys, partner]),
      [
        ['Harbour Aid', 1, 'harbour-aid'],
        ['Irena', 1, null],
      ],
    );
    assert.equal((await client.delete(`/accounts/${encodeURIComponent('Harbour Aid')}`)).status, 204);
    const audit =
      await client.read<{ account: string; action: string; detail: string | null; at: string }[]>('/audit');
    assert.deepEqual(audit.map(({ account, action, detail }) => [account, action, detail]).reverse(), [
      ['test', 'account.invite', 'Irena'],
      ['Irena', 'passkey.add', 'Phone'],
      ['Irena', 'session.start', null],
      ['Irena', 'account.invite', 'Harbour Aid'],
      ['Harbour Aid', 'passkey.add', 'Phone'],
      ['Harbour Aid', 'session.start', null],
      ['Irena', 'account.remove', 'Harbour Aid'],
    ]);
    for (const { at } of audit) assert.match(at, /:00\.000Z$/);
  });

  it('of partners can’t see or change others', onlyOnce, async (t) => {
    const { client } = await setUp(t);
    await client.signUp('Aid', PARTNER);
    for (const path of ['/accounts', '/audit']) assert.equal((await client.get(path)).status, 404, path);
    assert.equal((await client.post('/accounts', { name: 'Mallory', role: 'organizer' })).status, 404);
    assert.equal((await client.delete('/accounts/Aid')).status, 404);
  });
});
