// Runs once: routes/public-signatures.test.ts tests what depends on the database.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startWithLetters } from '../../support/emails.ts';
import { PETITIONS, SECRET } from '../../support/server.ts';
import { petitions } from './processes.ts';

const SLUG = 'mend-the-bridge';
const SHOWN = {
  ...PETITIONS[1]!,
  fields: { comment: 'optional', display: 'optional', familyName: 'optional' },
};

/** A petition under which some have signed with a comment, all to be shown but the last. */
async function setUp(t: TestContext, ...comments: string[]) {
  const server = await startWithLetters(t, SLUG, { petitions: [SHOWN] });
  for (const [index, comment] of [...comments, 'not to be shown'].entries()) {
    await server.signForGood({
      givenName: `Person${index}`,
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
  it('shows those that wait, each in a line with what to call it by, and tells the very words to go on with', async (t) => {
    const { run } = await setUp(t, 'It is right.', 'Two\nlines');
    const { code, stdout, stderr } = await run([SLUG]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^[0-9a-f]{10} {2}Person0 O\.: It is right\.\n[0-9a-f]{10} {2}Person1 O\.: Two ↵ lines\n$/,
    );
    assert.match(
      stderr,
      /^2 comments to be decided\. To approve some.*: petitions comments mend-the-bridge --approve - < FILE\n$/,
    );
    assert.doesNotMatch(stdout + stderr, /@example|not to be shown/);
  });

  it('approves the lines that are handed back, and what is left out waits', async (t) => {
    const { run, latest } = await setUp(t, 'first', 'second', 'third');
    const [first, , third] = (await run([SLUG])).stdout.split('\n');
    const { code, stdout } = await run([SLUG, '--approve', '-'], `${first}\n\n${third}\n`);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      'Approved 2 comments: Person0 O., Person2 O.\n2 comments shown, 1 still to be decided.\n',
    );
    assert.deepEqual(await latest(), ['third', null, 'first']);
    assert.match((await run([SLUG])).stdout, /^\w+ {2}Person1 O\.: second\n$/);
    assert.match((await run([SLUG, '--all'])).stdout, /^\w+ {2}approved {2}Person0 O\.: first\n/);
  });

  it('does several things at once', async (t) => {
    const { run, latest } = await setUp(t, 'good', 'bad', 'awful');
    const [good, bad, awful] = (await run([SLUG])).stdout.split('\n').map((line) => line.split(' ')[0]!);
    const { code, stdout: done } = await run([SLUG, '--approve', good!, '--refuse', bad!, '--hide', awful!]);
    assert.equal(code, 0);
    assert.deepEqual(done.split('\n'), [
      'Approved 1 comment: Person0 O.',
      "Refused 1 comment, which can't be undone: Person1 O.",
      "Hid 1 name, which can't be undone: Person2 O.",
      '1 comment shown, 0 still to be decided.',
      '',
    ]);
    assert.deepEqual(await latest(), [null, 'good']);
    const { stdout, stderr } = await run([SLUG]);
    assert.deepEqual(
      [stdout, stderr],
      ['', 'Nothing waits; 2 people shown, 1 with a comment. --all lists them.\n'],
    );
    // A name alone can be hidden, too.
    const everybody = await run([SLUG, '--all']);
    assert.match(everybody.stdout, /^\w+ {2}approved {2}Person0 O\.: good\n\w+ {2}- {9}Person1 O\.\n$/);
    assert.equal(everybody.stderr, 'Nothing waits; 2 people shown, 1 with a comment.\n');
  });

  it('counts those who are shown without a comment, too', async (t) => {
    const { run } = await setUp(t, 'only');
    const [handle] = (await run([SLUG])).stdout.split(' ');
    const told = async () => (await run([SLUG])).stderr;
    await run([SLUG, '--approve', handle!]);
    assert.equal(await told(), 'Nothing waits; 1 person shown, 1 with a comment. --all lists them.\n');
    await run([SLUG, '--refuse', handle!]);
    assert.equal(await told(), 'Nothing waits; 1 person shown, none with a comment. --all lists them.\n');
    await run([SLUG, '--hide', handle!]);
    assert.equal(await told(), 'Nothing waits; nobody is shown.\n');
  });

  it('names five of many', async (t) => {
    const { run } = await setUp(t, ...Array.from({ length: 7 }, (_, index) => `comment ${index}`));
    const { stdout } = await run([SLUG, '--approve', '-'], (await run([SLUG])).stdout);
    assert.match(stdout, /^Approved 7 comments: (Person\d O\., ){4}Person4 O\. and 2 more\n/);
  });

  it('says where there was nothing to approve or refuse', async (t) => {
    const { run, latest } = await setUp(t, 'bad');
    const handle = (await run([SLUG])).stdout.split(' ')[0]!;
    await run([SLUG, '--refuse', handle]);
    const { code, stdout } = await run([SLUG, '--approve', handle]);
    assert.equal(code, 0);
    assert.match(stdout, /^There was no comment to approve: Person0 O\.\n0 comments shown/);
    assert.deepEqual(await latest(), [null]);
  });

  it('sets names and comments in columns', async (t) => {
    const { run, signForGood } = await setUp(t, 'first', 'second');
    await signForGood({
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
      ['  approved  Person0 O.: first', '  waiting   Person1 O.: second', '  waiting   Al O.:      third'],
    );
  });

  it('takes back what was approved', async (t) => {
    const { run, latest } = await setUp(t, 'good');
    const handle = (await run([SLUG])).stdout.split(' ')[0]!;
    await run([SLUG, '--approve', handle]);
    assert.deepEqual(await latest(), ['good']);
    await run([SLUG, '--refuse', handle]);
    assert.deepEqual(await latest(), [null]);
  });

  it('refuses what it can’t make sense of, and changes nothing', async (t) => {
    const { run, latest } = await setUp(t, 'good');
    const handle = (await run([SLUG])).stdout.split(' ')[0]!;
    for (const [args, message] of [
      // A comment that isn’t there, two things for one, nothing at all, another petition.
      [['--approve', 'abcdef'], /^There is no comment "abcdef" here.*Nothing was changed\.\n$/],
      [['--approve', 'aa', '--hide', 'aa'], /^"aa" is named twice/],
      [['--hide', ''], /^--hide names no comment\.\nUsage: petitions comments/],
      [['x'], /is one too many/],
    ] as const) {
      const { code, stdout, stderr } = await run([SLUG, '--approve', handle, ...args]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, message);
    }
    assert.deepEqual(await latest(), [null]);
  });
});
