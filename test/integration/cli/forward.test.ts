// Runs once: the sealed file doesn't depend on the database.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startActionNetwork } from '../../support/action-network.ts';
import { startSignatureReceiver } from '../../support/signature-receiver.ts';
import type { Signed } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertNamesNobody, rowsIn, SLUG, signedPetition } from './exports.ts';
import { assertUserError, launch, petitions, serveInHost, textOf } from './processes.ts';

const SIGNED: Signed[] = [
  ...Array.from({ length: 12 }, (_, index) => ({
    givenName: `Willing${index}`,
    email: `w${index}@example.org`,
    contact: true,
  })),
  { givenName: 'Unwilling', email: 'unwilling@example.org' },
];
const WILLING = 12;

async function setUp(t: TestContext, signatures: readonly Signed[] = SIGNED) {
  const petition = await signedPetition(t, signatures);
  const file = petition.keep('sealed', (await petition.run('--sealed')).stdout);
  const state = join(temporaryFolder(t), 'state');
  const argsFor = (to: string, source = file) => [
    ...['forward', source, '--identity', petition.identity],
    ...['--to', to, '--state', state],
  ];
  return { ...petition, file, state, argsFor };
}

describe('forward', () => {
  for (const killAt of [1, 2, 7, 12]) {
    it(`loses and doubles no event if it is killed when event ${killAt} has arrived, and run again`, async (t) => {
      const { argsFor, state } = await setUp(t);
      let child: ReturnType<typeof launch> | undefined;
      const { url, secret, events } = await startSignatureReceiver(t, {
        onEvent: (count) => {
          if (count === killAt) child?.kill('SIGKILL');
          return undefined;
        },
      });
      const env = { WEBHOOK_SECRET: secret };
      child = launch(argsFor(`webhook:${url}`), env);
      const [, signal] = await once(child, 'exit');
      // The last event may have been the last thing to do.
      assert.ok(signal === 'SIGKILL' || killAt === WILLING);
      child = undefined;
      const { code, stderr } = await petitions(argsFor(`webhook:${url}`), env);
      assert.equal(code, 0, stderr);
      const byId = new Map(events.map(({ id, data }) => [id, data.email]));
      assert.equal(byId.size, WILLING);
      assert.equal(new Set(byId.values()).size, WILLING);
      assert.ok(events.length <= WILLING + 1);
      assertNamesNobody(readFileSync(state, 'utf8'), SIGNED);
    });
  }

  it('records everybody once at Action Network, also if it is killed in between', async (t) => {
    const { argsFor } = await setUp(t, SIGNED.slice(0, 4));
    let child: ReturnType<typeof launch> | undefined;
    const { url, key, petition, people, refused } = await startActionNetwork(t, {
      onSignature: (count) => {
        if (count === 2) child?.kill('SIGKILL');
        return undefined;
      },
    });
    const env = { ACTION_NETWORK_KEY: key, ACTION_NETWORK_URL: url };
    child = launch(argsFor(`action-network:${petition}`), env);
    await once(child, 'exit');
    child = undefined;
    const { code, stderr } = await petitions(argsFor(`action-network:${petition}`), env);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^3 signatures of keep-the-library forwarded: Action Network\.\nForwarded before: 1\.\n/,
    );
    assert.deepEqual([people.size, refused], [4, []]);
  });

  it('writes lines with an ID to standard output, and only new ones the next time', async (t) => {
    const { argsFor, identity, file } = await setUp(t);
    const first = await petitions(argsFor('ndjson:-'), {});
    assert.equal(first.code, 0, first.stderr);
    const rows = rowsIn(first.stdout);
    assert.equal(rows.length, WILLING);
    assert.equal(new Set(rows.map(({ id }) => id)).size, WILLING);
    assert.ok(rows.every(({ contact, consentVersion, signedOn }) => contact && consentVersion && signedOn));
    assert.match(first.stderr, /^12 signatures of keep-the-library forwarded: Standard output\.\n/);
    assert.match(first.stderr, /Left out, because they did not agree to be contacted: 1\./);
    const second = await petitions(argsFor('ndjson:-'), {});
    assert.deepEqual([second.code, second.stdout], [0, '']);
    assert.match(second.stderr, /Forwarded before: 12\./);
    const other = ['forward', file, '--identity', identity, '--to', 'ndjson:-'];
    const all = await petitions([...other, '--include-without-consent', '--state', `${identity}.state`], {});
    assert.equal(rowsIn(all.stdout).length, SIGNED.length);
  });

  it('forgets what a reader that went away may not have read', async (t) => {
    const { argsFor } = await setUp(
      t,
      Array.from({ length: 900 }, (_, index) => ({
        givenName: 'Ana',
        email: `${index}@example.org`,
        comment: 'x'.repeat(400),
        contact: true,
      })),
    );
    const child = launch(argsFor('ndjson:-'), {});
    const stderr = textOf(child.stderr!);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [code] = await once(child, 'exit');
    assert.equal(code, 0, await stderr);
    assert.equal(rowsIn((await petitions(argsFor('ndjson:-'), {})).stdout).length, 900);
  });

  it('reads from a server with a token, stops when that is revoked, and leaves no sealed file behind', async (t) => {
    const { env: stored, recipient, argsFor } = await setUp(t);
    const env = { ...stored, RECIPIENT: recipient };
    const folder = temporaryFolder(t);
    const { url, secret, events } = await startSignatureReceiver(t);
    const server = await serveInHost(t, env);
    const token = async (...args: string[]) =>
      (await petitions(['tokens', '--add', ...args, '--days', '7'], env)).stdout.trim();
    const sealed = join(folder, 'token');
    writeFileSync(sealed, `${await token('Forwarding', '--sealed', SLUG)}\n`);
    const credentials = { PETITIONS_TOKEN_FILE: sealed, WEBHOOK_SECRET: secret };
    const args = argsFor(`webhook:${url}`, server.origin);
    const first = await petitions(args, credentials);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^The token expires on \S+\. Create another one before that\.\n12 signatures/);
    assert.equal(events.length, WILLING);
    await petitions(['tokens', '--revoke', 'Forwarding'], env);
    assertUserError(
      await petitions(args, credentials),
      /doesn't accept the token in PETITIONS_TOKEN: it was revoked, has expired, or is for another petition\. Create another one in the console, then run the same command again/,
    );
    const counts = {
      ...credentials,
      PETITIONS_TOKEN_FILE: '',
      PETITIONS_TOKEN: await token('Website', '--counts'),
    };
    assertUserError(await petitions(args, counts), /reads counts, not sealed files/);
    assertUserError(
      await petitions(argsFor(`webhook:${url}`, `${server.origin}/p/${SLUG}`), credentials),
      /Give only the server's address/,
    );
    assert.deepEqual(
      readdirSync('.').filter((name) => name.endsWith('.sealed')),
      [],
    );
    assert.equal(events.length, WILLING);
  });

  it('keeps running with --watch, and ends without an error when it is told to', async (t) => {
    const { argsFor } = await setUp(t);
    let done: () => void;
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    const { url, secret, events } = await startSignatureReceiver(t, {
      onEvent: (count) => {
        if (count === WILLING) done();
        return undefined;
      },
    });
    const child = launch([...argsFor(`webhook:${url}`), '--watch'], { WEBHOOK_SECRET: secret });
    const stderr = textOf(child.stderr!);
    await all;
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0, await stderr);
    assert.equal(events.length, WILLING);
  });

  it('says which credential, option, or file is missing or wrong', async (t) => {
    const { argsFor, file, keep } = await setUp(t);
    const { url, secret } = await startSignatureReceiver(t);
    assertUserError(
      await petitions(argsFor(`webhook:${url}`), {}),
      /Set WEBHOOK_SECRET, or set WEBHOOK_SECRET_FILE to a file that contains it\./,
    );
    assertUserError(
      await petitions(argsFor('action-network:x'), { ACTION_NETWORK_KEY: 'a', ACTION_NETWORK_KEY_FILE: 'b' }),
      /are both set; keep one of them/,
    );
    assertUserError(await petitions(argsFor('mailchimp:x'), {}), /--to takes action-network:PETITION_ID/, 2);
    assertUserError(
      await petitions([...argsFor('ndjson:-'), '--only-contact', '--include-without-consent'], {}),
      /--only-contact/,
      2,
    );
    const env = { WEBHOOK_SECRET: secret };
    assertUserError(await petitions(argsFor(`webhook:${url}`, '/nothing'), env), /\/nothing can't be read/);
    const other = keep('other', 'name,email\n');
    assertUserError(await petitions(argsFor(`webhook:${url}`, other), env), /is not a sealed export/);
    const stranger = await petitions(['keygen', `${file}.identity`], {});
    assert.equal(stranger.code, 0);
    assertUserError(
      await petitions(
        [
          'forward',
          file,
          '--identity',
          `${file}.identity`,
          '--to',
          `webhook:${url}`,
          '--state',
          `${file}.state`,
        ],
        env,
      ),
      /^The identity of \S+ decrypts no signature of keep-the-library\./,
    );
    assert.deepEqual(
      readdirSync(dirname(file)).filter((name) => name.includes('.state')),
      [],
      'nothing is left behind',
    );
  });

  it('sends what is whole of a truncated file, and says that it is incomplete', async (t) => {
    const { argsFor, file } = await setUp(t);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${lines.slice(0, -3).join('\n')}\n`);
    const { code, stdout, stderr } = await petitions(argsFor('ndjson:-'), {});
    assert.equal(code, 1);
    assert.ok(rowsIn(stdout).length >= WILLING - 1);
    assert.match(stderr, /^The file is incomplete: its end is missing\./m);
  });
});
