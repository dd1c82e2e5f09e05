import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { Decrypter, generateX25519Identity } from 'age-encryption';
import type { AuditEntry } from '../../../../common/console.ts';
import type { PurgePreview, Retention } from '../../../../common/console-care.ts';
import { CHALLENGE_PREFIX, type IdentityChallenge } from '../../../../common/identity-proof.ts';
import { SealedFileReader } from '../../../../server/archive/sealed-file-reader.ts';
import { SignatureDecryptor } from '../../../../server/archive/signature-decryptor.ts';
import { DAY_MS, utcDay } from '../../../../server/lib/time.ts';
import { closePetition } from '../../../../server/petitions/repository.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce } from '../../../support/database.ts';
import { PERSON, PETITIONS, start } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const OTHER = 'mend-the-bridge';
const PURGE = `/petitions/${SLUG}/purge`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const ERASE = `/petitions/${SLUG}/erase`;

async function setUp(t: TestContext) {
  const server = await start(t, { petitions: PETITIONS });
  const client = createConsoleClient(server);
  await client.signUp('Irena');
  const sign = async (email: string, partner?: string, slug = SLUG) =>
    assert.equal((await server.sign(slug, { ...PERSON, email, ...(partner && { partner }) })).status, 202);
  const passkeyOf = async (from = client) => {
    const options = (await (await client.post('/sign-in/options')).json()) as { challenge: string };
    return from.passkey.signIn(options);
  };
  const prove = async (identity = server.identity) => {
    const { sealed } = (await (await client.post('/identity-proof/challenge')).json()) as IdentityChallenge;
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const opened = await decrypter.decrypt(Buffer.from(sealed, 'base64'), 'text');
    return opened.slice(CHALLENGE_PREFIX.length);
  };
  return { ...server, client, sign, passkeyOf, prove };
}

describe('removing a robot’s signatures in the console', () => {
  it('shows first what it would remove, by day, partner, and hour, and then removes just that', async (t) => {
    const { client, sign, passkeyOf, rowsOf } = await setUp(t);
    const day = utcDay();
    await sign('a@example.org', 'harbour-aid');
    await sign('b@example.org', 'harbour-aid');
    await sign('c@example.org');
    const all = await client.read<PurgePreview>(`${PURGE}?since=${day}&until=${day}`);
    assert.deepEqual(all.groups, [
      { day, partner: null, signatures: 1 },
      { day, partner: 'harbour-aid', signatures: 2 },
    ]);
    assert.equal(
      all.hours.reduce((sum, { signed }) => sum + signed, 0),
      3,
    );
    const none = await client.read<PurgePreview>(`${PURGE}?since=${day}&until=${day}&partner=`);
    assert.deepEqual(none.groups, all.groups.slice(0, 1));
    assert.equal(await rowsOf(SLUG), 3);
    const body = { since: day, until: day, partner: 'harbour-aid', confirm: SLUG };
    const removed = await client.post(PURGE, { ...body, passkey: await passkeyOf() });
    assert.equal(removed.status, 200, await removed.clone().text());
    assert.deepEqual(await removed.json(), { signatures: 2, requests: 0 });
    assert.equal(await rowsOf(SLUG), 1);
    await client.post(PURGE, { ...body, partner: '', passkey: await passkeyOf() });
    assert.equal(await rowsOf(SLUG), 0);
    const [, entry] = await client.read<AuditEntry[]>('/audit');
    assert.deepEqual(
      [entry!.account, entry!.action, entry!.petition, entry!.detail],
      ['Irena', 'signatures.purge', SLUG, `${day}, harbour-aid`],
    );
  });

  it('takes the petition’s slug, days that exist, and a passkey of the same account', onlyOnce, async (t) => {
    const { client, app, context, sign, passkeyOf, rowsOf } = await setUp(t);
    const day = utcDay();
    await sign('a@example.org');
    const body = { since: day, until: day, confirm: SLUG };
    const fieldOf = async (change: object) => {
      const response = await client.post(PURGE, { ...body, passkey: await passkeyOf(), ...change });
      assert.equal(response.status, 422);
      return ((await response.json()) as { errors: { field: string }[] }).errors[0]!.field;
    };
    assert.equal(await fieldOf({ confirm: OTHER }), 'confirm');
    assert.equal(await fieldOf({ since: '2031-02-30' }), 'since');
    assert.equal(await fieldOf({ since: '2031-02-03', until: '2031-02-02' }), 'until');
    assert.equal(await fieldOf({ partner: 'nobody' }), 'partner');
    assert.equal(await fieldOf({ passkey: {} }), 'passkey.id');
    const colleague = createConsoleClient({ app, context });
    await colleague.signUp('Dario');
    for (const passkey of [await passkeyOf(colleague), { id: 'made-up', response: {} }]) {
      assert.equal((await client.post(PURGE, { ...body, passkey })).status, 403);
    }
    const used = await passkeyOf();
    assert.equal(
      (await client.post(PURGE, { ...body, until: day, partner: 'open-gate', passkey: used })).status,
      200,
    );
    assert.equal((await client.post(PURGE, { ...body, passkey: used })).status, 403);
    assert.equal(await rowsOf(SLUG), 1);
  });
});

