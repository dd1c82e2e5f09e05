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
  describe(`the widget file at ${path}`, () => {
    it('has the right content type, and can be loaded and cached by any site', async () => {
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
      it(`is sent ${encoding ? `as ${encoding}` : 'uncompressed'} to clients that accept "${accepted}"`, async () => {
        const response = await server.get(path, { 'Accept-Encoding': accepted });
        assert.equal(response.headers.get('Content-Encoding'), encoding);
        assert.equal(response.headers.get('Vary'), 'Accept-Encoding');
        const bytes = await bytesOf(response);
        const decompress =
          encoding === 'br' ? brotliDecompressSync : encoding === 'gzip' ? gunzipSync : Buffer.from;
        assert.equal((decompress as (bytes: Buffer) => Buffer)(bytes).toString(), script);
        if (encoding) assert.ok(bytes.length < script.length / 2);
      });
    }

    it('is not sent again to clients that have it', async () => {
      const etag = (await server.get(path)).headers.get('ETag')!;
      const again = await server.get(path, { 'If-None-Match': etag });
      assert.equal(again.status, 304);
      assert.equal(again.headers.get('Access-Control-Allow-Origin'), '*');
      assert.equal(again.headers.get('Vary'), 'Accept-Encoding');
      assert.equal(await again.text(), '');
    });
  });
}

describe('a version of the widget', () => {
  it('stays as first served when the script is rebuilt; the floating URL serves the new build', async (t) => {
    const dataDir = temporaryFolder(t);
    const older = await start(t, { dataDir, widget: 'first()' });
    assert.equal(await (await older.get(PINNED)).text(), 'first()');
    const newer = await start(t, { dataDir, widget: 'second()' });
    assert.equal(await (await newer.get(PINNED)).text(), 'first()');
    assert.equal(await (await newer.get(FLOATING)).text(), 'second()');
    assert.ok(newer.lines.some((line) => line.includes(VERSION) && line.includes('differs')));
    assert.ok(!older.lines.some((line) => line.includes('differs')));
  });

  it('is still served if an earlier release served it', async (t) => {
    const dataDir = temporaryFolder(t);
    mkdirSync(join(dataDir, 'widget', '0.0.9'), { recursive: true });
    writeFileSync(join(dataDir, 'widget', '0.0.9', 'petition-widget.js'), 'older()');
    const { get } = await start(t, { dataDir });
    const response = await get('/0.0.9/petition-widget.js', { 'Accept-Encoding': 'br' });
    assert.equal(brotliDecompressSync(await bytesOf(response)).toString(), 'older()');
    assert.match(response.headers.get('Cache-Control')!, /immutable/);
  });

  it('returns 404 if it was never served, no matter what its path contains', async (t) => {
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

  it('returns 404 if its folder contains no script', async (t) => {
    const { get, dataDir } = await start(t);
    mkdirSync(join(dataDir, 'widget', '0.0.8'));
    writeFileSync(join(dataDir, 'widget', '.DS_Store'), '');
    for (const version of ['0.0.8', '.DS_Store']) {
      assert.equal((await get(`/${version}/petition-widget.js`)).status, 404, version);
    }
  });

  it('is stored in the data folder, so that it outlives this release', async () => {
    const storedFile = join(server.dataDir, 'widget', VERSION, 'petition-widget.js');
    assert.equal(readFileSync(storedFile, 'utf8'), WIDGET);
  });
});
