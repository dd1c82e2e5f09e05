// Runs once: routes/public-signatures.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startWithEmail } from '../../support/emails.ts';
import { PETITIONS, SECRET } from '../../support/server.ts';
import { petitions } from './processes.ts';

const SLUG = 'mend-the-bridge';
const PETITION = {
  ...PETITIONS[1]!,
  fields: { comment: 'optional', display: 'optional', familyName: 'optional' },
};

/** Starts a server with a petition signed with comments. All signers but the last may be shown. */
async function setUp(t: TestContext, ...comments: string[]) {
  const server = await startWithEmail(t, SLUG, { petitions: [PETITION] });
  for (const [index, comment] of [...comments, 'not to be shown'].entries()) {
    await server.signAndConfirm({
      givenName: `Person${'ABCDEFGH'[index]}`,
      familyName: 'Okoro',
      email: `person.${index}@example.org`,
      comment,
      display: index < comments.length,
    });
  }
  const env = { DATA_DIR: server.dataDir, DATABASE_URL: server.databaseUrl, SECRET };
  const run = (args: string[], input?: string) => petitions(['comments', ...args], env, input);
  const latest = async () => {
    await server.context.petitions.refresh();
    return server.context.petitions.get(SLUG)!.latest.map(({ comment }) => comment);
  };
  return { ...server, run, latest };
}

