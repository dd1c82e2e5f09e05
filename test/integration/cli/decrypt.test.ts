// Runs once: no database involved.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { keyPair, type Signed } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertNamesNobody, namesIn, rowsIn, SIGNED, signedPetition } from './exports.ts';
import { assertMistake, launch, petitions, textOf } from './processes.ts';

/** A petition, and a sealed export of it. */
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
    /** Opens the file where there is neither database nor configuration. */
    open: (...more: string[]) => petitions(['open', file, '--identity', petition.identity, ...more], {}),
    /** Opens another content instead. */
    openInstead(content: string | Buffer, ...more: string[]) {
      writeFileSync(file, content);
      return petitions(['open', file, '--identity', petition.identity, '--format', 'ndjson', ...more], {});
    },
  };
}

describe('export --sealed', { concurrency: 2 }, () => {
  it('holds nothing that tells who signed', async (t) => {
    const { result, lines } = await sealedExport(t);
    assert.equal(result.stderr, '8 signatures of keep-the-library, sealed.\n');
    assertNamesNobody(result.stdout);
    const [header, dataKey, ...rest] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(header.choice, { partner: null, since: null });
    assert.deepEqual(header.partners, ['harbour-aid', 'open-gate']);
    assert.match(Buffer.from(dataKey.sealed, 'base64').toString('latin1'), /^age-encryption\.org\/v1\n/);
    assert.equal(rest.pop().end.signatures, SIGNED.length);
    for (const { signer, key } of rest) {
      assert.equal(key, dataKey.dataKey);
      assert.ok(!Buffer.from(signer, 'base64').includes('example'));
    }
  });

  it('ends with a checksum of all before, which other tools can check', async (t) => {
    const { result, lines } = await sealedExport(t);
    const before = result.stdout.slice(0, -(lines.at(-1)!.length + 1));
    assert.equal(JSON.parse(lines.at(-1)!).end.sha256, createHash('sha256').update(before).digest('hex'));
  });

  it('leaves out those who weren’t chosen, as far as that can be told of a sealed row', async (t) => {
    const { lines } = await sealedExport(t, SIGNED, '--partner', 'harbour-aid', '--since', '2026-02-01');
    assert.deepEqual(JSON.parse(lines[0]!).choice, { partner: 'harbour-aid', since: '2026-02-01' });
    assert.equal(lines.filter((line) => 'signer' in JSON.parse(line)).length, 2);
  });
});

