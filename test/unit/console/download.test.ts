import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ConsoleError } from '../../../console/api.ts';
import { type DownloadProgress, downloadSealedFile } from '../../../console/opening/download.ts';

const LINES = ['header\n', 'key\nfirst\n', 'second\nend\n'];

/** Answers the next request with these lines, then closes, breaks, or stays open. */
function answer(t: TestContext, end: 'closes' | 'breaks' | 'stays open') {
  t.mock.method(globalThis, 'fetch', async (_: string, { signal }: RequestInit) => {
    const left = LINES.map((line) => new TextEncoder().encode(line));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal!.addEventListener('abort', () => controller.error(signal!.reason));
      },
      pull(controller) {
        const next = left.shift();
        if (next) controller.enqueue(next);
        else if (end === 'closes') controller.close();
        else if (end === 'breaks') controller.error(new TypeError('network error'));
      },
    });
    return new Response(body, { headers: { 'X-Signatures': '2' } });
  });
  const progress: DownloadProgress[] = [];
  const abort = new AbortController();
  const download = (onProgress = (_: DownloadProgress) => {}) =>
    downloadSealedFile('a/b', abort.signal, {
      onStart: () => {},
      onProgress: (step) => {
        progress.push(step);
        onProgress(step);
      },
    });
  return { download, progress, abort };
}

describe('downloading a sealed file to the page', () => {
  it('gives the whole file, and says how far it is', async (t) => {
    const { download, progress } = answer(t, 'closes');
    const file = await download();
    assert.equal(await file.text(), LINES.join(''));
    assert.deepEqual(
      progress.map(({ signatures, of }) => `${signatures}/${of}`),
      ['0/2', '1/2', '2/2'],
    );
  });

  it('gives nothing of a file whose server is gone before its end', async (t) => {
    const { download } = answer(t, 'breaks');
    await assert.rejects(download(), (error) => error instanceof ConsoleError && error.status === 0);
  });

  it('can be canceled', async (t) => {
    const { download, abort } = answer(t, 'stays open');
    const canceled = download(({ signatures }) => {
      if (signatures === 2) abort.abort();
    });
    await assert.rejects(canceled, { name: 'AbortError' });
  });
});
