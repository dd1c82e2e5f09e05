import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { readIdentities } from '../../../server/crypto/identities.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function fileWith(t: TestContext, content: string): string {
  const file = join(temporaryFolder(t), 'identity');
  writeFileSync(file, content);
  return file;
}

const classic = await generateX25519Identity();
const hybrid = await generateHybridIdentity();
const recipient = await identityToRecipient(classic);

describe('readIdentities', () => {
  it('reads several identities of both kinds, with comments and the byte order mark, line breaks, and spaces that editors add', async (t) => {
    const file = fileWith(
      t,
      `\ufeff# created: today\r\n# public key: age1xyz\r\n${classic}\r\n\n  ${hybrid}  `,
    );
    assert.deepEqual(await readIdentities(file), [
      { privateKey: classic, recipient },
      { privateKey: hybrid, recipient: await identityToRecipient(hybrid) },
    ]);
  });

  for (const [what, content, message] of [
    ['nothing', '', /contains no identity/],
    ['comments only', '# here it was\n', /contains no identity/],
    ['a truncated line', `# x\n${hybrid.slice(0, -4)}\n`, /^Line 2 of .* is not an identity, or is damaged/],
    ['a line with a typo', hybrid.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q')), /^Line 1 of /],
    ['something else', 'hello\n', /^Line 1 of .*AGE-SECRET-KEY-/],
    ['a recipient', `${recipient}\n`, /contains a recipient, which is the public key/],
    [
      'an encrypted identity',
      'age-encryption.org/v1\n-> scrypt',
      /protected by a passphrase.*<\(age --decrypt/,
    ],
    ['an armored encrypted identity', '-----BEGIN AGE ENCRYPTED FILE-----\n', /protected by a passphrase/],
  ] as const) {
    it(`rejects a file with ${what}, without repeating its content`, async (t) => {
      await assert.rejects(readIdentities(fileWith(t, content)), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.ok(!error.message.includes(hybrid.slice(20, 40)));
        return true;
      });
    });
  }

  it('rejects a missing file and a folder', async (t) => {
    await assert.rejects(readIdentities(temporaryFolder(t)), /can't be read: it is a folder\.$/);
    await assert.rejects(
      readIdentities(join(temporaryFolder(t), 'none')),
      /^UserError: The identity \S+none can't be read: there is no such file\.$/,
    );
  });
});
