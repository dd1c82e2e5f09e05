/**
 * Builds everything into `dist/`, unless what is there was built from the same files. `npm run build`
 *
 *   node build/build.js --again    builds in any case
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** All that a build reads: these folders, and files of the root folder. */
const SOURCE_FOLDERS = ['build', 'common', 'console', 'docs', 'npm', 'server', 'widget'];
/** Dependencies, settings, and what the packages bring along. Not keys or databases of a server that runs from here. */
const ROOT_FILES = /\.(?:js|json|md)$|^LICENSE$/;
const SKIPPED = new Set(['node_modules', 'data']);
/** Hash of the last complete build. */
const MARK = 'dist/.built';

const isFile = (entry) => entry.isFile();
const isFolder = (entry) => entry.isDirectory() && !SKIPPED.has(entry.name);

/** The files in a folder and below it, sorted. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter(isFile).map(({ name }) => join(folder, name));
  return [...files, ...entries.filter(isFolder).flatMap(({ name }) => filesIn(join(folder, name)))].sort();
}

/** Hash of what is built from and of what was built, so that nobody tests a file of `dist/` that somebody has changed. */
function hashNow() {
  const rootFiles = readdirSync('.').filter((name) => ROOT_FILES.test(name));
  const sources = [...rootFiles, ...SOURCE_FOLDERS.flatMap(filesIn)];
  const built = filesIn('dist').filter((file) => file !== MARK);
  // What npm has installed, which can differ from package-lock.json.
  const installed = 'node_modules/.package-lock.json';
  const hash = createHash('sha256').update(process.version);
  for (const file of [...sources, ...built, ...(existsSync(installed) ? [installed] : [])]) {
    const content = readFileSync(file);
    hash.update(`\n${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

const isCurrent = existsSync(MARK) && readFileSync(MARK, 'utf8') === hashNow();
if (!isCurrent || process.argv.includes('--again')) {
  // A build that fails leaves files that belong to no sources.
  rmSync(MARK, { force: true });
  const rollup = createRequire(import.meta.url).resolve('rollup/dist/bin/rollup');
  const { status } = spawnSync(process.execPath, [rollup, '--config', '--silent'], { stdio: 'inherit' });
  if (status === 0) writeFileSync(MARK, hashNow());
  else process.exitCode = 1;
}
