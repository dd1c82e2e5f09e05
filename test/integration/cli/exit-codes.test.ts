// Runs once: it is about the end of a process in which SQLite's thread has run.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { SLUG, signedPetition } from './exports.ts';
import { launch, petitions, petitionsProcess, serve, textOf } from './processes.ts';

/**
 * How often each command runs in processes of its own. `npm run test:node-24` uses more: whether a process aborts at its
 * end can depend on when garbage is collected.
 */
const ROUNDS = Number(process.env.COMMAND_ROUNDS || 1);

/** Files of one test. */
interface Files {
  database: string;
  identity: string;
  petitions: string;
  csv: string;
  notADatabase: string;
  folder: string;
  round: number;
  /** Writes a sealed file, and returns its path. */
  seal(): Promise<string>;
}

type Case = [
  command: string,
  code: number,
  args: (files: Files) => string[] | Promise<string[]>,
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
  ['decrypt', 0, async ({ seal, identity }) => ['decrypt', await seal(), '--identity', identity]],
  ['erase', 0, () => ['erase', 'nobody@example.org']],
  ['import', 0, ({ csv }) => ['import', SLUG, csv, '--time-zone', 'UTC']],
  [
    'init',
    0,
    ({ folder, round }) => ['init', join(folder, `settings-${round}`), '--host', 'petitions.example.org'],
  ],
  ['invite', 0, ({ round }) => ['invite', `Irena ${round}`]],
  ['accounts', 0, () => ['accounts']],
  ['tokens', 0, () => ['tokens']],
  ['partner-link', 0, () => ['partner-link', SLUG, 'harbour-aid']],
  ['webhooks', 0, () => ['webhooks', 'list']],
  ['bounced', 0, () => ['bounced', '--forget']],
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
  [
    'forward without its target',
    1,
    async ({ seal, identity }) => [
      'forward',
      await seal(),
      '--identity',
      identity,
      '--to',
      'webhook:https://webhook.test/',
    ],
  ],
  [
    'osdi of a file that is not sealed',
    1,
    ({ petitions, identity }) => ['osdi', petitions, '--identity', identity],
  ],
  [
    'test-email without a mail server',
    1,
    () => ['test-email', 'ana@example.org'],
    () => ({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'Petitions <petitions@example.org>' }),
  ],
  ['an unknown command', 2, () => ['sereve']],
];

/** What nobody may be reading. */
type Output = 'stdout' | 'stderr';

describe('every command, in processes of its own', { concurrency: 2 }, () => {
  for (const [command, code, argsOf, envOf = () => ({})] of CASES) {
    it(`exits with ${code}, and quietly if nobody reads: ${command}`, async (t) => {
      const { env, files } = await setUp(t);
      let round = 0;
      const nextArgs = () => argsOf({ ...files, round: ++round });
      const all = { ...env, ...envOf(files) };
      const hosted = await petitions(await nextArgs(), all);
      assert.equal(hosted.code, code, hosted.stderr);
      // Nobody misses a reader where nothing is written.
      const written = (['stdout', 'stderr'] as const).filter((output) => hosted[output] !== '');
      const gone: Output[][] =
        written.length > 1 ? [...written.map((output) => [output]), written] : [written];
      for (let run = 0; run < Math.max(ROUNDS, gone.length); run++) {
        const outputs = gone[run % gone.length]!;
        assert.deepEqual(await outcomeOf(await nextArgs(), all, outputs), { code, signal: null });
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

  it('keeps serving without a reader, and exits with 0 after SIGTERM', async (t) => {
    const { env } = await setUp(t);
    const server = await serve(t, env, ['stdout', 'stderr']);
    assert.equal((await fetch(`${server.origin}/healthz`)).status, 200);
    assert.equal(await server.stop(), 0);
  });
});

describe('a process that runs many commands', () => {
  for (const args of [['list'], ['close', 'none'], ['sereve']]) {
    it(`reports the same as one for a command: ${args.join(' ')}`, async (t) => {
      const { env } = await setUp(t);
      assert.deepEqual(await petitions(args, env), await petitionsProcess(args, env));
    });
  }
});

async function setUp(t: TestContext) {
  const { env, identity, recipient, keep, run } = await signedPetition(t);
  const files: Files = {
    database: env.DATABASE_URL.replace('sqlite:', ''),
    identity,
    petitions: keep('petitions.json', '[]'),
    csv: keep('signatures.csv', 'email,name\nnew@example.org,Ana\n'),
    notADatabase: keep('text.db', 'no database\n'.repeat(500)),
    folder: temporaryFolder(t),
    round: 0,
    seal: async () => keep('export.sealed', (await run('--sealed')).stdout),
  };
  return { env: { ...env, RECIPIENT: recipient }, files };
}

async function outcomeOf(args: string[], env: Record<string, string>, gone: readonly Output[]) {
  const child = launch(args, env);
  child.stdin!.end();
  for (const stream of gone) child[stream]!.destroy();
  const read = (stream: Output) => (gone.includes(stream) ? '' : textOf(child[stream]!));
  const [[code, signal], , stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    read('stdout'),
    read('stderr'),
  ]);
  assert.equal(signal, null, stderr);
  assert.doesNotMatch(stderr, /^\s+at |Assertion failed|native stack|EPIPE/im);
  return { code, signal };
}
