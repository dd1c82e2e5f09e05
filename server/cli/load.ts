import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { parsePetitionFile } from '../petitions/petition-file.ts';
import { loadPetitions } from '../petitions/repository.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const load: Command = {
  usage: 'load FILE',
  summary: 'create or update the petitions of a JSON file, by slug ("-" reads standard input)',
  async run(args) {
    const { positionals } = parseArguments(load, args, {}, ['FILE']);
    const entries = parsePetitionFile(read(positionals[0]!));
    const { created, updated } = await withStorage((storage) => loadPetitions(storage, entries), {
      make: true,
    });
    for (const slug of created) print(`created ${slug}`);
    for (const slug of updated) print(`updated ${slug}`);
    print(`${created.length} created, ${updated.length} updated.`);
    return 0;
  },
};

function read(file: string): string {
  // Whole, since paths may be taken from another folder than the one where somebody types.
  const name = file === '-' ? 'Standard input' : resolve(file);
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${name} is no valid UTF-8; save it as UTF-8.`);
    throw new UserError(`${name} can't be read: ${describeFsError(error)}.`);
  }
}
