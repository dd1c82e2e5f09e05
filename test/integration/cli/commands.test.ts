import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../../../server/cli/program.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { VERSION } from '../../../server/lib/package.ts';
import { openStorage } from '../../../server/storage/open.ts';
import { emptyDatabase, onlyOnce, onlySqlite } from '../../support/database.ts';
import { pendingRow, requestRow, signatureRow, storePending } from '../../support/rows.ts';
import { PETITIONS } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertUserError, petitions, petitionsProcess, setUp } from './processes.ts';

describe('the command line', { concurrency: 2, ...onlyOnce }, () => {
  it('lists every command', async () => {
    for (const args of [['help'], ['--help'], ['-h'], ['help', '--help']]) {
      const { code, stdout } = await petitions(args, {});
      assert.equal(code, 0);
      for (const usage of ['serve', 'load FILE', 'list [options]', 'close SLUG', 'doctor']) {
        assert.ok(stdout.includes(`  ${usage}`), usage);
      }
    }
  });

  for (const args of [
    ['retention', '--help'],
    ['retention', '--days', '90', '-h'],
    ['help', 'retention'],
    ['--help', 'retention'],
  ]) {
    it(`describes one command and its options after "${args.join(' ')}"`, async () => {
      const { code, stdout, stderr } = await petitions(args, {});
      assert.deepEqual([code, stderr], [0, '']);
      assert.deepEqual(stdout.split('\n'), [
        'Usage: petitions retention --days N [--erase-into FOLDER]',
        '',
        'List the petitions that have been closed for N days and still have signatures.',
        'With --erase-into, write the signatures of each into a sealed file, verify the',
        'file, and erase them here, along with pending requests and public names and',
        'comments. The count stays; the petition can no longer be reopened.',
        '',
        'Options:',
        '  --days N             days since the petition was closed, at least 1',
        '  --erase-into FOLDER  folder for the sealed files',
        '  -h, --help           show this help',
        '',
        'Settings are environment variables, or lines of a file: --env-file FILE. See docs/configuration.md.',
        '',
      ]);
    });
  }

  it('lists the commands and fails if no command is given', async () => {
    const { code, stdout } = await petitions([], {});
    assert.equal(code, 2);
    assert.match(stdout, /^Usage: petitions COMMAND/);
  });

  it('prints its version', async () => {
    assert.deepEqual(await petitions(['--version'], {}), { code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  for (const args of [['sereve'], ['constructor'], ['sereve', '--help'], ['help', 'sereve']]) {
    it(`lists the commands after the unknown command "${args.join(' ')}"`, async () => {
      const result = await petitions(args, {});
      const name = args.find((arg) => !arg.includes('help'));
      assertUserError(
        result,
        new RegExp(
          `^Unknown command "${name}"\\.\n(\\(Did you mean serve\\?\\)\n)?\nUsage: petitions COMMAND\n`,
        ),
        2,
      );
    });
  }

  for (const [args, message] of [
    [['load'], /^Missing required argument "FILE"\.\nUsage: petitions load FILE$/],
    [['close'], /^Missing required argument "SLUG"\.\nUsage: petitions close SLUG/],
    [['list', 'more'], /^Unexpected argument "more"\.\nUsage: petitions list/],
    [['serve', 'now'], /^Unexpected argument "now"\./],
    [['doctor', 'now'], /^Unexpected argument "now"\./],
    [['list', '--jsn'], /^Unknown option "--jsn"\.\n\(Did you mean --json\?\)\nUsage: petitions list/],
    [['close', 'x', '--outcome'], /^Option "--outcome TEXT" argument missing\.\nUsage: petitions close/],
    [['close', 'x', '--outcome', ' '], /--outcome is empty/],
    [['close', 'x', '--lang', 'en'], /--lang .*Specify both/],
  ] as const) {
    it(`explains what is wrong with "${args.join(' ')}"`, async () => {
      await assert.rejects(run(args), (error) => error instanceof UserError && message.test(error.message));
    });
  }

  for (const [args, message, code] of [
    [['load'], /^Missing required argument "FILE"\.\nUsage: petitions load FILE\n$/, 2],
    [['list', '--jsn'], /^Unknown option "--jsn"/, 2],
    [['list', 'more'], /^Unexpected argument "more"/, 2],
    [['purge', 'x', '--since', 'monday'], /is invalid\. Write a date/, 2],
    [['close', 'x', '--lang', 'en'], /Specify both/, 2],
    [['export', 'x'], /^Specify --identity FILE/, 2],
    [['load', '/none/such.json'], /^\/none\/such\.json can't be read: there is no such file\.\n$/, 1],
  ] as const) {
    it(`exits with ${code} after "${args.join(' ')}"`, async () => {
      assertUserError(await petitions([...args], {}), message, code);
    });
  }

  for (const [oldName, usage] of [
    ['open', 'decrypt FILE --identity FILE'],
    ['adopt', 'import-sqlite FILE'],
  ] as const) {
    it(`runs a command under its old name "${oldName}", which help does not list`, async () => {
      assertUserError(await petitions([oldName], {}), new RegExp(`\\nUsage: petitions ${usage}`), 2);
      assert.match((await petitions(['help', oldName], {})).stdout, new RegExp(`^Usage: petitions ${usage}`));
      assert.doesNotMatch((await petitions(['help'], {})).stdout, new RegExp(oldName));
    });
  }

  it('suggests a similar command or option', async () => {
    assertUserError(
      await petitions(['decript'], {}),
      /^Unknown command "decript"\.\n\(Did you mean decrypt\?\)\n/,
      2,
    );
    assertUserError(
      await petitions(['list', '--jason'], {}),
      /^Unknown option "--jason"\.\n\(Did you mean --json\?\)\n/,
      2,
    );
  });

  it('lists all errors in the configuration, for every command', async () => {
    for (const command of ['serve', 'list']) {
      const result = await petitions([command], { PORT: 'x', LOG_LEVEL: 'y', SECRET: 'hunter2' });
      assertUserError(result, /PORT is "x".*\n {2}LOG_LEVEL.*\n {2}SECRET/);
      assert.doesNotMatch(result.stderr, /hunter2/);
    }
  });

  it('names a file that is not a database', onlySqlite, async (t) => {
    const dataDir = temporaryFolder(t);
    const file = join(dataDir, 'petitions.db');
    writeFileSync(file, 'no database\n'.repeat(500));
    assertUserError(
      await petitions(['list'], { DATA_DIR: dataDir }),
      new RegExp(`${file} is not a SQLite database`),
    );
  });
});

describe('load', { concurrency: 2 }, () => {
  it('can run several times at once on a new database', async (t) => {
    const folder = temporaryFolder(t);
    const env = { DATA_DIR: join(folder, 'new'), DATABASE_URL: await emptyDatabase(t) };
    const file = join(folder, 'petitions.json');
    writeFileSync(file, JSON.stringify(PETITIONS));
    const results = await Promise.all([1, 2, 3, 4].map(() => petitions(['load', file], env)));
    for (const { code, stderr } of results) {
      assert.deepEqual([code, stderr.replace(/^There was no database at .*\n/, '')], [0, '']);
    }
    const created = results.filter(({ stdout }) => /^4 created, 0 updated/m.test(stdout));
    assert.equal(created.length, 1, 'only one run creates them');
  });

  it('lists what it created and what it updated', onlyOnce, async (t) => {
    const { run, file } = await setUp(t, PETITIONS.slice(0, 1));
    writeFileSync(file, JSON.stringify(PETITIONS));
    const { code, stdout, stderr } = await run('load', file);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.trim().split('\n'), [
      'created mend-the-bridge (en)',
      'created strict-one (en)',
      'created done-and-won (en)',
      'updated keep-the-library (en, es)',
      '3 created, 1 updated.',
    ]);
  });

  it('prints the preview link of a draft, and so does list, until it is published', onlyOnce, async (t) => {
    const { env, file } = await setUp(t, []);
    const load = (status: string) => {
      writeFileSync(file, JSON.stringify([{ ...PETITIONS[0], status }]));
      return petitions(['load', file], env);
    };
    const { stdout } = await load('draft');
    const link = /seen only at (http:\/\/localhost:3000\/p\/keep-the-library\?preview=[\w-]{22})\n/;
    assert.match(stdout, link);
    const [, url] = link.exec(stdout)!;
    const list = await petitions(['list'], env);
    assert.match(list.stdout, /^keep-the-library +draft/m);
    assert.ok(list.stdout.includes(`keep-the-library is a draft, seen only at ${url}\n`));
    assert.doesNotMatch((await load('open')).stdout, /preview/);
    assert.doesNotMatch((await petitions(['list'], env)).stdout, /preview/);
  });

  it('reads standard input', onlyOnce, async (t) => {
    const { env } = await setUp(t, []);
    const { code, stdout } = await petitionsProcess(['load', '-'], env, JSON.stringify(PETITIONS));
    assert.equal(code, 0);
    assert.match(stdout, /4 created, 0 updated\.\n$/);
  });

  it('names invalid entries, and writes nothing', onlyOnce, async (t) => {
    const { file, run } = await setUp(t, []);
    writeFileSync(file, JSON.stringify([PETITIONS[0], { ...PETITIONS[1], goal: -5 }]));
    assertUserError(
      await run('load', file),
      /^Invalid petition file\. Nothing was written\.\n {2}entry 2 \("mend-the-bridge"\): goal: must be at least 1/,
    );
    assert.equal((await run('list', '--json')).stdout, '[]\n');
  });

  it('rejects a file that is not UTF-8, and a folder', onlyOnce, async (t) => {
    const { file, run, dataDir } = await setUp(t, []);
    writeFileSync(file, Buffer.from('[{"slug":"caf\xe9"}]', 'latin1'));
    assertUserError(await run('load', file), /is not valid UTF-8\. Save it as UTF-8\./);
    assertUserError(await run('load', dataDir), /can't be read: it is a folder\.\n$/);
    assertUserError(await run('load', `${file}/x`), /can't be read: there is no such file\.\n$/);
  });
});

describe('list', { concurrency: 2 }, () => {
  it('prints a table', onlyOnce, async (t) => {
    const { run } = await setUp(t);
    const { stdout, code } = await run('list');
    assert.equal(code, 0);
    const [heading, ...rows] = stdout.trimEnd().split('\n');
    assert.match(heading!, /^PETITION +STATUS +COUNT +GOAL +SIGNED HERE +CARRIED OVER +LANGUAGES$/);
    assert.match(rows[0]!, /^keep-the-library +open +8,889 +9,000 +0 +8,889 +en es$/);
    assert.match(rows[3]!, /^done-and-won +closed +1 +100 +0 +1 +en$/);
    assert.equal(rows.length, 4);
  });

  it('prints JSON with --json', async (t) => {
    const { run } = await setUp(t);
    assert.deepEqual(JSON.parse((await run('list', '--json')).stdout)[0], {
      slug: 'keep-the-library',
      status: 'open',
      closesOn: null,
      creator: 'Friends of the Library',
      languages: ['en', 'es'],
      title: 'Keep the library open',
      count: 8889,
      goal: 9000,
      signed: 0,
      erased: 0,
      requests: 0,
      carriedOver: 8889,
      origins: null,
      partners: { 'harbour-aid': 0, 'open-gate': 0 },
      partnersWithRecipient: [],
    });
  });

  it('counts the signatures through each partner of a petition, and no others', async (t) => {
    const { run, env } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    // The last is a former partner, or a code that a site made up.
    const partners = [null, 'open-gate', 'open-gate', 'harbor-aid'];
    const signatures = partners.map((partner) => signatureRow({ petition_id: 1, partner }));
    await storage.store({ signatures, requests: [] });
    const listed = JSON.parse((await run('list', '--json')).stdout);
    assert.equal(listed[0].signed, 4);
    assert.deepEqual(
      listed.map(({ partners }: { partners: object }) => partners),
      [{ 'harbour-aid': 0, 'open-gate': 2 }, {}, {}, {}],
    );
  });

  it('counts recently requested emails if there are any', async (t) => {
    const { run, env } = await setUp(t);
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const request = requestRow(signatureRow({ petition_id: 2 }));
    await storage.store({ signatures: [], requests: [request] });
    // An email that is retried is one request.
    await storePending(storage, [pendingRow(request), pendingRow(), pendingRow()]);
    const [heading, ...rows] = (await run('list')).stdout.trimEnd().split('\n');
    assert.match(heading!, /SIGNED HERE {2}REQUESTS {2}CARRIED OVER/);
    assert.match(rows[0]!, /^keep-the-library +open +8,889 +9,000 +0 +2 +8,889 +en es$/);
    assert.match(rows[1]!, /^mend-the-bridge +open +0 +100 +0 +1 +0 +en$/);
    const listed = JSON.parse((await run('list', '--json')).stdout);
    assert.deepEqual(
      listed.map(({ requests }: { requests: number }) => requests),
      [2, 1, 0, 0],
    );
  });

  it('creates nothing in a mistyped DATA_DIR', onlySqlite, async (t) => {
    const dataDir = join(temporaryFolder(t), 'mistyped');
    for (const args of [['list'], ['close', 'keep-the-library']]) {
      const { code, stderr } = await petitions(args, { DATA_DIR: dataDir });
      assert.equal(code, 1);
      assert.match(stderr, /^There is no database at .*mistyped.*load FILE/);
    }
    assert.ok(!existsSync(dataDir));
  });

  it('says that it created a database, in case the server has another', onlySqlite, async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'petitions.json');
    writeFileSync(file, JSON.stringify(PETITIONS));
    const env = { DATA_DIR: join(folder, 'data') };
    const first = await petitions(['load', file], env);
    assert.match(first.stderr, /^There was no database at .*\/data\/petitions\.db.*--env-file FILE\.\n$/);
    assert.equal((await petitions(['load', file], env)).stderr, '');
  });

  it('explains how to add petitions if there are none', onlyOnce, async (t) => {
    const { run } = await setUp(t, []);
    assert.match((await run('list')).stdout, /^No petitions yet.*petitions load FILE/);
    assert.equal((await run('list', '--json')).stdout, '[]\n');
  });
});

describe('close', { concurrency: 2, ...onlyOnce }, () => {
  it('closes, with an outcome in one language or in all', async (t) => {
    const { run, env } = await setUp(t);
    for (const [args, message] of [
      [['--outcome', ' It stays open. '], /^keep-the-library is closed and shows the outcome\./],
      [
        ['--outcome', 'Sigue abierta.', '--lang', 'es'],
        /^keep-the-library was already closed\. It now shows the new outcome\./,
      ],
      [['--victory'], /^keep-the-library was already closed\. It now shows the new outcome\./],
    ] as const) {
      const { code, stdout } = await run('close', 'keep-the-library', ...args);
      assert.equal(code, 0);
      assert.match(stdout, message);
    }
    const storage = await openStorage(env.DATABASE_URL);
    t.after(() => storage.close());
    const { db } = storage;
    const petition = await db
      .selectFrom('petition')
      .select(['status', 'victory'])
      .where('id', '=', 1)
      .executeTakeFirstOrThrow();
    assert.deepEqual(petition, { status: 'closed', victory: 1 });
    const texts = await db
      .selectFrom('petition_text')
      .select(['lang', 'outcome'])
      .where('petition_id', '=', 1)
      .orderBy('lang')
      .execute();
    assert.deepEqual(texts, [
      { lang: 'en', outcome: 'It stays open.' },
      { lang: 'es', outcome: 'Sigue abierta.' },
    ]);
  });

  it('says in which languages the outcome is missing', async (t) => {
    const { run } = await setUp(t);
    const { stdout } = await run('close', 'keep-the-library', '--outcome', 'It stays.', '--lang', 'en');
    assert.match(
      stdout,
      /\nThe outcome is still missing in es\. To add it, run: petitions close keep-the-library --outcome TEXT --lang es\n$/,
    );
    const complete = await run('close', 'keep-the-library', '--outcome', 'Sigue.', '--lang', 'es');
    assert.doesNotMatch(complete.stdout, /missing/);
  });

  it('explains how to reopen a petition only when it closes it', async (t) => {
    const { run } = await setUp(t);
    assert.equal(
      (await run('close', 'keep-the-library')).stdout,
      'keep-the-library is closed. Running servers pick up the change within 2 seconds. To reopen it, run `petitions load` with "status": "open" in its entry.\n',
    );
    assert.equal(
      (await run('close', 'keep-the-library')).stdout,
      'keep-the-library was already closed; nothing changed.\n',
    );
    assert.equal(
      (await run('close', 'keep-the-library', '--outcome', 'It stays.')).stdout,
      'keep-the-library was already closed. It now shows the new outcome. Running servers pick up the change within 2 seconds.\n',
    );
  });

  it('rejects an unknown petition and an unknown language', async (t) => {
    const { run } = await setUp(t);
    assertUserError(await run('close', 'none'), /no petition "none"/);
    assertUserError(
      await run('close', 'keep-the-library', '--outcome', 'x', '--lang', 'fr'),
      /no text in "fr"\. Its languages: en, es\.$/m,
    );
    assert.equal(JSON.parse((await run('list', '--json')).stdout)[0].status, 'open');
  });
});
