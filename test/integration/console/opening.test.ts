// Runs once: the sealed file doesn't depend on the database.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { armor, Encrypter, generateX25519Identity } from 'age-encryption';
import type { ExportedSignature } from '../../../common/exported-signature.ts';
import { IdentityError, readIdentities } from '../../../console/opening/identities.ts';
import { CannotOpenError, openSealedFile } from '../../../console/opening/sealed-file.ts';
import { createConsoleClient } from '../../support/console.ts';
import { PERSON_WITH_ALL_FIELDS, start } from '../../support/server.ts';

const SLUG = 'keep-the-library';
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A sealed file with three signatures, as the console downloads it. */
async function setUp(t: TestContext) {
  const server = await start(t);
  for (const email of ['ana@example.org', 'ben@example.org', 'cy@example.org']) {
    assert.equal((await server.sign(SLUG, { ...PERSON_WITH_ALL_FIELDS, email })).status, 202);
  }
  const client = createConsoleClient(server);
  await client.signUp('Irena');
  const response = await client.get(`/petitions/${SLUG}/signatures.sealed`);
  const file = new Uint8Array(await response.arrayBuffer());
  return { file, identity: server.identity, records: await server.recordsOf(SLUG) };
}

/** Opens a file that arrives in pieces. */
async function open(file: Uint8Array, identity: string, pieceSize = 1_000) {
  const signatures: ExportedSignature[] = [];
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= file.length) return controller.close();
      controller.enqueue(file.subarray(at, at + pieceSize));
      at += pieceSize;
    },
  });
  const result = await openSealedFile(stream, {
    identities: [identity],
    onPage: (page) => {
      signatures.push(...page);
    },
  });
  return { signatures, result };
}

/** The file with one of its lines replaced. */
function withLine(file: Uint8Array, change: (line: string, index: number) => string | null): Uint8Array {
  const lines = new TextDecoder().decode(file).trimEnd().split('\n');
  const changed = lines.map(change).filter((line) => line !== null);
  return bytesOf(`${changed.join('\n')}\n`);
}

describe('opening a sealed file in the browser', () => {
  it('gives what was signed, however the file arrives', async (t) => {
    const { file, identity, records } = await setUp(t);
    for (const pieceSize of [1, 97, file.length]) {
      const { signatures, result } = await open(file, identity, pieceSize);
      assert.deepEqual(result, {
        slug: SLUG,
        opened: 3,
        damaged: 0,
        isComplete: true,
        choice: { partner: null, since: null },
      });
      const emails = signatures.map(({ email }) => email);
      assert.deepEqual(emails.sort(), records.map(({ email }) => email).sort());
      const first = signatures.find(({ email }) => email === 'ana@example.org')!;
      const record = records.find(({ email }) => email === 'ana@example.org')!;
      assert.equal(first.givenName, record.givenName);
      assert.equal(first.comment, record.comment);
      assert.equal(first.signedOn, record.signedOn);
      assert.equal(first.contact, record.contact);
    }
  });

  it('names a wrong identity, a file of another kind, and one of a newer version, before it gives anything', async (t) => {
    const { file, identity } = await setUp(t);
    const failure = (reason: string) => (error: unknown) =>
      error instanceof CannotOpenError && error.reason === reason;
    await assert.rejects(open(file, await generateX25519Identity()), failure('wrong-identity'));
    await assert.rejects(open(bytesOf('name,email\nAna,a@b.cd\n'), identity), failure('not-sealed'));
    await assert.rejects(open(new Uint8Array(), identity), failure('not-sealed'));
    await assert.rejects(open(bytesOf('{"sealedPetition":9}\n'), identity), failure('newer-version'));
  });

  it('says that a file is incomplete or was changed, and counts what is damaged', async (t) => {
    const { file, identity } = await setUp(t);
    const truncated = await open(file.subarray(0, file.length - 40), identity);
    assert.equal(truncated.result.isComplete, false);
    const isSignature = (line: string) => line.includes('"signer"');
    let removed = false;
    const shorter = await open(
      withLine(file, (line) => {
        if (removed || !isSignature(line)) return line;
        removed = true;
        return null;
      }),
      identity,
    );
    assert.deepEqual([shorter.result.opened, shorter.result.isComplete], [2, false]);
    const moved = await open(
      withLine(file, (line) =>
        isSignature(line) ? line.replace('"partner":null', '"partner":"open-gate"') : line,
      ),
      identity,
    );
    assert.deepEqual([moved.result.opened, moved.result.damaged, moved.result.isComplete], [0, 3, false]);
    const garbled = await open(
      withLine(file, (line, index) => (index === 2 ? 'not JSON' : line)),
      identity,
    );
    assert.deepEqual([garbled.result.opened, garbled.result.damaged], [2, 1]);
  });
});

describe('an identity in the browser', () => {
  it('is read with comments, from several lines, and from a file with a passphrase', async () => {
    const [first, second] = [await generateX25519Identity(), await generateX25519Identity()];
    const text = `# created: today\n${first}\n\n${second}\r\n`;
    assert.deepEqual(await readIdentities(bytesOf(text), ''), [first, second]);
    const encrypter = new Encrypter();
    encrypter.setPassphrase('correct horse');
    encrypter.setScryptWorkFactor(10);
    const sealed = await encrypter.encrypt(text);
    for (const file of [sealed, bytesOf(armor.encode(sealed))]) {
      assert.deepEqual(await readIdentities(file, 'correct horse'), [first, second]);
      const problem = (expected: string) => (error: unknown) =>
        error instanceof IdentityError && error.problem === expected;
      await assert.rejects(readIdentities(file, ''), problem('needs-passphrase'));
      await assert.rejects(readIdentities(file, 'wrong'), problem('wrong-passphrase'));
    }
  });

  for (const [what, text, problem] of [
    ['an empty file', '# nothing\n', 'empty'],
    ['a recipient', 'age1qqqq\n', 'recipient'],
    ['a truncated line', 'AGE-SECRET-KEY-1QQQ\n', 'not-an-identity'],
  ] as const) {
    it(`is not ${what}`, () =>
      assert.rejects(
        readIdentities(bytesOf(text), ''),
        (error) => error instanceof IdentityError && error.problem === problem,
      ));
  }
});
