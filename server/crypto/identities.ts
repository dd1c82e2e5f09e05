import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Encrypter, identityToRecipient } from 'age-encryption';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';

/** A private key, and the public key that belongs to it. */
export interface Identity {
  privateKey: string;
  recipient: string;
}

/**
 * Reads a file of identities: one per line, with comments after `#`, as age's own tools write them.
 *
 * @throws UserError that never repeats the file's content
 */
export async function readIdentities(file: string): Promise<Identity[]> {
  const identities: Identity[] = [];
  const lines = readText(file).split('\n');
  for (const [index, line] of lines.entries()) {
    const privateKey = line.trim();
    if (privateKey === '' || privateKey.startsWith('#')) continue;
    const recipient = await identityToRecipient(privateKey).catch(() => {
      throw new UserError(
        `Line ${index + 1} of ${file} is not an identity, or is damaged. It must be a whole line that begins with "AGE-SECRET-KEY-".`,
      );
    });
    identities.push({ privateKey, recipient });
  }
  if (identities.length === 0) throw new UserError(`${file} contains no identity.`);
  return identities;
}

function readText(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`The identity ${resolve(file)} can't be read: ${describeFsError(error)}.`);
  }
  if (/^(age-encryption\.org|-----BEGIN AGE)/.test(text)) {
    throw new UserError(
      `${file} is protected by a passphrase. Decrypt it for this one command: --identity <(age --decrypt ${file})`,
    );
  }
  if (/^age1/m.test(text)) {
    throw new UserError(
      `${file} contains a recipient, which is the public key. The private key begins with "AGE-SECRET-KEY-".`,
    );
  }
  return text;
}

/** Whether it is the public key of an identity, classic (`age1…`) or post-quantum hybrid (`age1pq1…`). */
export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** Recipients may be two thousand characters long. Shows enough of each to tell them apart. */
export const abbreviateRecipient = (recipient: string) => `${recipient.slice(0, 16)}…${recipient.slice(-6)}`;

export const abbreviateRecipients = (recipients: readonly string[]) =>
  recipients.map(abbreviateRecipient).join(' and ');
