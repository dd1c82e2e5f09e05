import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { EXPORT_COLUMNS } from '../../../common/exported-signature.ts';
import { onlyOnce } from '../../support/database.ts';
import { keyPair, signInto } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertNamesNobody, namesIn, rowsIn, SIGNED, SLUG, signedPetition } from './exports.ts';
import { assertUserError, launch, MAIN, petitions, textOf } from './processes.ts';

describe('export', { concurrency: 2 }, () => {
  it('decrypts every signature exactly as it was signed', async (t) => {
    const { run, identity } = await signedPetition(t);
    const { code, stdout, stderr } = await run('--identity', identity, '--format', 'ndjson');
    assert.deepEqual([code, stderr], [0, '8 signatures of keep-the-library.\n']);
    const rows = rowsIn(stdout);
    const expected = SIGNED.toSorted((a, b) => (a.email! < b.email! ? -1 : 1)).map(
      ({ signedOn, ...given }) => ({
        familyName: null,
        postalCode: null,
        country: null,
        comment: null,
        display: false,
        contact: false,
        partnerContact: false,
        consentVersion: rows[0]!.consentVersion,
        consentLang: 'en',
        partner: null,
        signedOn: signedOn ?? '2026-01-01',
        ...given,
      }),
    );
    assert.deepEqual(rows, expected);
    assert.match(String(rows[0]!.consentVersion), /^[0-9a-f]{12}$/);
    assert.deepEqual(Object.keys(rows[0]!), [...EXPORT_COLUMNS]);
  });

  it('writes CSV without formulas by default', onlyOnce, async (t) => {
    const { run, identity } = await signedPetition(t);
    const { code, stdout } = await run('--identity', identity);
    assert.equal(code, 0);
    const lines = stdout.split('\r\n');
    assert.equal(lines[0], `\ufeff${EXPORT_COLUMNS.map((name) => `"${name}"`).join(',')}`);
    assert.equal(lines.length, SIGNED.length + 2);
    const assertHasLine = (start: string) =>
      assert.ok(
        lines.some((line) => line.startsWith(start)),
        start,
      );
    assertHasLine(`"Siobhán","O'Brien","siobhan@example.org",,,,false,true,false,`);
    assertHasLine('"Sukarno",,"sukarno@example.org","10110","ID",,');
    assertHasLine('"Zoe\u0308 🌻",,"zoe@example.org",,,"First.\n\n""Second,"" said I; yes.",');
    assertHasLine(
      '"\'=HYPERLINK(""https://evil.example"")",,"eve@example.org",,,"<script>alert(1)</script>",',
    );
  });

  it('exports the signatures of one petition only', onlyOnce, async (t) => {
    const { env, recipient, identity } = await signedPetition(t);
    await signInto(env.DATABASE_URL, 'mend-the-bridge', [recipient], [{ givenName: 'Bridget' }]);
    const { stdout } = await petitions(
      ['export', 'mend-the-bridge', '--identity', identity, '--format', 'ndjson'],
      env,
    );
    assert.deepEqual(namesIn(stdout), ['Bridget']);
  });

  it('exports for a partner only signers who allowed it to contact them', async (t) => {
    const { run, identity } = await signedPetition(t);
    const { code, stdout, stderr } = await run(
      '--identity',
      identity,
      '--format',
      'ndjson',
      '--partner',
      'harbour-aid',
    );
    assert.deepEqual([code, stderr], [0, '2 signatures of keep-the-library.\n']);
    assert.deepEqual(namesIn(stdout), ['Late', 'Willing']);
  });

  it('exports signatures from a given day on, including that day', async (t) => {
    const { run, identity } = await signedPetition(t);
    const since = async (day: string, ...more: string[]) =>
      namesIn((await run('--identity', identity, '--format', 'ndjson', '--since', day, ...more)).stdout);
    assert.deepEqual(await since('2026-02-01'), ['Late', 'Through']);
    assert.deepEqual(await since('2026-02-02'), ['Late']);
    assert.deepEqual(await since('2026-02-02', '--partner', 'open-gate'), []);
  });

  it('accepts a partner that only stored signatures refer to', onlyOnce, async (t) => {
    const { run, identity, env, recipient } = await signedPetition(t);
    const args = ['--identity', identity, '--format', 'ndjson', '--partner', 'new-one'];
    assertUserError(await run(...args), /no partner "new-one"\. Its partners: "harbour-aid", "open-gate"\./);
    await signInto(
      env.DATABASE_URL,
      SLUG,
      [recipient],
      [{ email: 'n@example.org', partner: 'new-one', partnerContact: true }],
    );
    assert.deepEqual(namesIn((await run(...args)).stdout), ['Ana']);
  });

  it(
    'decrypts with any of the identities that signatures were sealed to, classic or post-quantum',
    onlyOnce,
    async (t) => {
      const { env, keep } = await signedPetition(t, []);
      const { identity, recipient } = await keyPair();
      const hybrid = await generateHybridIdentity();
      await signInto(env.DATABASE_URL, SLUG, [recipient, await identityToRecipient(hybrid)], SIGNED);
      const outputs = await Promise.all(
        [identity, hybrid, `${(await keyPair()).identity}\n${hybrid}`].map(async (content, index) => {
          const file = keep(`identity-${index}`, content);
          const { code, stdout } = await petitions(['export', SLUG, '--identity', file], env);
          assert.equal(code, 0);
          return stdout;
        }),
      );
      assert.equal(outputs[0]!.split('\r\n').length, SIGNED.length + 2);
      assert.equal(outputs[1], outputs[0]);
      assert.equal(outputs[2], outputs[0]);
    },
  );

  it(
    'decrypts signatures from before and after a key change with a file of both identities',
    onlyOnce,
    async (t) => {
      const { env, run, keep, identity } = await signedPetition(t);
      const later = await keyPair();
      await signInto(
        env.DATABASE_URL,
        SLUG,
        [later.recipient],
        [{ givenName: 'After', email: 'after@example.org' }],
      );
      const withOld = await run('--identity', identity, '--format', 'ndjson');
      assert.equal(withOld.code, 1);
      assert.match(
        withOld.stderr,
        /^Skipped 1 signature: data key damaged, or sealed to another identity\. Signer keys: [0-9a-f]{12}…\n8 signatures/,
      );
      assert.equal(rowsIn(withOld.stdout).length, 8);
      const file = keep('both', `${later.identity}\n${readFileSync(identity, 'utf8')}`);
      const withBoth = await run('--identity', file, '--format', 'ndjson');
      assert.deepEqual([withBoth.code, rowsIn(withBoth.stdout).length], [0, 9]);
    },
  );

  it(
    'reports an identity that decrypts nothing, and the one that is needed, in one line',
    onlyOnce,
    async (t) => {
      const { run, keep, recipient } = await signedPetition(t);
      const other = await keyPair();
      const result = await run('--identity', keep('other', other.identity));
      assertUserError(
        result,
        /^The identity of age1\S+ decrypts no signature of keep-the-library\. Signatures are encrypted to age1\S+: use that identity\. Nothing was exported\.\n$/,
      );
      for (const key of [recipient, other.recipient]) assert.ok(result.stderr.includes(key.slice(-6)));
    },
  );

  it(
    'names the identity that is needed after the recipient changed, and never the one that was given',
    onlyOnce,
    async (t) => {
      const { env, run, keep, identity, recipient } = await signedPetition(t);
      const old = keep('old', (await keyPair()).identity);
      const next = await keyPair();
      const nextFile = keep('next', next.identity);
      await signInto(env.DATABASE_URL, 'mend-the-bridge', [next.recipient], SIGNED);
      const onTheBridge = (file: string) => petitions(['export', 'mend-the-bridge', '--identity', file], env);
      const wrong = await onTheBridge(identity);
      assertUserError(wrong, /decrypts no signature of mend-the-bridge/);
      const [, needed] = /encrypted to (\S+): use that identity/.exec(wrong.stderr)!;
      assert.ok(needed!.endsWith(next.recipient.slice(-6)), wrong.stderr);
      assert.ok(!needed!.endsWith(recipient.slice(-6)), wrong.stderr);
      assertUserError(await onTheBridge(old), /encrypted to/);
      assert.equal((await onTheBridge(nextFile)).code, 0);

      // A petition whose signatures need both.
      await signInto(env.DATABASE_URL, SLUG, [next.recipient], [{ email: 'later@example.org' }]);
      const partial = await run('--identity', identity);
      assert.equal(partial.code, 1);
      assert.match(partial.stderr, /^Skipped 1 signature: data key damaged, or sealed to another identity/m);
      const line = /^Signatures are encrypted to (\S+): use that identity\.$/m.exec(partial.stderr)!;
      assert.ok(line[1]!.endsWith(next.recipient.slice(-6)));
      const both = keep('both', `${readFileSync(identity, 'utf8')}${next.identity}\n`);
      assert.equal((await run('--identity', both)).code, 0);
    },
  );

  it('claims nothing about data keys whose recipient isn’t known', onlyOnce, async (t) => {
    const { run, keep, change } = await signedPetition(t);
    await change('update data_key set sealed_to = null');
    const result = await run('--identity', keep('other', (await keyPair()).identity));
    assertUserError(
      result,
      /^The identity of age1\S+ decrypts no signature of keep-the-library\. Nothing was exported\.\n$/,
    );
  });

  it(
    'skips damaged rows, moved rows, and rows without a data key, and reports them without personal data',
    onlyOnce,
    async (t) => {
      const { run, identity, change, env, recipient } = await signedPetition(t);
      await signInto(
        env.DATABASE_URL,
        SLUG,
        [recipient],
        [{ givenName: 'Keyless', email: 'keyless@example.org' }],
      );
      await change(
        `delete from data_key where id = (select data_key_id from signature group by data_key_id having count(*) = 1)`,
      );
      const before = await run('--identity', identity, '--format', 'ndjson');
      assert.equal(before.code, 1);
      assert.match(before.stderr, /^Skipped 1 signature: data key missing\. Signer keys: [0-9a-f]{12}…\n8 /);
      await signInto(
        env.DATABASE_URL,
        'mend-the-bridge',
        [recipient],
        [{ givenName: 'Bridget', email: 'bridget@example.org' }],
      );
      await change('update signature set petition_id = 1 where petition_id = 2');
      const { code, stdout, stderr } = await run('--identity', identity, '--format', 'ndjson');
      assert.equal(code, 1);
      assert.deepEqual(rowsIn(stdout), rowsIn(before.stdout));
      assert.match(stderr, /^Skipped 1 signature: data key missing\./m);
      assert.match(stderr, /^Skipped 1 signature: damaged, or moved here.*\. Signer keys: [0-9a-f]{12}…\n/m);
      assertNamesNobody(stderr, [...SIGNED, { givenName: 'Bridget', email: 'bridget@example.org' }]);
    },
  );

  it('skips a row with a flipped bit', onlyOnce, async (t) => {
    const { run, identity, flipOneBit } = await signedPetition(t);
    await flipOneBit();
    const { code, stdout, stderr } = await run('--identity', identity, '--format', 'ndjson');
    assert.deepEqual([code, rowsIn(stdout).length], [1, SIGNED.length - 1]);
    assert.match(stderr, /^Skipped 1 signature: damaged.*\n7 signatures of keep-the-library\.\n$/);
  });

  it('lists at most ten damaged rows', onlyOnce, async (t) => {
    const signatures = Array.from({ length: 25 }, (_, index) => ({
      givenName: `N${index}`,
      email: `n${index}@example.org`,
    }));
    const { run, identity, change } = await signedPetition(t, signatures);
    await change('update signature set sealed = signer_key');
    const { code, stderr } = await run('--identity', identity);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Skipped 25 signatures: .*\. Signer keys: (?:[0-9a-f]{12}… ){10}and 15 more\n0 signatures/,
    );
  });

  // archive/retention.test.ts reads several pages on both databases.
  it('writes each of 5,000 signatures once to a slow reader', onlyOnce, async (t) => {
    const comment = 'It is right. '.repeat(700);
    const signatures = Array.from({ length: 5_000 }, (_, index) => ({
      email: `s${index}@example.org`,
      comment,
    }));
    const { env, identity } = await signedPetition(t, signatures);
    const child = launch(['export', SLUG, '--identity', identity, '--format', 'ndjson'], {
      ...env,
      // Enough memory for a few pages, but not for all.
      NODE_OPTIONS: '--max-old-space-size=48',
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const [stdout, stderr] = await Promise.all([textOf(child.stdout!), textOf(child.stderr!)]);
    assert.equal(stderr, '5,000 signatures of keep-the-library.\n');
    assert.equal(new Set(rowsIn(stdout).map(({ email }) => email)).size, 5_000);
    assert.equal(stdout.split('\n').length, 5_001);
  });

  // A full disk, which ends it in the same way, is tested on both.
  it('exits quietly when its reader closes the pipe', onlyOnce, async (t) => {
    const signatures = Array.from({ length: 3_000 }, (_, index) => ({ email: `s${index}@example.org` }));
    const { env, identity } = await signedPetition(t, signatures);
    for (const args of [['--identity', identity], ['--sealed']]) {
      const child = launch(['export', SLUG, ...args], env);
      const stderr = textOf(child.stderr!);
      await once(child.stdout!, 'data');
      child.stdout!.destroy();
      const [code] = await once(child, 'exit');
      assert.deepEqual([code, await stderr], [0, '']);
    }
  });

  it('reports a full disk', {
    skip: !existsSync('/dev/full') && 'there is no /dev/full',
  }, async (t) => {
    const { env, identity } = await signedPetition(t);
    for (const args of [['--identity', identity], ['--sealed']]) {
      const child = spawn(process.execPath, [MAIN, 'export', SLUG, ...args], {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      });
      const [[code], stderr] = await Promise.all([once(child, 'exit'), textOf(child.stderr!)]);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^The output is incomplete: .*(ENOSPC|disk is full).*\. Free disk space, and try again\.\n$/,
      );
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
  });

  it('writes only the header if nobody has signed', onlyOnce, async (t) => {
    const { run, identity } = await signedPetition(t, []);
    const { code, stdout, stderr } = await run('--identity', identity);
    assert.deepEqual([code, stderr], [0, '0 signatures of keep-the-library.\n']);
    assert.match(stdout, /^\ufeff"givenName",.*"signedOn"\r\n$/);
    assert.equal((await run('--identity', identity, '--format', 'ndjson')).stdout, '');
  });

  it('requires an identity, and says if one is still on the server', onlyOnce, async (t) => {
    const { run, identity, env } = await signedPetition(t, []);
    assertUserError(await run(), /^Specify --identity FILE, .*use --sealed here/, 2);
    copyFileSync(identity, join(env.DATA_DIR, 'identity'));
    assertUserError(
      await run(),
      new RegExp(`^Specify --identity FILE, .*is still at ${join(env.DATA_DIR, 'identity')}`),
      2,
    );
  });

  it('rejects invalid options', onlyOnce, async (t) => {
    const { run, identity, env } = await signedPetition(t, []);
    const missing = join(temporaryFolder(t), 'none');
    for (const [args, message, code] of [
      [['--identity', missing], /^The identity \S+none can't be read: there is no such file\.$/m, 1],
      [
        ['--identity', identity, '--format', 'xlsx'],
        /^Option "--format FORMAT" argument "xlsx" is invalid\. Allowed choices are csv, csv-semicolon, ndjson\./,
        2,
      ],
      [
        ['--identity', identity, '--format', 'constructor'],
        /Allowed choices are csv, csv-semicolon, ndjson/,
        2,
      ],
      [
        ['--identity', identity, '--since', 'monday'],
        /^Option "--since DAY" argument "monday" is invalid\. Write a date like 2031-02-03\./,
        2,
      ],
      [['--sealed', '--identity', identity], /^--sealed can't be combined/, 2],
      [['--sealed', '--format', 'csv'], /^--sealed can't be combined/, 2],
      [['--sealed', '--partner', 'nobody'], /no partner "nobody"/, 1],
    ] as const) {
      assertUserError(await run(...args), message, code);
    }
    assertUserError(
      await petitions(['export', 'none', '--identity', identity], env),
      /There is no petition "none"/,
    );
    assertUserError(
      await petitions(['export', '--sealed'], env),
      /^Missing required argument "SLUG"\.\nUsage: petitions export SLUG/,
      2,
    );
  });
});
