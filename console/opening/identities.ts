import { armor, Decrypter, identityToRecipient } from 'age-encryption';

/** Why a text is no identity. The page has the words. */
export type IdentityProblem =
  | 'empty'
  | 'recipient'
  | 'needs-passphrase'
  | 'wrong-passphrase'
  | 'not-an-identity';

export class IdentityError extends Error {
  override name = 'IdentityError';

  constructor(readonly problem: IdentityProblem) {
    super(problem);
  }
}

const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const BINARY = 'age-encryption.org/';

/**
 * Reads identities as `petitions keygen` and age's own tools write them: one per line, with comments after `#`, or all of that
 * protected by a passphrase.
 *
 * @throws IdentityError
 */
export async function readIdentities(file: Uint8Array, passphrase: string): Promise<string[]> {
  const text = new TextDecoder().decode(file);
  const isArmored = text.trimStart().startsWith(ARMOR);
  if (!isArmored && !text.startsWith(BINARY)) return parseIdentities(text);
  if (passphrase === '') throw new IdentityError('needs-passphrase');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let opened: string;
  try {
    opened = await decrypter.decrypt(isArmored ? armor.decode(text.trim()) : file, 'text');
  } catch {
    throw new IdentityError('wrong-passphrase');
  }
  return parseIdentities(opened);
}

async function parseIdentities(text: string): Promise<string[]> {
  const lines = text.split('\n').map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0) throw new IdentityError('empty');
  if (identities.some((line) => line.startsWith('age1'))) throw new IdentityError('recipient');
  for (const identity of identities) {
    await identityToRecipient(identity).catch(() => {
      throw new IdentityError('not-an-identity');
    });
  }
  return identities;
}
