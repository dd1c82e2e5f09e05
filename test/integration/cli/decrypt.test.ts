// Runs once: decrypt doesn't use the database.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { keyPair, type Signed } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertNamesNobody, namesIn, rowsIn, SIGNED, signedPetition } from './exports.ts';
import { assertUserError, launch, petitions, textOf } from './processes.ts';

/** A petition and a sealed export of it. */
async function sealedExport(t: TestContext, signatures: readonly Signed[] = SIGNED, ...args: string[]) {
  const petition = await signedPetition(t, signatures);
  const result = await petition.run('--sealed', ...args);
  assert.equal(result.code, 0);
  const file = petition.keep('sealed', result.stdout);
  return {
    ...petition,
    file,
    result,
    lines: result.stdout.split('\n').slice(0, -1),
    /** Decrypts the file without database or configuration. */
    decrypt: (...more: string[]) =>
      petitions(['decrypt', file, '--identity', petition.identity, ...more], {}),
    /** Replaces the content of the file, and decrypts it as NDJSON. */
    decryptContent(content: string | Buffer, ...more: string[]) {
      writeFileSync(file, content);
      return petitions(['decrypt', file, '--identity', petition.identity, '--format', 'ndjson', ...more], {});
    },
  };
}

describe('export --sealed', { concurrency: 2 }, () => {
  it('contains nothing that identifies a signer', async (t) => {
    const { result, lines } = await sealedExport(t);
    assert.equal(result.stderr, '8 signatures of keep-the-library, sealed.\n');
    assertNamesNobody(result.stdout);
    const [header, dataKey, ...rest] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(header.choice, { partner: null, since: null });
    assert.deepEqual(header.partners, ['harbour-aid', 'open-gate']);
    assert.match(Buffer.from(dataKey.sealed, 'base64').toString('latin1'), /^age-encryption\.org\/v1\n/);
    assert.equal(rest.pop().end.signatures, SIGNED.length);
    for (const { signer, key, sealed } of rest) {
      assert.equal(key, dataKey.dataKey);
      for (const bytes of [signer, sealed])
        assertNamesNobody(Buffer.from(bytes, 'base64').toString('latin1'));
    }
  });

  it('ends with a checksum of all lines before it, which other tools can verify', async (t) => {
    const { result, lines } = await sealedExport(t);
    const content = result.stdout.slice(0, -(lines.at(-1)!.length + 1));
    assert.equal(JSON.parse(lines.at(-1)!).end.sha256, createHash('sha256').update(content).digest('hex'));
  });

  it('applies the filters that don’t need decryption', async (t) => {
    const { lines } = await sealedExport(t, SIGNED, '--partner', 'harbour-aid', '--since', '2026-02-01');
    assert.deepEqual(JSON.parse(lines[0]!).choice, { partner: 'harbour-aid', since: '2026-02-01' });
    assert.equal(lines.filter((line) => 'signer' in JSON.parse(line)).length, 2);
  });
});

