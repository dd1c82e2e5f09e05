// Runs once: routes/console/tokens.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertUserError, setUp } from './processes.ts';

describe('tokens', () => {
  it('creates, lists, and revokes tokens, and prints a token once', async (t) => {
    const { run } = await setUp(t);
    assert.match((await run('tokens')).stdout, /^There are no tokens\. Create one with/);
    const added = await run('tokens', '--add', 'Website', '--counts', '--days', '7');
    assert.match(added.stdout, /^petitions_[\w-]{43}\n$/);
    assert.match(added.stderr, /^The token is shown only now, and valid until \d{4}-\d{2}-\d{2} \(UTC\):\n$/);
    await run('tokens', '--add', 'Forwarding', '--sealed', 'keep-the-library');
    const { stdout } = await run('tokens');
    assert.match(
      stdout,
      /^Forwarding {2}sealed files of keep-the-library {2}valid until \S+, never used, created by command line\nWebsite {2}counts {2}valid until \S+, never used/,
    );
    assert.ok(!stdout.includes(added.stdout.trim().slice(10)));
    assert.match((await run('tokens', '--revoke', 'Website')).stdout, /^Website is revoked\./);
    assertUserError(await run('tokens', '--revoke', 'Website'), /There is no token "Website"/);
    assertUserError(
      await run('tokens', '--add', 'Forwarding', '--counts'),
      /There is a token "Forwarding" already/,
    );
    assertUserError(
      await run('tokens', '--add', 'Other', '--sealed', 'nothing'),
      /There is no petition "nothing"/,
    );
  });

  it('says which options go together', async (t) => {
    const { run } = await setUp(t);
    for (const [args, message] of [
      [['--add', 'A'], /needs either --counts or --sealed SLUG/],
      [['--add', 'A', '--counts', '--sealed', 'keep-the-library'], /needs either/],
      [['--counts'], /are for a new token/],
      [['--add', 'A', '--counts', '--revoke', 'A'], /either --add or --revoke/],
      [['--add', 'A', '--counts', '--days', '367'], /a number from 1 to 366/],
    ] as const) {
      assertUserError(await run('tokens', ...args), message, 2);
    }
  });
});
