/**
 * Checks the types of everything. `npm run check`
 *
 * A file is checked in the project of its folder, whose settings know what it may use: no DOM on the server, nothing of
 * Node in the browser. What a project says about another project's files is ignored.
 *
 * TypeScript 7 is much faster than 6, which the build and a test still need for its API.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript-7/package.json')), 'bin/tsc');
/** Nested before what is around them. */
const PROJECTS = ['common', 'server', 'widget', 'console', 'npm', '.'].map((folder) => resolve(folder));
const projectOf = (fileName) => PROJECTS.find((folder) => resolve(fileName).startsWith(`${folder}/`));

const errors = (await Promise.all(PROJECTS.map(checkProject))).flat();
for (const error of errors) process.stdout.write(`${error}\n`);
process.exitCode = errors.length > 0 ? 1 : 0;

/** Returns the errors in a project's own files, and those that are about no file. */
async function checkProject(folder) {
  // One thread: the projects already run side by side, and the threads of one would repeat work.
  const args = ['--project', folder, '--noEmit', '--pretty', 'false', '--singleThreaded'];
  const child = spawn(process.execPath, [TSC, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  // The lines that explain an error are indented.
  const errors = output.split(/\r?\n(?! )/).filter((error) => error !== '');
  if (code !== 0 && errors.length === 0) return [`The compiler failed on ${folder} with code ${code}.`];
  return errors.filter((error) => {
    const [, fileName] = /^(.+?)\(\d+,\d+\): /.exec(error) ?? [];
    return fileName === undefined || projectOf(fileName) === folder;
  });
}
