// Runs once: routes/email-links.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openStorage } from '../../../server/storage/open.ts';
import { loadedEnvironment, SECRET, storedIn } from '../../support/server.ts';
import { keyPair, signInto } from '../../support/signed.ts';
import { assertMistake, connections, petitions, serve, signAt } from './processes.ts';

const MAIN = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));
const SLUGS = ['mend-the-bridge', 'keep-the-library'];

describe('erase', () => {
  it('deletes an address under all petitions, however it is written, and nobody else', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const server = await serve(t, env);
    const agent = connections(t, 2);
    for (const slug of SLUGS) {
      for (const email of ['ana.okoro@gmail.com', 'ben@example.org']) {
        const { status } = await signAt(server.origin, slug, { givenName: 'Ana', email }, agent);
        assert.equal(status, 202);
      }
    }
    // While the server runs, as it will.
    const { code, stdout, stderr } = await petitions(['erase', 'AnaOkoro+x@googlemail.com'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Whatever was kept of this address under 4 petitions is deleted/);
    for (const slug of SLUGS) {
      const { counter, rows, has } = await storedIn(env.DATABASE_URL, slug);
      assert.deepEqual([counter, rows], [1, 1]);
      assert.ok(has('ben@example.org') && !has('ana.okoro@gmail.com'));
    }
    assert.equal(await server.stop(), 0);
  });

  it('says the same of an address that never signed', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const server = await serve(t, env);
    await signAt(server.origin, SLUGS[0]!, { givenName: 'Ana', email: 'ana@example.org' }, connections(t, 1));
    await server.stop();
    const there = await petitions(['erase', 'ana@example.org'], env);
    const never = await petitions(['erase', 'never@example.org'], env);
    assert.deepEqual(there, never);
  });

  it('names the petitions whose sealed files may still hold it, whoever signed', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const { recipient } = await keyPair();
    await signInto(env.DATABASE_URL, SLUGS[0]!, [recipient], [{ email: 'ana@example.org' }]);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const told = async (erased: string[]) => {
      await storage.db.updateTable('petition_count').set({ erased: 0 }).execute();
      for (const slug of erased) {
        const id = storage.db.selectFrom('petition').select('id').where('slug', '=', slug);
        await storage.db
          .updateTable('petition_count')
          .set({ signed: 5, erased: 4 })
          .where('petition_id', '=', id)
          .execute();
      }
      const there = await petitions(['erase', 'ana@example.org'], env);
      assert.deepEqual(there, await petitions(['erase', 'never@example.org'], env));
      assert.deepEqual([there.code, there.stderr], [0, '']);
      return there.stdout.split('\n').slice(0, -1);
    };
    const usual =
      'Whatever was kept of this address under 4 petitions is deleted, and no longer counted. Backups and exports made before still hold it.';
    assert.deepEqual(await told(['mend-the-bridge']), [
      usual,
      'But `petitions retention` moved signatures of mend-the-bridge into sealed files. Where this address is among them, it still stands there, and may still be counted.',
    ]);
    assert.deepEqual(await told(['mend-the-bridge', 'strict-one', 'keep-the-library']), [
      usual,
      'But `petitions retention` moved signatures of keep-the-library, mend-the-bridge, strict-one into sealed files. Where this address is among them, it still stands there, and may still be counted.',
    ]);
    assert.deepEqual(await told([]), [usual]);
  });

  it('needs no recipient, which only the server was given', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const RECIPIENT = await identityToRecipient(await generateX25519Identity());
    const server = await serve(t, { ...env, RECIPIENT });
    await signAt(server.origin, SLUGS[0]!, { givenName: 'Ana', email: 'ana@example.org' }, connections(t, 1));
    await server.stop();
    const { code, stderr } = await petitions(['erase', 'ana@example.org'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal((await storedIn(env.DATABASE_URL, SLUGS[0]!)).rows, 0);
  });

  it('reads the address from standard input, so that it stays out of the shell’s history', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const child = spawn(process.execPath, [MAIN, 'erase', '-'], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end('ana@example.org\n');
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(code, 0);
    assert.match(said, /is deleted/);
  });

  it('refuses what is no address, without repeating it', async (t) => {
    const env = { ...(await loadedEnvironment(t)), SECRET };
    const result = await petitions(['erase', 'zanzibar'], env);
    assertMistake(result, /^This is no complete e-mail address\.$/m);
    assert.doesNotMatch(result.stderr, /zanzibar/);
  });
});
