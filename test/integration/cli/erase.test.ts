// Runs once: routes/email-links.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BouncedAddresses } from '../../../server/signatures/bounced-addresses.ts';
import { StoppedAddresses, stopEmails } from '../../../server/signatures/stopped-addresses.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { loadedEnvironment, SECRET, storedIn } from '../../support/server.ts';
import { keyPair, signInto } from '../../support/signed.ts';
import { assertUserError, connections, petitions, serveInHost, signAt } from './processes.ts';

const MAIN = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));
const SLUGS = ['mend-the-bridge', 'keep-the-library'];

describe('erase', () => {
  it('deletes an address from all petitions, in any spelling, and no other address', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const server = await serveInHost(t, env);
    const agent = connections(t, 2);
    for (const slug of SLUGS) {
      for (const email of ['ana.okoro@gmail.com', 'ben@example.org']) {
        const { status } = await signAt(server.origin, slug, { givenName: 'Ana', email }, agent);
        assert.equal(status, 202);
      }
    }
    // In production, the server keeps running during this command.
    const { code, stdout, stderr } = await petitions(['erase', '\u2068AnaOkoro+x@googlemail.com\u2069'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Anything stored about this address under 4 petitions is deleted/);
    for (const slug of SLUGS) {
      const { counter, rows, has } = await storedIn(env.DATABASE_URL, slug);
      assert.deepEqual([counter, rows], [1, 1]);
      assert.ok(has('ben@example.org') && !has('ana.okoro@gmail.com'));
    }
    assert.equal(await server.stop(), 0);
  });

  it('prints the same for an address that never signed', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const server = await serveInHost(t, env);
    await signAt(server.origin, SLUGS[0]!, { givenName: 'Ana', email: 'ana@example.org' }, connections(t, 1));
    await server.stop();
    const signed = await petitions(['erase', 'ana@example.org'], env);
    const never = await petitions(['erase', 'never@example.org'], env);
    assert.deepEqual(signed, never);
  });

  it('lists the petitions whose sealed files may contain an address, whether or not it signed', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const { recipient } = await keyPair();
    await signInto(env.DATABASE_URL, SLUGS[0]!, [recipient], [{ email: 'ana@example.org' }]);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const linesAfter = async (erased: string[]) => {
      await storage.db.updateTable('petition_count').set({ erased: 0 }).execute();
      for (const slug of erased) {
        const id = storage.db.selectFrom('petition').select('id').where('slug', '=', slug);
        await storage.db
          .updateTable('petition_count')
          .set({ signed: 5, erased: 4 })
          .where('petition_id', '=', id)
          .execute();
      }
      const signed = await petitions(['erase', 'ana@example.org'], env);
      assert.deepEqual(signed, await petitions(['erase', 'never@example.org'], env));
      assert.deepEqual([signed.code, signed.stderr], [0, '']);
      return signed.stdout.split('\n').slice(0, -1);
    };
    const deleted =
      'Anything stored about this address under 4 petitions is deleted and no longer counted. Older backups and exports may still contain it. If the address asked never to be emailed again, that stays.';
    assert.deepEqual(await linesAfter(['mend-the-bridge']), [
      deleted,
      '`petitions retention` moved signatures of mend-the-bridge into sealed files. If this address is in them, it stays there and still counts.',
    ]);
    assert.deepEqual(await linesAfter(['mend-the-bridge', 'strict-one', 'keep-the-library']), [
      deleted,
      '`petitions retention` moved signatures of keep-the-library, mend-the-bridge, strict-one into sealed files. If this address is in them, it stays there and still counts.',
    ]);
    assert.deepEqual(await linesAfter([]), [deleted]);
  });

  it('keeps an address from being emailed if it asked for that, and says so about every address', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const hash = new StoppedAddresses(Buffer.from(SECRET)).hashOf('ana@example.org');
    await stopEmails(storage, hash);
    const [stopped, other] = [
      await petitions(['erase', 'ana@example.org'], env),
      await petitions(['erase', 'ben@example.org'], env),
    ];
    assert.deepEqual(stopped, other);
    assert.match(stopped.stdout, /If the address asked never to be emailed again, that stays\./);
    const kept = await storage.db.selectFrom('stopped_address').selectAll().execute();
    assert.deepEqual(
      kept.map((row) => Buffer.from(row.hash)),
      [hash],
    );
  });

  it('forgets that emails to the address bounced, and leaves other bounces', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const bounces = 'ana@example.org\nben@example.org\n';
    assert.equal((await petitions(['bounced'], env, bounces)).code, 0);
    await petitions(['erase', 'ana@EXAMPLE.org'], env);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const kept = await storage.db.selectFrom('bounced_address').select('hash').execute();
    assert.deepEqual(
      kept.map(({ hash }) => Buffer.from(hash)),
      [new BouncedAddresses(Buffer.from(SECRET)).hashOf('ben@example.org')],
    );
  });

  it('works without RECIPIENT, which only the server needs', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const RECIPIENT = await identityToRecipient(await generateX25519Identity());
    const server = await serveInHost(t, { ...env, RECIPIENT });
    await signAt(server.origin, SLUGS[0]!, { givenName: 'Ana', email: 'ana@example.org' }, connections(t, 1));
    await server.stop();
    const { code, stderr } = await petitions(['erase', 'ana@example.org'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal((await storedIn(env.DATABASE_URL, SLUGS[0]!)).rows, 0);
  });

  it('reads the address from standard input, which keeps it out of the shell’s history', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const child = spawn(process.execPath, [MAIN, 'erase', '-'], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end('ana@example.org\n');
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(code, 0);
    assert.match(stdout, /is deleted/);
  });

  it('rejects an invalid address, and doesn’t repeat it', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const result = await petitions(['erase', 'zanzibar'], env);
    assertUserError(result, /^Enter a complete email address, like name@example\.org\.$/m, 2);
    assert.doesNotMatch(result.stderr, /zanzibar/);
  });
});
