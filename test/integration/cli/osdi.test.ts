// Runs once: the sealed file doesn't depend on the database.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { freePort } from '../../support/free-port.ts';
import type { Signed } from '../../support/signed.ts';
import { SLUG, signedPetition } from './exports.ts';
import { assertUserError, launch, petitions, textOf } from './processes.ts';

const SIGNED: Signed[] = [
  ...Array.from({ length: 30 }, (_, index) => ({
    givenName: `Willing${index}`,
    email: `w${index}@example.org`,
    contact: true,
    signedOn: index < 20 ? '2026-01-01' : '2026-02-01',
  })),
  {
    givenName: 'Sukarno',
    familyName: 'Putri',
    email: 'sukarno@example.org',
    country: 'ID',
    postalCode: '10110',
    comment: 'Yes.',
    contact: true,
    partner: 'harbour-aid',
    signedOn: '2026-03-01',
  },
  // As imported signatures are stored.
  { givenName: 'Unwilling', email: 'unwilling@example.org', consent: { version: 'imported', lang: '' } },
];

interface List {
  _embedded: Record<string, Record<string, unknown>[]>;
  total_pages: number;
}

/** Starts `petitions osdi`, and reads its address and key from what it prints. */
async function startOsdi(t: TestContext, ...args: string[]) {
  const { run, keep, identity } = await signedPetition(t, SIGNED);
  const file = keep('sealed', (await run('--sealed')).stdout);
  const port = String(await freePort());
  const child = launch(['osdi', file, '--identity', identity, '--port', port, ...args], {});
  const exited = once(child, 'exit') as Promise<[number | null]>;
  t.after(() => child.kill('SIGKILL'));
  const stderr = textOf(child.stderr!);
  let printed = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout!.on('data', (chunk) => {
      printed += chunk;
      if (printed.includes('Ctrl+C')) resolve();
    });
  });
  const isReady = await Promise.race([ready.then(() => true), exited.then(() => false)]);
  assert.ok(isReady, 'it ended before it was ready');
  const key = /Key: +(\S+)/.exec(printed)![1]!;
  /** Unlike `fetch`, this can send any header. */
  const read = async <T = List>(
    path: string,
    headers: Record<string, string> = { 'OSDI-API-Token': key },
  ) => {
    const sent = request({ host: '127.0.0.1', port, path: `/api/v2${path}`, headers }).end();
    const [response] = await once(sent, 'response');
    return { status: response.statusCode as number, body: (await json(response)) as T };
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await exited;
    return { code, stderr: await stderr };
  };
  return { port, key, printed, read, stop };
}

/** As the Python client does: the list is the first key, and an empty page is the end. */
async function readAll(
  read: (path: string) => Promise<{ status: number; body: List }>,
  path: string,
  filter = '',
) {
  const all: Record<string, unknown>[] = [];
  for (let page = 1; ; page++) {
    const { status, body } = await read(
      `${path}?page=${page}&per_page=25&filter=${encodeURIComponent(filter)}`,
    );
    assert.equal(status, 200);
    const list = body._embedded[Object.keys(body._embedded)[0]!]!;
    if (list.length === 0) return all;
    all.push(...list);
  }
}

/** As the Ruby client does. */
const idOf = (resource: { identifiers?: unknown }) =>
  (resource.identifiers as string[])
    .find((identifier) => identifier.split(':')[0] === 'action_network')!
    .replace(/^action_network:/, '');

