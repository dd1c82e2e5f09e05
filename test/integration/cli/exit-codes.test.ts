// Runs once: it is about the end of a process in which SQLite's thread has run.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { SLUG, signedPetition } from './exports.ts';
import { launch, serve, textOf } from './processes.ts';

/**
 * How often each command runs. `npm run test:node-24` uses more: whether a process aborts at its end can depend on when
 * garbage is collected.
 */
const ROUNDS = Number(process.env.COMMAND_ROUNDS || 1);

/** Files of one test. */
interface Files {
  database: string;
  identity: string;
  sealed: string;
  petitions: string;
  notADatabase: string;
  folder: string;
  round: number;
}

type Case = [
  command: string,
  code: number,
  args: (files: Files) => string[],
  env?: (files: Files) => Record<string, string>,
];

const UNREACHABLE = { DATABASE_URL: 'postgres://petitions:secret@127.0.0.1:1/petitions' };

const CASES: Case[] = [
  ['help', 0, () => ['help']],
  ['--version', 0, () => ['--version']],
  ['load', 0, ({ petitions }) => ['load', petitions]],
  ['list', 0, () => ['list']],
  ['close', 0, () => ['close', SLUG, '--outcome', 'It stays.']],
  ['rename', 0, ({ round }) => ['rename', round === 1 ? SLUG : `renamed-${round - 1}`, `renamed-${round}`]],
  ['comments', 0, () => ['comments', SLUG, '--all']],
  ['keygen', 0, ({ folder, round }) => ['keygen', join(folder, `key-${round}`)]],
  ['export', 0, ({ identity }) => ['export', SLUG, '--identity', identity]],
  ['export --sealed', 0, () => ['export', SLUG, '--sealed']],
  ['decrypt', 0, ({ sealed, identity }) => ['decrypt', sealed, '--identity', identity]],
  ['erase', 0, () => ['erase', 'nobody@example.org']],
  ['purge', 0, () => ['purge', SLUG, '--since', '2020-01-01', '--dry-run']],
  ['retention', 0, () => ['retention', '--days', '30']],
  ['retention --erase-into', 0, ({ folder }) => ['retention', '--days', '30', '--erase-into', folder]],
  ['backup', 0, ({ folder, round }) => ['backup', join(folder, `copy-${round}.db`)]],
  ['doctor', 0, () => ['doctor']],
  ['doctor --verify', 0, () => ['doctor', '--verify']],
  ['import-sqlite without its target', 1, ({ database }) => ['import-sqlite', database], () => UNREACHABLE],
  ['close of an unknown petition', 1, () => ['close', 'none']],
  ['delete of a petition that people have signed', 1, () => ['delete', SLUG]],
  ['export without the identity', 1, () => ['export', SLUG, '--identity', '/none/such']],
  [
    'list of a file that is not a database',
    1,
    () => ['list'],
    ({ notADatabase }) => ({ DATABASE_URL: `sqlite:${notADatabase}` }),
  ],
  [
    'serve with a file that is not a database',
    1,
    () => ['serve'],
    ({ notADatabase }) => ({
      DATABASE_URL: `sqlite:${notADatabase}`,
    }),
  ],
  ['an unknown command', 2, () => ['sereve']],
];

describe(`every command, run ${ROUNDS === 1 ? 'once' : `${ROUNDS} times`}`, { concurrency: 2 }, () => {
  for (const [command, code, argsOf, envOf = () => ({})] of CASES) {
    it(`exits with ${code}: ${command}`, async (t) => {
      const { env, files } = await setUp(t);
      for (let round = 1; round <= ROUNDS; round++) {
        const args = argsOf({ ...files, round });
        assert.deepEqual(await outcomeOf(args, { ...env, ...envOf(files) }), { code, signal: null });
      }
    });
  }

  it('exits with 0: serve, after SIGTERM', async (t) => {
    const { env } = await setUp(t);
    for (let round = 1; round <= ROUNDS; round++) {
      const server = await serve(t, env);
      assert.equal(await server.stop(), 0, server.log());
    }
  });
});

/** Which readers are gone before the command writes. */
const GONE = [['stdout'], ['stderr'], ['stdout', 'stderr']] as const;

describe('every command, without a reader', { concurrency: 2 }, () => {
  for (const [command, code, argsOf, envOf = () => ({})] of CASES) {
    it(`exits with ${code}, and quietly: ${command}`, async (t) => {
      const { env, files } = await setUp(t);
      for (const [index, gone] of GONE.entries()) {
        const args = argsOf({ ...files, round: index + 1 });
        assert.deepEqual(await outcomeOf(args, { ...env, ...envOf(files) }, gone), { code, signal: null });
      }
    });
  }

  it('keeps serving, and exits with 0 after SIGTERM', async (t) => {
    const { env } = await setUp(t);
    const server = await serve(t, env, ['stdout', 'stderr']);
    assert.equal((await fetch(`${server.origin}/healthz`)).status, 200);
    assert.equal(await server.stop(), 0);
  });
});

async function setUp(t: TestContext) {
  const { env, identity, recipient, keep, run } = await signedPetition(t);
  const files: Files = {
    database: env.DATABASE_URL.replace('sqlite:', ''),
    identity,
    sealed: keep('export.sealed', (await run('--sealed')).stdout),
    petitions: keep('petitions.json', '[]'),
    notADatabase: keep('text.db', 'no database\n'.repeat(500)),
    folder: temporaryFolder(t),
    round: 0,
  };
  return { env: { ...env, RECIPIENT: recipient }, files };
}

async function outcomeOf(
  args: string[],
  env: Record<string, string>,
  gone: readonly ('stdout' | 'stderr')[] = [],
) {
  const child = launch(args, env);
  child.stdin!.end();
  for (const stream of gone) child[stream]!.destroy();
  const read = (stream: 'stdout' | 'stderr') => (gone.includes(stream) ? '' : textOf(child[stream]!));
  const [[code, signal], , stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    read('stdout'),
    read('stderr'),
  ]);
  assert.equal(signal, null, stderr);
  assert.doesNotMatch(stderr, /^\s+at |Assertion failed|native stack|EPIPE/im);
  return { code, signal };
}
