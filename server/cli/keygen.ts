import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { readIdentities } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import { type Command, parseArguments, print } from './command.ts';

export const keygen: Command = {
  usage: 'keygen FILE',
  summary: 'make an identity, which opens signatures, in a new file, and print its recipient, for RECIPIENT',
  async run(args) {
    const { positionals } = parseArguments(keygen, args, {}, ['FILE']);
    const file = resolve(positionals[0]!);
    if (!existsSync(dirname(file))) throw new UserError(`There is no folder ${dirname(file)} to write to.`);
    const identity = await generateHybridIdentity();
    const recipient = await identityToRecipient(identity);
    writeNew(file, `# made on ${utcDay()}; the public half is\n# ${recipient}\n${identity}\n`);
    // By what stands in the file, since that is what will have to open the signatures.
    const [written] = await readIdentities(file);
    // Alone on standard output, so that RECIPIENT=$(petitions keygen FILE) takes nothing else.
    print(written!.recipient);
    process.stderr.write(
      `${file} opens every signature that is sealed to this recipient, and nothing else does: copy it to two safe places, neither of them the server.\n`,
    );
    return 0;
  },
};

/** Its owner's alone, and on disk. Without links or renaming, which a memory stick may not know. */
function writeNew(file: string, content: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === 'EEXIST'
        ? `${file} is there already, and may be what opens signatures; name a new file.`
        : `${file} can't be written (${message}).`,
    );
  }
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file);
    throw new UserError(`${file} can't be written (${(error as Error).message}).`);
  } finally {
    closeSync(descriptor);
  }
}
