/**
 * Runs the server's tests on Node 24, which production should use. Works in a temporary copy of the project, whose native
 * module is compiled for that version: the project's own stays as it is.
 *
 *   npm run test:node-24
 *   npm run test:node-24 -- sqlite test/integration/cli/exit-codes.test.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How often each command must end as it should. Some ways to end badly depend on when garbage is collected. */
const COMMAND_ROUNDS = '50';
const NATIVE_MODULE = 'better-sqlite3';
/** In the project's folder: what is built or linked here, and what .gitignore lists as private. */
const NOT_COPIED = /^(?:node_modules|\.git|data|dist|identity.*|recipient.*|.*\.sealed|petitions\.json)$/;

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'petitions-node-24-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
// Without a listener, these signals would end the process before it can clean up.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const node = await installNode();
const project = copyProject();
const env = {
  ...process.env,
  PATH: [join(node, 'bin'), process.env.PATH].join(delimiter),
  // The headers to compile with.
  npm_config_nodedir: node,
  COMMAND_ROUNDS: process.env.COMMAND_ROUNDS ?? COMMAND_ROUNDS,
};
await runQuietly(
  'npm',
  ['run', '--silent', 'build-release'],
  join(project, 'node_modules', NATIVE_MODULE),
  env,
);
await run('npm', ['run', '--silent', 'build'], project, env);
await run('node', ['--version'], project, env);
await run('npm', ['run', '--silent', 'test:server', '--', ...process.argv.slice(2)], project, env);

/** @returns the folder of the package, with `bin/node` and `include/` */
async function installNode(): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(folder, 'node');
  mkdirSync(prefix);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@24`], prefix);
  return join(prefix, 'node_modules', name);
}

/** Links all packages, and copies the one with the native module. */
function copyProject(): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  for (const name of readdirSync(root)) {
    if (!NOT_COPIED.test(name)) cpSync(join(root, name), join(project, name), { recursive: true });
  }
  const packages = realpathSync(join(root, 'node_modules'));
  const copies = join(project, 'node_modules');
  mkdirSync(copies);
  for (const name of readdirSync(packages)) {
    if (name !== NATIVE_MODULE) symlinkSync(join(packages, name), join(copies, name));
  }
  cpSync(join(packages, NATIVE_MODULE), join(copies, NATIVE_MODULE), { recursive: true });
  return project;
}

/** The same as `run`, but prints the output only if the program fails: a compiler warns a lot. */
async function runQuietly(
  program: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  process.stderr.write(output);
  process.exit(code ?? 1);
}

/** Runs a program, and ends this process with its exit code if it fails. */
async function run(program: string, args: string[], cwd: string, env = process.env): Promise<void> {
  const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exit(code ?? 1);
}