describe('erasing an address in the console', () => {
  it('answers the same whether or not it had signed, under all petitions, and names it nowhere', async (t) => {
    const { client, sign, prove, rowsOf, lines } = await setUp(t);
    await sign('a.b@gmail.com');
    await sign('ab@gmail.com', undefined, OTHER);
    await sign('b@example.org');
    const erase = async (email: string) => {
      const response = await client.post(ERASE, { email, confirm: SLUG, proof: await prove() });
      return [response.status, await response.text()];
    };
    const signed = await erase('AB@googlemail.com ');
    assert.deepEqual(signed, [200, JSON.stringify({ petitions: 4, sealedFiles: [] })]);
    assert.deepEqual(await erase('nobody@example.org'), signed);
    assert.deepEqual([await rowsOf(SLUG), await rowsOf(OTHER)], [1, 0]);
    const entries = await client.read<AuditEntry[]>('/audit');
    const erasures = entries.filter(({ action }) => action === 'address.erase');
    assert.deepEqual(
      erasures.map(({ account, petition, detail }) => [account, petition, detail]),
      [
        ['Irena', null, null],
        ['Irena', null, null],
      ],
    );
    assert.doesNotMatch(JSON.stringify([entries, lines]), /gmail/);
  });

  it('takes the identity: a session alone can’t test who signed', async (t) => {
    const { client, app, context, sign, prove, rowsOf } = await setUp(t);
    await sign('a@example.org');
    const body = { email: 'a@example.org', confirm: SLUG };
    await assert.rejects(prove(await generateX25519Identity()), /no identity matched/);
    const signInChallenge = (await (await client.post('/sign-in/options')).json()) as { challenge: string };
    for (const proof of ['', 'made-up', signInChallenge.challenge]) {
      assert.equal((await client.post(ERASE, { ...body, proof })).status, 403);
    }
    const proof = await prove();
    assert.equal((await client.post(ERASE, { ...body, proof, confirm: OTHER })).status, 422);
    assert.equal((await client.post(ERASE, { ...body, proof, email: 'not one' })).status, 422);
    assert.equal(await rowsOf(SLUG), 1);
    assert.equal((await client.post(ERASE, { ...body, proof })).status, 200);
    assert.equal((await client.post(ERASE, { ...body, proof })).status, 403);
    assert.equal(await rowsOf(SLUG), 0);
    const partner = createConsoleClient({ app, context });
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    for (const path of [ERASE, PURGE, '/identity-proof/challenge']) {
      assert.equal((await partner.post(path, {})).status, 404, path);
    }
    for (const path of [`${PURGE}?since=2031-01-01&until=2031-01-01`, `/petitions/${SLUG}/retention`]) {
      assert.equal((await partner.get(path)).status, 404, path);
    }
  });
});