describe('osdi', () => {
  it('serves petitions, signatures, and people as clients of Action Network read them', async (t) => {
    const { read, stop, printed } = await startOsdi(t);
    assert.match(printed, /^31 signatures of keep-the-library, for programs on this machine:/);
    const entry = await read<{ _links: Record<string, { href: string }> }>('/');
    for (const name of ['petitions', 'people', 'signatures', 'tags']) {
      const { href } = entry.body._links[`osdi:${name}`]!;
      assert.equal((await read(new URL(href).pathname.replace('/api/v2', ''))).status, 200, name);
    }
    for (const slash of ['', '/']) {
      const [petition] = await readAll(read, `/petitions${slash}`);
      assert.deepEqual([idOf(petition!), petition!.name, petition!.total_signatures], [SLUG, SLUG, 31]);
      assert.ok(!('title' in petition!), 'a sealed file has no title');
      const signatures = await readAll(read, `/petitions/${SLUG}/signatures${slash}`);
      const people = await readAll(read, `/people${slash}`);
      assert.deepEqual([signatures.length, people.length], [31, 31]);
      const last = signatures.at(-1)!;
      assert.deepEqual(
        [last.created_date, last.modified_date, last.comments, last['action_network:petition_id']],
        ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', 'Yes.', SLUG],
      );
      const personId = last['action_network:person_id'] as string;
      const person = people.find((resource) => idOf(resource) === personId)!;
      const { custom_fields, _links, identifiers, ...shown } = person;
      assert.deepEqual(shown, {
        created_date: '2026-03-01T00:00:00Z',
        modified_date: '2026-03-01T00:00:00Z',
        given_name: 'Sukarno',
        family_name: 'Putri',
        email_addresses: [{ primary: true, address: 'sukarno@example.org', status: 'subscribed' }],
        postal_addresses: [{ primary: true, postal_code: '10110', country: 'ID' }],
        languages_spoken: ['en'],
      });
      assert.equal((custom_fields as Record<string, string>).petition_consent, 'yes');
      assert.ok(_links && identifiers);
      assert.deepEqual((await read(`/people/${personId}${slash}`)).body, person);
      assert.deepEqual((await read(`/petitions/${SLUG}/signatures/${idOf(last)}${slash}`)).body, last);
      assert.deepEqual(await readAll(read, `/people/${personId}/signatures${slash}`), [last]);
    }
    for (const path of ['/people/nobody', '/petitions/other', '/petitions/other/signatures', '/events']) {
      assert.equal((await read(path)).status, 404, path);
    }
    const { code, stderr } = await stop();
    assert.deepEqual([code, stderr], [0, 'Left out, because they did not agree to be contacted: 1.\n']);
  });

  it('filters by date, and says in words what it does not support', async (t) => {
    const { read } = await startOsdi(t);
    assert.equal((await readAll(read, '/people', "modified_date gt '2026-01-15'")).length, 11);
    assert.equal(
      (await readAll(read, '/signatures', "created_date ge '2026-02-01' and created_date lt '2026-03-01'"))
        .length,
      10,
    );
    for (const query of ["filter=email_address eq 'w1@example.org'", 'per_page=100', 'page=-1']) {
      const { status, body } = await read<{ error: string }>(`/people?${encodeURI(query)}`);
      assert.equal(status, 400, query);
      assert.match(body.error, /supports created_date and modified_date with eq|must be a whole number/);
    }
  });

  it('includes those who did not agree only on request, as unsubscribed', async (t) => {
    const { read } = await startOsdi(t, '--include-without-consent', '--title', 'Keep the library');
    assert.equal((await readAll(read, '/petitions'))[0]!.title, 'Keep the library');
    const people = await readAll(read, '/people');
    assert.equal(people.length, 32);
    const unwilling = people.find(({ given_name }) => given_name === 'Unwilling')!;
    assert.deepEqual(unwilling.email_addresses, [
      { primary: true, address: 'unwilling@example.org', status: 'unsubscribed' },
    ]);
    assert.deepEqual(unwilling.languages_spoken, []);
  });

  it('answers programs that know the key, and neither pages of websites nor requests for another host', async (t) => {
    const { read, key, port } = await startOsdi(t);
    const token = { 'OSDI-API-Token': key };
    const noKey = await read<{ _links: object }>('/', {});
    assert.deepEqual([noKey.status, 'osdi:tags' in noKey.body._links], [200, false]);
    assert.equal((await read('/people', {})).status, 401);
    assert.equal((await read('/people', { 'OSDI-API-Token': `${key}x` })).status, 401);
    assert.equal((await read('/people', { ...token, Host: `localhost:${port}` })).status, 200);
    for (const headers of [
      { Host: `rebound.example:${port}` },
      { Host: '127.0.0.1' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { Referer: 'https://evil.example/' },
    ]) {
      for (const path of ['/', '/people']) {
        const { status } = await read(path, { ...token, ...headers } as Record<string, string>);
        assert.equal(status, 403, JSON.stringify(headers));
      }
    }
  });

  it('says which file, identity, or port is wrong', async (t) => {
    const { run, keep, identity } = await signedPetition(t, SIGNED);
    const file = keep('sealed', (await run('--sealed')).stdout);
    assertUserError(
      await petitions(['osdi', '/nothing', '--identity', identity], {}),
      /\/nothing can't be read/,
    );
    await petitions(['keygen', `${identity}.other`], {});
    assertUserError(
      await petitions(['osdi', file, '--identity', `${identity}.other`, '--port', '0'], {}),
      /decrypts no signature of keep-the-library/,
    );
    assertUserError(
      await petitions(['osdi', file, '--identity', identity, '--port', '99999'], {}),
      /from 0 to 65535/,
      2,
    );
    const { port } = await startOsdi(t);
    assertUserError(
      await petitions(['osdi', file, '--identity', identity, '--port', port], {}),
      /Port \d+ is in use\. Choose another with --port/,
    );
  });
});
