import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { WidgetReleases } from '../../../server/http/widget-releases.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SCRIPT = 'petition-widget.js';

/** `release` builds a script and opens the data folder's releases like a server of that version. */
function setUp(t: TestContext) {
  const dataDir = temporaryFolder(t);
  const widgetDir = temporaryFolder(t);
  return {
    dataDir,
    widgetDir,
    release(version: string, script: string) {
      writeFileSync(join(widgetDir, SCRIPT), script);
      return new WidgetReleases(dataDir, widgetDir, version);
    },
  };
}

describe('WidgetReleases', () => {
  it('serves every version that was ever the newest, each with its own bytes and ETag', (t) => {
    const { release } = setUp(t);
    release('1.0.0', 'one');
    release('1.1.0', 'two');
    const releases = release('2.0.0', 'three');
    const found = ['1.0.0', '1.1.0', '2.0.0'].map((version) => releases.get(version, SCRIPT)!);
    assert.deepEqual(
      found.map(({ bytes, version }) => [version, bytes.toString()]),
      [
        ['1.0.0', 'one'],
        ['1.1.0', 'two'],
        ['2.0.0', 'three'],
      ],
    );
    assert.equal(new Set(found.map(({ etag }) => etag)).size, 3);
    assert.equal(releases.current(SCRIPT)!.bytes.toString(), 'three');
    assert.deepEqual(releases.changedFiles, []);
    assert.equal(releases.get('3.0.0', SCRIPT), undefined);
  });

  it('keeps a version as first served, and reports that the build differs', (t) => {
    const { release } = setUp(t);
    release('1.0.0', 'one');
    const releases = release('1.0.0', 'one, mended');
    assert.deepEqual(releases.changedFiles, [SCRIPT]);
    assert.equal(releases.get('1.0.0', SCRIPT)?.bytes.toString(), 'one');
    assert.equal(releases.current(SCRIPT)!.bytes.toString(), 'one, mended');
    assert.notEqual(releases.get('1.0.0', SCRIPT)?.etag, releases.current(SCRIPT)!.etag);
  });

  it('keeps serving a newer version after a rollback to an older one', (t) => {
    const { release } = setUp(t);
    release('1.0.0', 'one');
    release('2.0.0', 'two');
    const releases = release('1.0.0', 'one');
    assert.equal(releases.current(SCRIPT)!.bytes.toString(), 'one');
    assert.equal(releases.get('2.0.0', SCRIPT)?.bytes.toString(), 'two');
  });

  it('keeps the files that a version fetches, even if the newest one fetches others', (t) => {
    const { release, widgetDir } = setUp(t);
    writeFileSync(join(widgetDir, 'petition-widget.de.json'), '{"sign":"eins"}');
    release('1.0.0', 'one');
    rmSync(join(widgetDir, 'petition-widget.de.json'));
    const releases = release('2.0.0', 'two');
    const name = 'petition-widget.de.json';
    assert.equal(releases.get('1.0.0', name)?.bytes.toString(), '{"sign":"eins"}');
    assert.equal(releases.get('2.0.0', name), undefined);
    assert.equal(releases.current(name), undefined);
  });

  it('returns no files outside of the releases, for any version or name', (t) => {
    const { release, dataDir } = setUp(t);
    const releases = release('1.0.0', 'one');
    writeFileSync(join(dataDir, 'secret'), 'hush');
    for (const [version, name] of [
      ['..', 'secret'],
      ['1.0.0', '../../secret'],
      ['1.0.0/../..', 'secret'],
      ['1.0.0', ''],
      ['', SCRIPT],
      ['.', '1.0.0'],
    ] as const) {
      assert.equal(releases.get(version, name), undefined, `${version} ${name}`);
    }
  });

  it('leaves no partial files behind', (t) => {
    const { release, dataDir } = setUp(t);
    release('1.0.0', 'one');
    assert.deepEqual(readdirSync(join(dataDir, 'widget', '1.0.0')), ['petition-widget.js']);
  });

  it('says how to build the widget if it isn’t built', (t) => {
    const dataDir = temporaryFolder(t);
    assert.throws(
      () => new WidgetReleases(dataDir, join(dataDir, 'none'), '1.0.0'),
      (error) => error instanceof UserError && /npm run build/.test(error.message),
    );
  });
});
