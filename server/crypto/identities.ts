import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';

/** A private key, and the public half that it opens what was sealed to. */
export interface Identity {
  secret: string;
  recipient: string;
}

/**
 * Reads a file of identities: one a line, with comments behind `#`, as age's own tools write them.
 *
 * @throws Mistake that never repeats what the file holds
 */
export async function readIdentities(file: string): Promise<Identity[]> {
  const identities: Identity[] = [];
  const lines = read(file).split('\n');
  for (const [index, line] of lines.entries()) {
    const secret = line.trim();
    if (secret === '' || secret.startsWith('#')) continue;
    const recipient = await identityToRecipient(secret).catch(() => {
      throw new UserError(
        `Line ${index + 1} of ${file} is no identity, or is damaged; it must be a whole line that begins with "AGE-SECRET-KEY-".`,
      );
    });
    identities.push({ secret, recipient });
  }
  if (identities.length === 0) throw new UserError(`${file} holds no identity.`);
  return identities;
}

function read(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`The identity ${resolve(file)} can't be read: ${describeFsError(error)}.`);
  }
  if (/^(age-encryption\.org|-----BEGIN AGE)/.test(text)) {
    throw new UserError(
      `${file} is locked with a passphrase. Unlock it for this one command: --identity <(age --decrypt ${file})`,
    );
  }
  if (/^age1/m.test(text)) {
    throw new UserError(
      `${file} holds a recipient, the public half. What opens begins with "AGE-SECRET-KEY-".`,
    );
  }
  return text;
}

/** Recipients may be two thousand characters long: enough of each to tell them apart. */
export const abbreviateRecipients = (recipients: readonly string[]) =>
  recipients.map((each) => `${each.slice(0, 16)}…${each.slice(-6)}`).join(' and ');
