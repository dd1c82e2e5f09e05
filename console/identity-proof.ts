import type { IdentityChallenge } from '../common/console-care.ts';
import { request } from './api.ts';

/** What is wrong with a file that was chosen as the identity. */
export class IdentityError extends Error {
  override name = 'IdentityError';

  constructor(readonly reason: 'none' | 'passphrase' | 'wrong') {
    super(reason);
  }
}

/** A line of an identity file, as age's tools write it. */
const PRIVATE_KEY = /^AGE-SECRET-KEY-\S+$/;
const AGE_FILE = /^(?:age-encryption\.org\/v1|-----BEGIN AGE)/;

/** Whether a file has to be opened with a passphrase first. */
export const isProtected = (file: Uint8Array): boolean => AGE_FILE.test(toText(file));

/**
 * Proves to the server that the identity is here. Only what it read in the server's challenge is sent, never the identity.
 *
 * @param file of identities, as `petitions keygen` writes it, or one that is protected by a passphrase
 * @throws IdentityError, ConsoleError
 */
export async function proveIdentity(file: Uint8Array, passphrase: string): Promise<string> {
  // Loaded when it is needed: most people never prove anything.
  const { armor, Decrypter } = await import('age-encryption');
  let text = toText(file);
  if (isProtected(file)) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    text = await decrypter
      .decrypt(text.startsWith('-----') ? armor.decode(text) : file, 'text')
      .catch(() => fail('passphrase'));
  }
  const identities = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => PRIVATE_KEY.test(line));
  if (identities.length === 0) fail('none');
  const decrypter = new Decrypter();
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      fail('none');
    }
  }
  const { sealed } = await request<IdentityChallenge>('POST', '/identity-challenge');
  const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
  return decrypter.decrypt(bytes, 'text').catch(() => fail('wrong'));
}

const toText = (file: Uint8Array) => new TextDecoder().decode(file);

function fail(reason: IdentityError['reason']): never {
  throw new IdentityError(reason);
}
