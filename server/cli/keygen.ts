import { dirname, resolve } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { Command } from 'commander';
import { readIdentities } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError, writeExclusive } from '../lib/fs.ts';
import { utcDay } from '../lib/time.ts';
import { existingFolder } from './command.ts';
import { print, printError } from './output.ts';

export const keygen = new Command('keygen')
  .summary('Create the key pair that signatures are encrypted with')
  .description(
    'Create a private key (an age identity) in a new file, and print its public key, for RECIPIENT or RECIPIENT_FILE. It is a post-quantum hybrid key. Run this on a machine that is not the server.',
  )
  .argument('<FILE>', 'new file for the private key; an existing one is never overwritten')
  .action(async (name: string) => {
    const file = resolve(name);
    existingFolder(dirname(file));
    const identity = await generateHybridIdentity();
    const recipient = await identityToRecipient(identity);
    writeNew(file, `# created ${utcDay()}, public key:\n# ${recipient}\n${identity}\n`);
    // Read back from the file, because the file must be able to decrypt the signatures.
    const [written] = await readIdentities(file);
    // Alone on standard output, so that it can be redirected to the file for RECIPIENT_FILE.
    print(written!.recipient);
    printError('Give this public key to the server as RECIPIENT or RECIPIENT_FILE.');
    printError(
      `Only ${file} decrypts the signatures that are encrypted to it. Copy the file to two safe places, neither of them the server.`,
    );
  });

/** No link or rename: the file system of a USB drive may support neither. */
function writeNew(file: string, content: string): void {
  try {
    writeExclusive(file, content);
  } catch (error) {
    throw new UserError(
      (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? `${file} already exists, and may be the key that decrypts signatures. Choose a new file.`
        : `${file} can't be written: ${describeFsError(error)}.`,
    );
  }
}
