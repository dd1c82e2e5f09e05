// Runs once: no database involved.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { identityToRecipient } from 'age-encryption';
import { emptyDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertMistake, petitions, serve } from './processes.ts';

describe('keygen', { concurrency: 2 }, () => {
  it('makes a post-quantum identity, and prints its recipient and nothing else', async (t) => {
    const file = join(temporaryFolder(t), 'identity');
    const { code, stdout, stderr } = await petitions(['keygen', file], {});
    assert.equal(code, 0);
    assert.match(stdout, /^age1pq1[a-z0-9]{1900,}\n$/);
    const [, comment, identity, end] = readFileSync(file, 'utf8').split('\n');
    assert.match(identity!, /^AGE-SECRET-KEY-PQ-1[0-9A-Z]+$/);
    assert.equal(await identityToRecipient(identity!), stdout.trim());
    assert.deepEqual([comment, end], [`# ${stdout.trim()}`, '']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(stderr, /copy it to two safe places/);
    assert.doesNotMatch(stderr, /AGE-SECRET/);
  });

  it('makes another each time', async (t) => {
    const folder = temporaryFolder(t);
    const made = await Promise.all(['a', 'b'].map((name) => petitions(['keygen', join(folder, name)], {})));
    assert.notEqual(made[0]!.stdout, made[1]!.stdout);
  });

  it('never overwrites what may be the only copy', async (t) => {
    const file = join(temporaryFolder(t), 'identity');
    writeFileSync(file, 'precious');
    assertMistake(await petitions(['keygen', file], {}), /identity is there already.*name a new file/);
    assert.equal(readFileSync(file, 'utf8'), 'precious');
  });

  it('says where it can’t write', async (t) => {
    const folder = temporaryFolder(t);
    assertMistake(await petitions(['keygen', join(folder, 'none', 'id')], {}), /There is no folder .*none/);
    assertMistake(await petitions(['keygen'], {}), /FILE is missing/);
    assert.ok(!existsSync(join(folder, 'none')));
  });

  it('prints what a server takes for RECIPIENT, and its file is one that a server reads', async (t) => {
    const env = { DATA_DIR: temporaryFolder(t), DATABASE_URL: await emptyDatabase(t) };
    const { stdout } = await petitions(['keygen', join(env.DATA_DIR, 'identity')], {});
    const server = await serve(t, env);
    assert.equal(await server.stop(), 0);
    assert.equal(readFileSync(join(env.DATA_DIR, 'recipient'), 'utf8'), stdout);
    const other = await serve(t, { ...env, RECIPIENT: stdout });
    assert.equal(await other.stop(), 0);
  });
});
