import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Stands in for Rollup, which takes longer: copies the source, unless it can't be parsed, and counts its runs. */
const ROLLUP = `
  const { copyFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
  writeFileSync('count', String(Number(readFileSync('count')) + 1));
  new Function(readFileSync('server/main.js', 'utf8'));
  mkdirSync('dist/server', { recursive: true });
  copyFileSync('server/main.js', 'dist/server/main.js');
`;

/** A project with one source file. `build` returns the exit code and how often Rollup has run. */
function createProject(t: TestContext) {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'server'));
  mkdirSync(join(folder, 'build'));
  copyFileSync('build/build.js', join(folder, 'build/build.js'));
  mkdirSync(join(folder, 'node_modules/rollup/dist/bin'), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('package.json', '{ "type": "module" }');
  write('node_modules/rollup/dist/bin/rollup', ROLLUP);
  write('count', '0');
  write('server/main.js', 'version = 1;\n');
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const build = (...args: string[]) => {
    const { status } = spawnSync(process.execPath, ['build/build.js', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
    return { status, runs: Number(read('count')) };
  };
  return { folder, write, read, build };
}

describe('npm run build', () => {
  it('builds once from the same files, or again if asked to', (t) => {
    const { build, read } = createProject(t);
    assert.deepEqual(build(), { status: 0, runs: 1 });
    assert.equal(read('dist/server/main.js'), 'version = 1;\n');
    assert.deepEqual(build(), { status: 0, runs: 1 });
    assert.deepEqual(build('--again'), { status: 0, runs: 2 });
  });

  it('builds again after a source has changed, was added, or was removed', (t) => {
    const { folder, build, write, read } = createProject(t);
    build();
    write('server/main.js', 'version = 2;\n');
    assert.equal(build().runs, 2);
    assert.equal(read('dist/server/main.js'), 'version = 2;\n');
    write('server/other.js', '');
    assert.equal(build().runs, 3);
    rmSync(join(folder, 'server/other.js'));
    assert.equal(build().runs, 4);
    write('package.json', '{ "type": "module", "version": "2.0.0" }');
    assert.equal(build().runs, 5);
  });

  it('builds again if somebody has changed or removed what was built', (t) => {
    const { folder, build, write, read } = createProject(t);
    build();
    write('dist/server/main.js', 'version = 3;\n');
    assert.equal(build().runs, 2);
    assert.equal(read('dist/server/main.js'), 'version = 1;\n');
    rmSync(join(folder, 'dist/server/main.js'));
    assert.equal(build().runs, 3);
  });

  it('fails if the last sources can’t be built, each time, although earlier ones could', (t) => {
    const { folder, build, write } = createProject(t);
    build();
    write('server/main.js', 'version = (');
    assert.deepEqual(build(), { status: 1, runs: 2 });
    assert.deepEqual(build(), { status: 1, runs: 3 });
    assert.equal(existsSync(join(folder, 'dist/.built')), false);
  });
});