describe('decrypt', { concurrency: 2 }, () => {
  it('prints the same bytes as export', async (t) => {
    const { run, decrypt, identity } = await sealedExport(t);
    for (const args of [
      [],
      ['--format', 'ndjson'],
      ['--partner', 'harbour-aid'],
      ['--since', '2026-02-01', '--format', 'csv'],
      ['--partner', 'open-gate', '--since', '2026-03-01'],
    ]) {
      assert.deepEqual(await decrypt(...args), await run('--identity', identity, ...args));
    }
  });

  it('applies the filter of the export, which no option can widen', async (t) => {
    const { decrypt, run, identity } = await sealedExport(
      t,
      SIGNED,
      '--partner',
      'harbour-aid',
      '--since',
      '2026-01-01',
    );
    const { stdout } = await decrypt('--format', 'ndjson');
    assert.deepEqual(namesIn(stdout), ['Late', 'Willing']);
    assert.deepEqual(await decrypt(), await run('--identity', identity, '--partner', 'harbour-aid'));
    assert.deepEqual(namesIn((await decrypt('--format', 'ndjson', '--since', '2026-02-01')).stdout), [
      'Late',
    ]);
    assertUserError(await decrypt('--partner', 'open-gate'), /only signatures made through "harbour-aid"/);
    assertUserError(await decrypt('--since', '2025-12-31'), /only signatures from 2026-01-01 on/);
  });

  it('reads standard input', async (t) => {
    const { result, identity, decrypt } = await sealedExport(t);
    assert.deepEqual(
      await petitions(['decrypt', '-', '--identity', identity], {}, result.stdout),
      await decrypt(),
    );
  });

  it('reads several pages, and exits quietly when its reader closes the pipe', async (t) => {
    const signatures = Array.from({ length: 2_500 }, (_, index) => ({ email: `s${index}@example.org` }));
    const { decrypt, file, identity } = await sealedExport(t, signatures);
    assert.equal(
      new Set(rowsIn((await decrypt('--format', 'ndjson')).stdout).map(({ email }) => email)).size,
      2_500,
    );
    const child = launch(['decrypt', file, '--identity', identity], {});
    const stderr = textOf(child.stderr!);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [code] = await once(child, 'exit');
    assert.deepEqual([code, await stderr], [0, '']);
  });

  it('detects a truncated file, and decrypts what remains of it', async (t) => {
    const { decryptContent, lines } = await sealedExport(t);
    for (const [cut, rows] of [
      [lines.slice(0, -1).join('\n'), 8],
      [`${lines.slice(0, -3).join('\n')}\n`, 6],
      [`${lines.slice(0, -2).join('\n')}\n${lines.at(-2)!.slice(0, 80)}`, 7],
      [`${lines[0]}\n`, 0],
    ] as const) {
      const { code, stdout, stderr } = await decryptContent(cut);
      assert.deepEqual([code, rowsIn(stdout).length], [1, rows]);
      assert.match(stderr, /^The file is incomplete: its end is missing\./m);
    }
  });

  it('refuses a signature whose day or partner was changed, even if the checksum is right', async (t) => {
    const { decryptContent, lines } = await sealedExport(t);
    const index = lines.findIndex((line) => /"signer".*"partner":null/.test(line));
    const rewrite = (change: (line: string) => string) => {
      const body = lines.slice(0, -1).with(index, change(lines[index]!));
      const content = body.map((line) => `${line}\n`).join('');
      const sha256 = createHash('sha256').update(content).digest('hex');
      return `${content}${JSON.stringify({ end: { signatures: SIGNED.length, sha256 } })}\n`;
    };
    const unchanged = await decryptContent(rewrite((line) => line));
    assert.deepEqual([unchanged.code, rowsIn(unchanged.stdout).length], [0, 8], unchanged.stderr);
    for (const change of [
      (line: string) => line.replace('"partner":null', '"partner":"harbour-aid"'),
      (line: string) => line.replace(/"on":"[^"]*"/, '"on":"2026-01-02"'),
    ]) {
      const { code, stdout, stderr } = await decryptContent(rewrite(change));
      assert.deepEqual([code, rowsIn(stdout).length], [1, 7]);
      assert.match(stderr, /^Skipped 1 signature: its day or partner was changed after it was signed\./m);
    }
  });

  it('decrypts signatures of version 1, which don’t contain their day and partner', async (t) => {
    const { run, identity } = await signedPetition(t, [
      { version: 1, givenName: 'Early', partner: 'harbour-aid' },
      { version: 3 as 2, givenName: 'Future', email: 'future@example.org' },
    ]);
    const { code, stdout, stderr } = await run('--identity', identity, '--format', 'ndjson');
    assert.equal(code, 1);
    assert.deepEqual(namesIn(stdout), ['Early']);
    assert.match(stderr, /^Skipped 1 signature: written by a newer version of this program\./m);
  });

  it('detects missing, damaged, and added lines', async (t) => {
    const { decryptContent, lines } = await sealedExport(t);
    for (const [changed, rows, message] of [
      [lines.toSpliced(4, 1), 7, /it held 8 signatures, has 7, and its checksum differs/],
      [
        lines.toSpliced(4, 1, lines[4]!.replace('"sealed"', '"seeled"')),
        7,
        /^Damaged lines in the file: 5\.\n/,
      ],
      [lines.toSpliced(4, 1, lines[4]!.slice(1)), 7, /^Damaged lines in the file: 5\.\n/],
      [lines.toSpliced(4, 1, lines[4]!.replace(/"on":"[^"]*"/, '"on":"2020-01-01"')), 7, /checksum differs/],
      [lines.toSpliced(1, 1), 0, /^Skipped 8 signatures: data key missing\./],
      [[...lines, lines[4]!], 8, /^Damaged lines in the file: 12\.\n/],
      [
        lines.toSpliced(4, 0, ...Array.from({ length: 12 }, () => 'x')),
        8,
        /lines in the file: (\d+, ){9}14 and 2 more\.\n/,
      ],
    ] as const) {
      const { code, stdout, stderr } = await decryptContent(`${changed.join('\n')}\n`);
      assert.match(stderr, message);
      assert.deepEqual([code, rowsIn(stdout).length], [1, rows]);
      assertNamesNobody(stderr);
    }
  });

  it('skips a row with a flipped bit, and rows of another petition', async (t) => {
    const { decryptContent, lines } = await sealedExport(t);
    const row = JSON.parse(lines[4]!);
    const sealed = Buffer.from(row.sealed, 'base64');
    sealed[60]! ^= 1;
    const flipped = lines.with(4, JSON.stringify({ ...row, sealed: sealed.toString('base64') }));
    const one = await decryptContent(`${flipped.join('\n')}\n`);
    assert.deepEqual([one.code, rowsIn(one.stdout).length], [1, 7]);
    assert.match(
      one.stderr,
      new RegExp(
        `^Skipped 1 signature: damaged.*Signer keys: ${Buffer.from(row.signer, 'base64').toString('hex').slice(0, 12)}…\n`,
      ),
    );
    const moved = lines.with(0, lines[0]!.replace('"petitionId":1', '"petitionId":2'));
    const all = await decryptContent(`${moved.join('\n')}\n`);
    assert.deepEqual([all.code, all.stdout], [1, '']);
    assert.match(
      all.stderr,
      /^Skipped 8 signatures: damaged, or moved here from another petition or signer\./,
    );
  });

  it('rejects files that are not sealed exports', async (t) => {
    const { decryptContent, lines } = await sealedExport(t);
    for (const content of [
      '',
      '\n',
      'hello\n',
      '{}\n',
      '[]\n',
      'null\n',
      lines[1]!,
      Buffer.alloc(9_000_000, 'x'),
    ]) {
      assertUserError(
        await decryptContent(content),
        /sealed is not a sealed export, or its first line is damaged/,
      );
    }
    assertUserError(await decryptContent(`${lines[0]!.slice(1)}\n`), /is not a sealed export/);
    assertUserError(
      await decryptContent('{"sealedPetition":2,"other":true}\n'),
      /written by a newer version/,
    );
  });

  it('rejects an identity that decrypts nothing, and a missing one', async (t) => {
    const { file, keep } = await sealedExport(t);
    const other = keep('other', (await keyPair()).identity);
    assertUserError(
      await petitions(['decrypt', file, '--identity', other], {}),
      /decrypts no signature of keep-the-library\. Signatures are encrypted to age1\S+: use that identity\./,
    );
    assertUserError(
      await petitions(['decrypt', file], {}),
      /^Required option "--identity FILE" not specified\.\nUsage: petitions decrypt FILE/,
      2,
    );
    assertUserError(
      await petitions(['decrypt', file, '--identity', file], {}),
      /Line 1 of .* is not an identity/,
    );
  });

  it('rejects a missing file, a folder, and an unknown partner', async (t) => {
    const { decrypt, identity } = await sealedExport(t);
    const missing = join(temporaryFolder(t), 'none');
    assertUserError(
      await petitions(['decrypt', missing, '--identity', identity], {}),
      /none can't be read: there is no such file\.$/m,
    );
    assertUserError(
      await petitions(['decrypt', temporaryFolder(t), '--identity', identity], {}),
      /can't be read: it is a folder\.$/m,
    );
    assertUserError(
      await petitions(['decrypt', missing, '--identity', missing], {}),
      /^The identity \S+none can't be read: there is no such file\.$/m,
    );
    assertUserError(
      await decrypt('--partner', 'nobody'),
      /no partner "nobody"\. Its partners: "harbour-aid", "open-gate"/,
    );
  });

  it('doesn’t change the sealed file', async (t) => {
    const { decrypt, file, result } = await sealedExport(t);
    await decrypt();
    assert.equal(readFileSync(file, 'utf8'), result.stdout);
  });
});
