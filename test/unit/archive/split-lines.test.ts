import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitLines } from '../../../server/archive/sealed-file-reader.ts';

async function lines(...chunks: Buffer[]): Promise<string[]> {
  async function* source() {
    yield* chunks;
  }
  const result: string[] = [];
  for await (const line of splitLines(source())) result.push(line.toString('utf8'));
  return result;
}

describe('splitLines', () => {
  it('yields the same lines however the bytes are chunked', async () => {
    const bytes = Buffer.from('one\n\nthrée 🌻\nfour');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const offsets = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = offsets.slice(1).map((end, index) => bytes.subarray(offsets[index], end));
        assert.deepEqual(await lines(...chunks), ['one\n', '\n', 'thrée 🌻\n', 'four']);
      }),
    );
  });

  it('yields nothing for an empty file', async () => {
    assert.deepEqual(await lines(), []);
    assert.deepEqual(await lines(Buffer.alloc(0)), []);
  });

  it('yields a file without line breaks in pieces, to limit memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const pieces = await lines(...Array.from({ length: 12 }, () => chunk));
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join('').length, 12 * chunk.length);
  });
});