describe('open', { concurrency: 2 }, () => {
  it('gives the very bytes that export gives where the database is', async (t) => {
    const { run, open, identity } = await sealedExport(t);
    for (const args of [
      [],
      ['--format', 'ndjson'],
      ['--partner', 'harbour-aid'],
      ['--since', '2026-02-01', '--format', 'csv'],
      ['--partner', 'open-gate', '--since', '2026-03-01'],
    ]) {
      assert.deepEqual(await open(...args), await run('--identity', identity, ...args));
    }
  });

  it('keeps to what the file was made for: a partner doesn’t get more by its opening', async (t) => {
    const { open, run, identity } = await sealedExport(
      t,
      SIGNED,
      '--partner',
      'harbour-aid',
      '--since',
      '2026-01-01',
    );
    const { stdout } = await open('--format', 'ndjson');
    assert.deepEqual(namesIn(stdout), ['Late', 'Willing']);
    assert.deepEqual(await open(), await run('--identity', identity, '--partner', 'harbour-aid'));
    assert.deepEqual(namesIn((await open('--format', 'ndjson', '--since', '2026-02-01')).stdout), ['Late']);
    assertMistake(await open('--partner', 'open-gate'), /only those who signed through "harbour-aid"/);
    assertMistake(await open('--since', '2025-12-31'), /only those who signed from 2026-01-01 on/);
  });

  it('reads standard input', async (t) => {
    const { result, identity, open } = await sealedExport(t);
    assert.deepEqual(await petitions(['open', '-', '--identity', identity], {}, result.stdout), await open());
  });

  it('reads several pages, also where the reader of its own goes away', async (t) => {
    const many = Array.from({ length: 2_500 }, (_, index) => ({ email: `s${index}@example.org` }));
    const { open, file, identity } = await sealedExport(t, many);
    assert.equal(
      new Set(rowsIn((await open('--format', 'ndjson')).stdout).map(({ email }) => email)).size,
      2_500,
    );
    const child = launch(['open', file, '--identity', identity], {});
    const stderr = textOf(child.stderr!);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [code] = await once(child, 'exit');
    assert.deepEqual([code, await stderr], [0, '']);
  });

  it('notices a file that breaks off, wherever it does, and opens what is there', async (t) => {
    const { openInstead, lines } = await sealedExport(t);
    for (const [cut, rows] of [
      [lines.slice(0, -1).join('\n'), 8],
      [`${lines.slice(0, -3).join('\n')}\n`, 6],
      [`${lines.slice(0, -2).join('\n')}\n${lines.at(-2)!.slice(0, 80)}`, 7],
      [`${lines[0]}\n`, 0],
    ] as const) {
      const { code, stdout, stderr } = await openInstead(cut);
      assert.deepEqual([code, rowsIn(stdout).length], [1, rows]);
      assert.match(stderr, /^The file breaks off before its end\./m);
    }
  });

  it('notices a line that is gone, damaged, or came in', async (t) => {
    const { openInstead, lines } = await sealedExport(t);
    for (const [changed, rows, words] of [
      [lines.toSpliced(4, 1), 7, /it held 8 signatures, has 7, and its checksum differs/],
      [
        lines.toSpliced(4, 1, lines[4]!.replace('"sealed"', '"seeled"')),
        7,
        /^Damaged lines of the file: 5\n/,
      ],
      [lines.toSpliced(4, 1, lines[4]!.slice(1)), 7, /^Damaged lines of the file: 5\n/],
      [lines.toSpliced(4, 1, lines[4]!.replace(/"on":"[^"]*"/, '"on":"2020-01-01"')), 8, /checksum differs/],
      [lines.toSpliced(1, 1), 0, /their data key is missing: 8 signatures/],
      [[...lines, lines[4]!], 8, /^Damaged lines of the file: 12\n/],
      [
        lines.toSpliced(4, 0, ...Array.from({ length: 12 }, () => 'x')),
        8,
        /lines of the file: (\d+, ){9}14 and 2 more\n/,
      ],
    ] as const) {
      const { code, stdout, stderr } = await openInstead(`${changed.join('\n')}\n`);
      assert.match(stderr, words);
      assert.deepEqual([code, rowsIn(stdout).length], [1, rows]);
      assertNamesNobody(stderr);
    }
  });

  it('leaves out a row of which one bit was turned, or that came from another petition', async (t) => {
    const { openInstead, lines } = await sealedExport(t);
    const row = JSON.parse(lines[4]!);
    const sealed = Buffer.from(row.sealed, 'base64');
    sealed[60]! ^= 1;
    const flipped = lines.with(4, JSON.stringify({ ...row, sealed: sealed.toString('base64') }));
    const one = await openInstead(`${flipped.join('\n')}\n`);
    assert.deepEqual([one.code, rowsIn(one.stdout).length], [1, 7]);
    assert.match(
      one.stderr,
      new RegExp(`damaged.*signer key ${Buffer.from(row.signer, 'base64').toString('hex').slice(0, 12)}…\n`),
    );
    const moved = lines.with(0, lines[0]!.replace('"petitionId":1', '"petitionId":2'));
    const all = await openInstead(`${moved.join('\n')}\n`);
    assert.deepEqual([all.code, all.stdout], [1, '']);
    assert.match(all.stderr, /or were moved here from another petition or signer: 8 signatures/);
  });

  it('takes no other file for a sealed export', async (t) => {
    const { openInstead, lines } = await sealedExport(t);
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
      assertMistake(await openInstead(content), /sealed is no sealed export, or its first line is damaged/);
    }
    assertMistake(await openInstead(`${lines[0]!.slice(1)}\n`), /is no sealed export/);
    assertMistake(await openInstead('{"sealedPetition":2,"other":true}\n'), /written by a newer version/);
  });

  it('says where the identity opens nothing, or is missing', async (t) => {
    const { file, keep } = await sealedExport(t);
    const other = keep('other', (await keyPair()).identity);
    assertMistake(
      await petitions(['open', file, '--identity', other], {}),
      /opens none of the 1 data keys; .* sealed to age1/,
    );
    assertMistake(await petitions(['open', file], {}), /^--identity FILE is missing/);
    assertMistake(await petitions(['open', file, '--identity', file], {}), /Line 1 of .* is no identity/);
  });

  it('refuses a file that isn’t there, and partners whom the petition doesn’t have', async (t) => {
    const { open, identity } = await sealedExport(t);
    const none = join(temporaryFolder(t), 'none');
    assertMistake(
      await petitions(['open', none, '--identity', identity], {}),
      /none can't be read: there is no such file\.$/m,
    );
    assertMistake(
      await petitions(['open', temporaryFolder(t), '--identity', identity], {}),
      /can't be read: it is a folder\.$/m,
    );
    assertMistake(
      await petitions(['open', none, '--identity', none], {}),
      /^The identity \S+none can't be read: there is no such file\.$/m,
    );
    assertMistake(await open('--partner', 'nobody'), /no partner "nobody", but "harbour-aid", "open-gate"/);
  });

  it('leaves the sealed file as it was', async (t) => {
    const { open, file, result } = await sealedExport(t);
    await open();
    assert.equal(readFileSync(file, 'utf8'), result.stdout);
  });
});