describe('retention in the console', () => {
  const PATH = `/petitions/${SLUG}/retention`;

  /** Three signatures of a petition that was closed some days ago. */
  async function setUpClosed(t: TestContext, days: number) {
    const server = await setUp(t);
    for (const name of ['a', 'b', 'c']) await server.sign(`${name}@example.org`);
    await server.countOf(SLUG);
    await server.context.storage.db
      .updateTable('petition')
      .set({ status: 'closed', closed_on: utcDay(Date.now() - days * DAY_MS) })
      .where('slug', '=', SLUG)
      .execute();
    await server.context.petitions.refresh();
    const read = () => server.client.read<Retention>(PATH);
    const move = async (change: object = {}) =>
      server.client.post(PATH, { confirm: SLUG, passkey: await server.passkeyOf(), ...change });
    const remove = async (change: object) =>
      server.client.post(`${PATH}/delete`, { passkey: await server.passkeyOf(), ...change });
    const download = async (name: string) => {
      const response = await server.client.get(`${PATH}/files/${name}`);
      return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
    };
    return { ...server, read, move, remove, download };
  }

  it('says since when a petition is closed, and how many signatures are stored', async (t) => {
    const { client, sign, countOf } = await setUp(t);
    await sign('a@example.org');
    await countOf(SLUG);
    const read = (slug: string) => client.read<Retention>(`/petitions/${slug}/retention`);
    const nothing = { closedOn: null, dueOn: null, stored: 0, erased: 0, files: [] };
    assert.deepEqual(await read(SLUG), { ...nothing, stored: 1 });
    const dueOn = utcDay(Date.now() + DAY_MS);
    assert.deepEqual(await read('done-and-won'), { ...nothing, closedOn: utcDay(), dueOn });
  });

  it('counts what is stored when a petition is closed, though an older count is published', async (t) => {
    const { client, context, sign } = await setUp(t);
    await sign('a@example.org');
    await closePetition(context.storage, SLUG, null);
    await context.petitions.refresh();
    await context.storage.db.updateTable('petition_count').set({ signed: 2 }).execute();
    assert.equal((await client.read<Retention>(PATH)).stored, 2);
  });

  it('moves the signatures into a file that the identity opens, and keeps the count', async (t) => {
    const { client, context, read, move, download, rowsOf, countOf, identity } = await setUpClosed(t, 1);
    const before = await countOf(SLUG);
    const moved = await move();
    assert.equal(moved.status, 200, await moved.clone().text());
    const retention = (await moved.json()) as Retention;
    assert.deepEqual([retention.stored, retention.erased], [0, 3]);
    assert.deepEqual(await read(), retention);
    assert.equal(await rowsOf(SLUG), 0);
    assert.deepEqual(await countOf(SLUG), before);
    const [{ name, bytes }] = retention.files as [Retention['files'][number]];
    const file = await download(name);
    assert.equal(file.bytes.length, bytes);
    const decryptor = new SignatureDecryptor(context.petitions.get(SLUG)!.id, [identity]);
    const opened: string[] = [];
    const reader = await SealedFileReader.open(Readable.from([file.bytes]), name);
    for await (const { dataKeys, rows } of reader.pages()) {
      for (const dataKey of dataKeys) decryptor.addDataKey(dataKey);
      for (const row of rows) {
        const signature = await decryptor.decrypt(row);
        assert.ok(typeof signature !== 'string', String(signature));
        opened.push(String(signature.email));
      }
    }
    assert.deepEqual(opened.sort(), ['a@example.org', 'b@example.org', 'c@example.org']);
    const [, entry] = await client.read<AuditEntry[]>('/audit');
    assert.deepEqual([entry!.action, entry!.petition], ['signatures.move', SLUG]);
  });

  it('deletes a file only for somebody with a whole copy of it and a passkey', onlyOnce, async (t) => {
    const { read, move, remove, download } = await setUpClosed(t, 1);
    const { files } = (await (await move()).json()) as Retention;
    const [{ name }] = files as [Retention['files'][number]];
    const { bytes } = await download(name);
    const digest = sha256(bytes);
    assert.equal((await remove({ name, digest: sha256(bytes.subarray(1)) })).status, 409);
    assert.equal((await remove({ name, digest, passkey: { id: 'none' } })).status, 403);
    for (const other of ['none.sealed', '../identity', `../1/${name}`]) {
      assert.equal((await remove({ name: other, digest })).status, 404, other);
      assert.equal((await download(encodeURIComponent(other))).status, 404, other);
    }
    assert.deepEqual((await read()).files, files);
    assert.equal((await remove({ name, digest })).status, 200);
    assert.deepEqual((await read()).files, []);
  });

  it(
    'erases nothing without the slug, a passkey, and a day since closing, nor if the file can’t be written',
    onlyOnce,
    async (t) => {
      const { move, read, rowsOf, dataDir } = await setUpClosed(t, 1);
      assert.equal((await move({ confirm: OTHER })).status, 422);
      assert.equal((await move({ passkey: { id: 'none' } })).status, 403);
      // A file where the folder should be.
      writeFileSync(join(dataDir, 'moved'), '');
      assert.notEqual((await move()).status, 200);
      rmSync(join(dataDir, 'moved'));
      assert.equal(await rowsOf(SLUG), 3);
      assert.equal((await read()).files.length, 0);
      const today = await setUpClosed(t, 0);
      assert.equal((await today.move()).status, 409);
      assert.equal(await today.rowsOf(SLUG), 3);
    },
  );

  it('isn’t for partners', onlyOnce, async (t) => {
    const { app, context } = await setUpClosed(t, 1);
    const partner = createConsoleClient({ app, context });
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    for (const path of [PATH, `${PATH}/delete`])
      assert.equal((await partner.post(path, {})).status, 404, path);
    assert.equal((await partner.get(`${PATH}/files/none.sealed`)).status, 404);
  });
});
