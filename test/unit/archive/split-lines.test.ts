import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitLines } from '../../../server/archive/split-lines.ts';

async function lines(...chunks: Buffer[]): Promise<string[]> {
  async function* all() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const line of splitLines(all())) found.push(line.toString('utf8'));
  return found;
}

describe('lines of a file', () => {
  it('are the same however the bytes come', async () => {
    const bytes = Buffer.from('one\n\nthrée 🌻\nfour');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        assert.deepEqual(await lines(...chunks), ['one\n', '\n', 'thrée 🌻\n', 'four']);
      }),
    );
  });

  it('are none where there is nothing', async () => {
    assert.deepEqual(await lines(), []);
    assert.deepEqual(await lines(Buffer.alloc(0)), []);
  });

  it('come in pieces where a file has no line breaks, so that memory stays small', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const pieces = await lines(...Array.from({ length: 12 }, () => chunk));
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join('').length, 12 * chunk.length);
  });
});
