// Runs once: no database involved.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { VERSION } from '../../../server/lib/package.ts';
import { DICTIONARY, SOLVER, start, WIDGET } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const server = await start();
const FLOATING = '/v1/petition-widget.js';
const PINNED = `/${VERSION}/petition-widget.js`;

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

for (const [path, script, cacheControl] of [
  [FLOATING, WIDGET, /^public, max-age=3600\b(?!.*immutable)/],
  [PINNED, WIDGET, /^public, max-age=31536000, immutable$/],
  [FLOATING.replace('widget', 'solver'), SOLVER, /^public, max-age=3600\b(?!.*immutable)/],
  [PINNED.replace('widget', 'solver'), SOLVER, /^public, max-age=31536000, immutable$/],
  [FLOATING.replace('js', 'de.json'), DICTIONARY, /^public, max-age=3600\b(?!.*immutable)/],
  [PINNED.replace('js', 'de.json'), DICTIONARY, /^public, max-age=31536000, immutable$/],
] as const) {
  describe(`the script at ${path}`, () => {
    it('is of its type, and any site may load it, and hold it', async () => {
      const response = await server.get(path);
      assert.equal(response.status, 200);
      assert.equal(
        response.headers.get('Content-Type'),
        path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'application/json',
      );
      assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
      assert.equal(response.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
      assert.match(response.headers.get('Cache-Control')!, cacheControl);
      assert.equal(await response.text(), script);
    });

    for (const [accepted, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
      ['br;q=0, gzip;q=0', null],
      ['identity', null],
      ['', null],
    ] as const) {
      it(`comes as ${encoding ?? 'it is'} to who accepts "${accepted}"`, async () => {
        const response = await server.get(path, { 'Accept-Encoding': accepted });
        assert.equal(response.headers.get('Content-Encoding'), encoding);
        assert.equal(response.headers.get('Vary'), 'Accept-Encoding');
        const bytes = await bytesOf(response);
        const open =
          encoding === 'br' ? brotliDecompressSync : encoding === 'gzip' ? gunzipSync : Buffer.from;
        assert.equal((open as (bytes: Buffer) => Buffer)(bytes).toString(), script);
        if (encoding) assert.ok(bytes.length < script.length / 2);
      });
    }

    it('is not sent again to who has it', async () => {
      const etag = (await server.get(path)).headers.get('ETag')!;
      const again = await server.get(path, { 'If-None-Match': etag });
      assert.equal(again.status, 304);
      assert.equal(again.headers.get('Access-Control-Allow-Origin'), '*');
      assert.equal(again.headers.get('Vary'), 'Accept-Encoding');
      assert.equal(await again.text(), '');
    });
  });
}

describe('a version', () => {
  it('once served stays as it was when the script is built anew; the floating address has the new one', async (t) => {
    const dataDir = temporaryFolder(t);
    const older = await start(t, { dataDir, widget: 'first()' });
    assert.equal(await (await older.get(PINNED)).text(), 'first()');
    const newer = await start(t, { dataDir, widget: 'second()' });
    assert.equal(await (await newer.get(PINNED)).text(), 'first()');
    assert.equal(await (await newer.get(FLOATING)).text(), 'second()');
    assert.ok(newer.lines.some((line) => line.includes(VERSION) && line.includes('differs')));
    assert.ok(!older.lines.some((line) => line.includes('differs')));
  });

  it('that a release before this one served is served still', async (t) => {
    const dataDir = temporaryFolder(t);
    mkdirSync(join(dataDir, 'widget', '0.0.9'), { recursive: true });
    writeFileSync(join(dataDir, 'widget', '0.0.9', 'petition-widget.js'), 'older()');
    const { get } = await start(t, { dataDir });
    const response = await get('/0.0.9/petition-widget.js', { 'Accept-Encoding': 'br' });
    assert.equal(brotliDecompressSync(await bytesOf(response)).toString(), 'older()');
    assert.match(response.headers.get('Cache-Control')!, /immutable/);
  });

  it('never served here is not found, whatever is written for it', async (t) => {
    const { get, dataDir } = await start(t);
    writeFileSync(join(dataDir, 'petition-widget.js'), 'not for the world');
    for (const version of [
      '9.9.9',
      'v2',
      '..%2f..',
      '%2e%2e%2fwidget%2f0.1.0',
      `${VERSION}%2f`,
      '%00',
      '%E0%A4%A',
      '__proto__',
    ]) {
      const response = await get(`/${version}/petition-widget.js`);
      assert.equal(response.status, 404, version);
      assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
      assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
    }
  });

  it('whose folder holds no script is not found either', async (t) => {
    const { get, dataDir } = await start(t);
    mkdirSync(join(dataDir, 'widget', '0.0.8'));
    writeFileSync(join(dataDir, 'widget', '.DS_Store'), '');
    for (const version of ['0.0.8', '.DS_Store']) {
      assert.equal((await get(`/${version}/petition-widget.js`)).status, 404, version);
    }
  });

  it('lies under the data folder, so that it outlives this release', async () => {
    const kept = join(server.dataDir, 'widget', VERSION, 'petition-widget.js');
    assert.equal(readFileSync(kept, 'utf8'), WIDGET);
  });
});