describe('comments', () => {
  it('lists waiting comments, one per line with its ID, and prints the command to approve them', async (t) => {
    const { run } = await setUp(t, 'It is right.', 'Two\nlines');
    const { code, stdout, stderr } = await run([SLUG]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^[0-9a-f]{10} {2}PersonA O\.: It is right\.\n[0-9a-f]{10} {2}PersonB O\.: Two ↵ lines\n$/,
    );
    assert.match(
      stderr,
      /^2 comments waiting\. To approve some.*: petitions comments mend-the-bridge --approve - < FILE\n$/,
    );
    assert.doesNotMatch(stdout + stderr, /@example|not to be shown/);
  });

  it('approves the lines on standard input, and leaves the others waiting', async (t) => {
    const { run, latest } = await setUp(t, 'first', 'second', 'third');
    const [first, , third] = (await run([SLUG])).stdout.split('\n');
    const { code, stdout } = await run([SLUG, '--approve', '-'], `${first}\n\n${third}\n`);
    assert.equal(code, 0);
    assert.equal(stdout, 'Approved 2 comments: PersonA O., PersonC O.\n2 comments approved, 1 waiting.\n');
    assert.deepEqual(await latest(), ['third', null, 'first']);
    assert.match((await run([SLUG])).stdout, /^\w+ {2}PersonB O\.: second\n$/);
    assert.match((await run([SLUG, '--all'])).stdout, /^\w+ {2}approved {2}PersonA O\.: first\n/);
  });

  it('applies several actions in one run', async (t) => {
    const { run, latest } = await setUp(t, 'good', 'bad', 'awful');
    const [good, bad, awful] = (await run([SLUG])).stdout.split('\n').map((line) => line.split(' ')[0]!);
    const { code, stdout: result } = await run([
      SLUG,
      '--approve',
      good!,
      '--refuse',
      bad!,
      '--hide',
      awful!,
    ]);
    assert.equal(code, 0);
    assert.deepEqual(result.split('\n'), [
      'Approved 1 comment: PersonA O.',
      'Refused 1 comment permanently: PersonB O.',
      'Hid 1 name permanently: PersonC O.',
      '1 comment approved, 0 waiting.',
      '',
    ]);
    assert.deepEqual(await latest(), [null, 'good']);
    const { stdout, stderr } = await run([SLUG]);
    assert.deepEqual(
      [stdout, stderr],
      ['', 'No comments are waiting. 2 names are shown, 1 with a comment. --all lists them.\n'],
    );
    // A name without a comment can be hidden as well.
    const everyone = await run([SLUG, '--all']);
    assert.match(everyone.stdout, /^\w+ {2}approved {2}PersonA O\.: good\n\w+ {2}- {9}PersonB O\.\n$/);
    assert.equal(everyone.stderr, 'No comments are waiting. 2 names are shown, 1 with a comment.\n');
  });

  it('counts names that are shown without a comment', async (t) => {
    const { run } = await setUp(t, 'only');
    const [handle] = (await run([SLUG])).stdout.split(' ');
    const summary = async () => (await run([SLUG])).stderr;
    await run([SLUG, '--approve', handle!]);
    assert.equal(
      await summary(),
      'No comments are waiting. 1 name is shown, 1 with a comment. --all lists them.\n',
    );
    await run([SLUG, '--refuse', handle!]);
    assert.equal(
      await summary(),
      'No comments are waiting. 1 name is shown, none with a comment. --all lists them.\n',
    );
    await run([SLUG, '--hide', handle!]);
    assert.equal(await summary(), 'No comments are waiting, and no names are shown.\n');
  });

  it('lists only the first five names', async (t) => {
    const { run } = await setUp(t, ...Array.from({ length: 7 }, (_, index) => `comment ${index}`));
    const { stdout } = await run([SLUG, '--approve', '-'], (await run([SLUG])).stdout);
    assert.match(stdout, /^Approved 7 comments: (Person[A-H] O\., ){4}PersonE O\. and 2 more\n/);
  });

  it('says that there is no comment to approve', async (t) => {
    const { run, latest } = await setUp(t, 'bad');
    const handle = (await run([SLUG])).stdout.split(' ')[0]!;
    await run([SLUG, '--refuse', handle]);
    const { code, stdout } = await run([SLUG, '--approve', handle]);
    assert.equal(code, 0);
    assert.match(stdout, /^No comment to approve: PersonA O\.\n0 comments approved/);
    assert.deepEqual(await latest(), [null]);
  });

  it('aligns names and comments', async (t) => {
    const { run, signAndConfirm } = await setUp(t, 'first', 'second');
    await signAndConfirm({
      givenName: 'Al',
      familyName: 'Okoro',
      email: 'al@example.org',
      comment: 'third',
      display: true,
    });
    const [handle] = (await run([SLUG])).stdout.split(' ');
    await run([SLUG, '--approve', handle!]);
    const lines = (await run([SLUG, '--all'])).stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.slice(handle!.length)),
      ['  approved  PersonA O.: first', '  waiting   PersonB O.: second', '  waiting   Al O.:      third'],
    );
  });

  it('refuses a comment that was approved before', async (t) => {
    const { run, latest } = await setUp(t, 'good');
    const handle = (await run([SLUG])).stdout.split(' ')[0]!;
    await run([SLUG, '--approve', handle]);
    assert.deepEqual(await latest(), ['good']);
    await run([SLUG, '--refuse', handle]);
    assert.deepEqual(await latest(), [null]);
  });

  it('rejects contradictory and unknown IDs, and changes nothing', async (t) => {
    const { run, latest } = await setUp(t, 'good');
    const handle = (await run([SLUG])).stdout.split(' ')[0]!;
    for (const [args, message, expectedCode] of [
      // An unknown comment, two actions for one, no ID, an extra argument.
      [['--approve', 'abcdef'], /^Comment not found.*"abcdef"\. Nothing was changed\.\n$/, 1],
      [['--approve', 'aa', '--hide', 'aa'], /^More than one action for "aa"\./, 2],
      [['--hide', ''], /^--hide requires at least one comment ID\.\nUsage: petitions comments/, 2],
      [['x'], /^Unexpected argument "x"/, 2],
    ] as const) {
      const { code, stdout, stderr } = await run([SLUG, '--approve', handle, ...args]);
      assert.deepEqual([code, stdout], [expectedCode, '']);
      assert.match(stderr, message);
    }
    assert.deepEqual(await latest(), [null]);
  });
});
