import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { Command } from 'commander';
import { readIdentities } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { utcDay } from '../lib/time.ts';
import { existingFolder } from './command.ts';
import { print, printError } from './output.ts';

export const keygen = new Command('keygen')
  .summary('Create the key pair that signatures are encrypted with')
  .description(
    'Create a private key (an age identity) in a new file, and print its public key, which is the value of RECIPIENT. Run it on a machine that is not the server. The key is post-quantum.',
  )
  .argument('<FILE>', 'new file for the private key; an existing one is never overwritten')
  .action(async (name: string) => {
    const file = resolve(name);
    existingFolder(dirname(file));
    const identity = await generateHybridIdentity();
    const recipient = await identityToRecipient(identity);
    writeNew(file, `# created ${utcDay()}, public key:\n# ${recipient}\n${identity}\n`);
    // From the file, because the file is what will have to decrypt the signatures.
    const [written] = await readIdentities(file);
    // Alone on standard output, for RECIPIENT=$(petitions keygen FILE).
    print(written!.recipient);
    printError(
      `Only ${file} decrypts the signatures that are encrypted to this public key. Copy it to two safe places, neither of them the server.`,
    );
  });

/**
 * Creates a file that only its owner can read, and flushes it to disk. No link or rename: the file system of a
 * memory stick may support neither.
 */
function writeNew(file: string, content: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    throw new UserError(
      (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? `${file} already exists, and may be the key that decrypts signatures. Choose a new file.`
        : `${file} can't be written: ${describeFsError(error)}.`,
    );
  }
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file);
    throw new UserError(`${file} can't be written: ${describeFsError(error)}.`);
  } finally {
    closeSync(descriptor);
  }
}
