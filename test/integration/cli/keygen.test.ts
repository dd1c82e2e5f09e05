// Runs once: keygen doesn't use the database.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { identityToRecipient } from 'age-encryption';
import { emptyDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertUserError, petitions, serveInHost } from './processes.ts';

describe('keygen', { concurrency: 2 }, () => {
  it('creates a post-quantum identity, and prints only its recipient', async (t) => {
    const file = join(temporaryFolder(t), 'identity');
    const { code, stdout, stderr } = await petitions(['keygen', file], {});
    assert.equal(code, 0);
    assert.match(stdout, /^age1pq1[a-z0-9]{1900,}\n$/);
    const [, comment, identity, end] = readFileSync(file, 'utf8').split('\n');
    assert.match(identity!, /^AGE-SECRET-KEY-PQ-1[0-9A-Z]+$/);
    assert.equal(await identityToRecipient(identity!), stdout.trim());
    assert.deepEqual([comment, end], [`# ${stdout.trim()}`, '']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(stderr, /^Give this public key to the server as RECIPIENT or RECIPIENT_FILE\.\n/);
    assert.match(stderr, /Copy the file to two safe places/);
    assert.doesNotMatch(stderr, /AGE-SECRET/);
  });

  it('creates a different identity each time', async (t) => {
    const folder = temporaryFolder(t);
    const results = await Promise.all(
      ['a', 'b'].map((name) => petitions(['keygen', join(folder, name)], {})),
    );
    assert.notEqual(results[0]!.stdout, results[1]!.stdout);
  });

  it('never overwrites a file, because it may be the only copy', async (t) => {
    const file = join(temporaryFolder(t), 'identity');
    writeFileSync(file, 'precious');
    assertUserError(await petitions(['keygen', file], {}), /identity already exists.*Choose a new file/);
    assert.equal(readFileSync(file, 'utf8'), 'precious');
  });

  it('rejects a missing folder and a missing argument', async (t) => {
    const folder = temporaryFolder(t);
    assertUserError(await petitions(['keygen', join(folder, 'none', 'id')], {}), /There is no folder .*none/);
    assertUserError(await petitions(['keygen'], {}), /^Missing required argument "FILE"/, 2);
    assert.ok(!existsSync(join(folder, 'none')));
  });

  it('prints a valid RECIPIENT, and writes a file that a server reads', async (t) => {
    const env = { DATA_DIR: temporaryFolder(t), DATABASE_URL: await emptyDatabase(t) };
    const { stdout } = await petitions(['keygen', join(env.DATA_DIR, 'identity')], {});
    const server = await serveInHost(t, env);
    assert.equal(await server.stop(), 0);
    assert.equal(readFileSync(join(env.DATA_DIR, 'recipient'), 'utf8'), stdout);
    const other = await serveInHost(t, { ...env, RECIPIENT: stdout });
    assert.equal(await other.stop(), 0);
  });
});
