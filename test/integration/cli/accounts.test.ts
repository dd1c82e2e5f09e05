// Runs once: routes/console/ tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadedEnvironment } from '../../support/server.ts';
import { petitions } from './processes.ts';

describe('petitions invite and accounts', () => {
  it('print a link that no log has, list accounts, and remove them', async (t) => {
    const env = { ...(await loadedEnvironment(t)), PUBLIC_URL: 'https://petitions.example.org' };
    const run = (...args: string[]) => petitions(args, env);
    assert.match((await run('accounts')).stdout, /^There are no accounts, so there is no console\./);
    const { stdout, code } = await run('invite', 'Irena Moss');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^Irena Moss is invited\. This link works once, within 24 hours:\n\n {2}https:\/\/petitions\.example\.org\/console\/#invitation=[\w-]{43}\n\n/,
    );
    const partner = ['--role', 'partner', '--petition', 'keep-the-library', '--partner', 'harbour-aid'];
    assert.equal((await run('invite', 'Harbour Aid', ...partner)).code, 0);
    assert.match(
      (await run('invite', 'Irena Moss')).stdout,
      /^Irena Moss is invited again, to register another/,
    );
    assert.match(
      (await run('accounts')).stdout,
      /^Harbour Aid {2}partner harbour-aid of keep-the-library {2}never signed in, invited until \S+Z\nIrena Moss {2}organizer {2}never/,
    );
    assert.equal(
      (await run('accounts', '--remove', 'Irena Moss')).stdout,
      'Irena Moss is removed, and signed out everywhere.\n',
    );
    const gone = await run('accounts', '--remove', 'Irena Moss');
    assert.equal(gone.code, 1);
    assert.match(gone.stderr, /There is no account "Irena Moss"\. Run `petitions accounts` to see them\./);
  });

  it('create links to a partner’s numbers, and end them', async (t) => {
    const env = { ...(await loadedEnvironment(t)), PUBLIC_URL: 'https://petitions.example.org' };
    const run = (...args: string[]) => petitions(['partner-link', 'keep-the-library', ...args], env);
    assert.match(
      (await run('harbour-aid')).stdout,
      /^This link shows the numbers of harbour-aid until it is revoked:\n\n {2}https:\/\/petitions\.example\.org\/numbers\/[\w-]{43}\n/,
    );
    assert.equal((await run('harbour-aid', '--revoke')).stdout, '1 link of harbour-aid has ended.\n');
    assert.equal(
      (await run('harbour-aid', '--revoke')).stdout,
      'harbour-aid had no links of keep-the-library.\n',
    );
    const unknown = await run('nobody');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /has no partner "nobody"\. Its partners: harbour-aid/);
  });

  it('say what is missing or too much', async (t) => {
    const env = await loadedEnvironment(t);
    for (const [args, message] of [
      [['Aid', '--role', 'partner'], /A partner needs --petition SLUG and --partner CODE\./],
      [['Aid', '--petition', 'keep-the-library'], /--petition and --partner are for partners\./],
      [['Aid', '--role', 'owner'], /owner/],
    ] as const) {
      const { code, stderr } = await petitions(['invite', ...args], env);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    const reserved = await petitions(['invite', 'Server'], env);
    assert.match(reserved.stderr, /"Server" is what the history calls a program\./);
    const { code, stderr } = await petitions(['invite', ' \n'], env);
    assert.equal(code, 1);
    assert.match(stderr, /A name has 1 to 80 letters, on one line\./);
  });
});
