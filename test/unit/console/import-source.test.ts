import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { CHUNK_BYTES } from '../../../common/import/encoding.ts';
import { FileProblemError } from '../../../common/import/file-problem.ts';
import { ImportSource } from '../../../console/import/source.ts';
import { findLayout, readPages } from '../../../server/import/rows.ts';
import { openSource } from '../../../server/import/source-file.ts';
import { TOOL_FILES } from '../../integration/import/tool-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** More bytes than are read at a time. */
const LONG = 1.5 * CHUNK_BYTES;

/** Returns what reads a file as the command line does. */
function createServerReader(t: TestContext) {
  const path = join(temporaryFolder(t), 'list.csv');
  return (content: string | Buffer, chunkBytes?: number) => {
    writeFileSync(path, content);
    return readOnServer(path, chunkBytes);
  };
}

async function readOnServer(path: string, chunkBytes?: number) {
  const file = await openSource(path, () => {}, chunkBytes);
  try {
    const layout = await findLayout(file);
    const rows = [];
    for await (const page of readPages(file, layout)) rows.push(...page);
    return { encoding: file.encoding, digest: file.digest.toString('hex'), layout, rows };
  } finally {
    await file.close();
  }
}

/** What the console reads. */
async function readInBrowser(content: string | Buffer, chunkBytes?: number) {
  const bytes = Uint8Array.from(typeof content === 'string' ? Buffer.from(content) : content);
  const source = await ImportSource.open(new Blob([bytes]), () => {}, chunkBytes);
  const rows = [];
  for await (const page of source.pages()) rows.push(...page);
  return { encoding: source.encoding, digest: source.digest, layout: source.layout, rows };
}

const problemOf = async (content: string | Buffer) => {
  try {
    await readInBrowser(content);
  } catch (error) {
    assert.ok(error instanceof FileProblemError, String(error));
    return error.problem;
  }
  throw new Error('the file was read');
};

const cell = fc.oneof(
  fc.constantFrom('a', 'é', '', ' ', '""', '"x"', '"x, y"', '"x\ny"', '"x\r\ny"', '"x "y" z"', ' "x" '),
  fc.string({ maxLength: 4 }).map((text) => `"${text.replace(/["\0]/g, '""')}"`),
);
const table = fc.record({
  rows: fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  separator: fc.constantFrom(',', '\t'),
});

/** A file with these rows, repeated until it has a number of characters. Each starts with the added cells. */
function fileOf(
  { rows, lineEnd, separator }: typeof table extends fc.Arbitrary<infer T> ? T : never,
  length = 1,
  added: string[] = [],
) {
  const head = [...added.keys(), 'first', 'second', 'third'].join(separator);
  const body = rows.map((cells) => [...added, ...cells].join(separator) + lineEnd).join('');
  return head + lineEnd + body.repeat(Math.ceil(length / body.length));
}

/** Makes a file long with few rows, because rows take longer to read than characters. */
const LONG_CELL = `"${'She said ""no"", twice;\n\ttwice. '.repeat(10)}"`;

describe('a file in the browser', () => {
  it('is read as on the command line, whatever tool wrote it', async (t) => {
    const latin = Buffer.from('name;email\r\nZo\u00eb;z@example.org\r\n', 'latin1');
    const row = '"Bo","She said "no" twice,\r\n""really"""\n';
    const long = `name,comment\n${row.repeat(Math.ceil(LONG / row.length))}`;
    const read = createServerReader(t);
    for (const content of [...TOOL_FILES, latin, long, long.replaceAll('\n', '\r\n'), 'a,b\rAna,1\rBo,2\r']) {
      assert.deepEqual(await readInBrowser(content), await read(content));
    }
  });

  it('is read as on the command line, however its cells are quoted', async (t) => {
    const read = createServerReader(t);
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const content = fileOf(rows, LONG, [LONG_CELL]);
        assert.deepEqual(await readInBrowser(content), await read(content));
      }),
      { numRuns: 4, seed: 20_260_101 },
    );
  });

  it('is read as on the command line, wherever the parts end that are read at a time', async (t) => {
    const read = createServerReader(t);
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, inBrowser, onServer) => {
          const content = fileOf(rows);
          assert.deepEqual(await readInBrowser(content, inBrowser), await read(content, onServer));
        },
      ),
      { numRuns: 300, seed: 20_260_101 },
    );
  });

  it('is refused with what it is, and where', async () => {
    assert.deepEqual(await problemOf('PK\x03\x04rest'), { code: 'other-format', format: 'workbook' });
    assert.deepEqual(await problemOf(''), { code: 'empty' });
    assert.deepEqual(await problemOf('a,b\nx,y\n\0,z\n'), { code: 'nul', line: 3 });
    assert.deepEqual(await problemOf('a,'.repeat(3_000)), { code: 'too-many-columns', max: 2_000 });
    const open = `name,email\nAna,a@example.org\n"Bo,b@example.org\n${'Cy,c@example.org\n'.repeat(100_000)}`;
    assert.deepEqual(await problemOf(open), { code: 'open-quote', row: 3 });
  });
});
