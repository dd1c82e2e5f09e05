import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { WidgetReleases } from '../../../server/http/widget-releases.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SCRIPT = 'petition-widget.js';

/** Builds a script and starts a server's releases over one data folder, as often as wanted. */
function setUp(t: TestContext) {
  const dataDir = temporaryFolder(t);
  const built = temporaryFolder(t);
  return {
    dataDir,
    built,
    release(version: string, script: string) {
      writeFileSync(join(built, SCRIPT), script);
      return new WidgetReleases(dataDir, built, version);
    },
  };
}

describe('the releases of the widget', () => {
  it('serve every version that ever was the newest, each with its own bytes and ETag', (t) => {
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

  it('keep a version as it was first served, and tell that the build differs', (t) => {
    const { release } = setUp(t);
    release('1.0.0', 'one');
    const releases = release('1.0.0', 'one, mended');
    assert.deepEqual(releases.changedFiles, [SCRIPT]);
    assert.equal(releases.get('1.0.0', SCRIPT)?.bytes.toString(), 'one');
    assert.equal(releases.current(SCRIPT)!.bytes.toString(), 'one, mended');
    assert.notEqual(releases.get('1.0.0', SCRIPT)?.etag, releases.current(SCRIPT)!.etag);
  });

  it('keep serving an old version when the server goes back to it and forth again', (t) => {
    const { release } = setUp(t);
    release('1.0.0', 'one');
    release('2.0.0', 'two');
    const back = release('1.0.0', 'one');
    assert.equal(back.current(SCRIPT)!.bytes.toString(), 'one');
    assert.equal(back.get('2.0.0', SCRIPT)?.bytes.toString(), 'two');
  });

  it('keep what a version fetches, also where the newest fetches something else', (t) => {
    const { release, built } = setUp(t);
    writeFileSync(join(built, 'petition-widget.de.json'), '{"sign":"eins"}');
    release('1.0.0', 'one');
    rmSync(join(built, 'petition-widget.de.json'));
    const releases = release('2.0.0', 'two');
    const name = 'petition-widget.de.json';
    assert.equal(releases.get('1.0.0', name)?.bytes.toString(), '{"sign":"eins"}');
    assert.equal(releases.get('2.0.0', name), undefined);
    assert.equal(releases.current(name), undefined);
  });

  it('give nothing that isn’t theirs, whatever it is called', (t) => {
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

  it('leave no half-written files behind', (t) => {
    const { release, dataDir } = setUp(t);
    release('1.0.0', 'one');
    assert.deepEqual(readdirSync(join(dataDir, 'widget', '1.0.0')), ['petition-widget.js']);
  });

  it('say how to build the widget where it isn’t built', (t) => {
    const dataDir = temporaryFolder(t);
    assert.throws(
      () => new WidgetReleases(dataDir, join(dataDir, 'none'), '1.0.0'),
      (error) => error instanceof UserError && /npm run build/.test(error.message),
    );
  });
});
