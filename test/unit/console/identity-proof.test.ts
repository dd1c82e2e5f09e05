import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { isProtected, proveIdentity } from '../../../console/identity-proof.ts';

const CHALLENGE = 'a random value';
const PASSPHRASE = 'correct horse';

/** A server that encrypts its challenge to an identity. Returns the identity, and what was sent to the server. */
async function serveChallenge(t: TestContext) {
  const identity = await generateX25519Identity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const sealed = Buffer.from(await encrypter.encrypt(CHALLENGE)).toString('base64');
  const sent: unknown[] = [];
  t.mock.method(globalThis, 'fetch', async (...request: unknown[]) => {
    sent.push(request);
    return Response.json({ sealed });
  });
  return { identity, sent };
}

async function protect(text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(10);
  return encrypter.encrypt(text);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('proving to have the identity', () => {
  it('reads the challenge with a file as keygen writes it, and sends nothing of the file', async (t) => {
    const { identity, sent } = await serveChallenge(t);
    const other = await generateX25519Identity();
    const file = bytesOf(`# created: today\r\n${other}\r\n\r\n${identity}\r\n`);
    assert.equal(isProtected(file), false);
    assert.equal(await proveIdentity(file, ''), CHALLENGE);
    assert.equal(sent.length, 1);
    assert.ok(!JSON.stringify(sent).includes(identity.slice(0, 30)));
  });

  it('opens a file that is protected by a passphrase, armored or not', async (t) => {
    const { identity } = await serveChallenge(t);
    const binary = await protect(identity);
    for (const file of [binary, bytesOf(armor.encode(binary))]) {
      assert.equal(isProtected(file), true);
      assert.equal(await proveIdentity(file, PASSPHRASE), CHALLENGE);
      await assert.rejects(proveIdentity(file, 'wrong'), { reason: 'passphrase' });
    }
  });

  it('says that a file has no identity, a damaged one, or another server’s', async (t) => {
    const { identity } = await serveChallenge(t);
    const recipient = await identityToRecipient(identity);
    for (const text of ['', 'hello', recipient, `${identity}X`]) {
      await assert.rejects(proveIdentity(bytesOf(text), ''), { reason: 'none' }, text);
    }
    const other = await generateX25519Identity();
    await assert.rejects(proveIdentity(bytesOf(other), ''), { reason: 'wrong' });
  });
});
