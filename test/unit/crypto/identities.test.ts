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

describe('a file of identities', () => {
  it('may hold several of both kinds, comments, and what editors add', async (t) => {
    const file = fileWith(
      t,
      `\ufeff# created: today\r\n# public key: age1xyz\r\n${classic}\r\n\n  ${hybrid}  `,
    );
    assert.deepEqual(await readIdentities(file), [
      { secret: classic, recipient },
      { secret: hybrid, recipient: await identityToRecipient(hybrid) },
    ]);
  });

  for (const [what, content, words] of [
    ['nothing', '', /holds no identity/],
    ['comments alone', '# here it was\n', /holds no identity/],
    ['a line that was cut', `# x\n${hybrid.slice(0, -4)}\n`, /^Line 2 of .* is no identity, or is damaged/],
    ['a line with a slip', hybrid.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q')), /^Line 1 of /],
    ['something else', 'hello\n', /^Line 1 of .*AGE-SECRET-KEY-/],
    ['a recipient', `${recipient}\n`, /holds a recipient, the public half/],
    [
      'an encrypted identity',
      'age-encryption.org/v1\n-> scrypt',
      /locked with a passphrase.*<\(age --decrypt/,
    ],
    ['an armored one', '-----BEGIN AGE ENCRYPTED FILE-----\n', /locked with a passphrase/],
  ] as const) {
    it(`with ${what} is a mistake, which doesn’t repeat what is in it`, async (t) => {
      await assert.rejects(readIdentities(fileWith(t, content)), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, words);
        assert.ok(!error.message.includes(hybrid.slice(20, 40)));
        return true;
      });
    });
  }

  it('that isn’t there is a mistake, and so is a folder', async (t) => {
    await assert.rejects(readIdentities(temporaryFolder(t)), /can't be read: it is a folder\.$/);
    await assert.rejects(
      readIdentities(join(temporaryFolder(t), 'none')),
      /^UserError: The identity \S+none can't be read: there is no such file\.$/,
    );
  });
});
