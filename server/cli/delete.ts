import { Command } from 'commander';
import { deletePetition } from '../petitions/repository.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

export const deleteCommand = new Command('delete')
  .summary('Delete a draft, or a petition that nobody has signed')
  .description(
    'Delete a draft, or a petition that nobody has signed. Its links stop working within 2 seconds. A petition that people have signed can be closed instead: deleting it would delete their signatures.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .action(async (slug: string) => {
    await withStorage((storage) => deletePetition(storage, slug), { create: false });
    print(`${slug} is deleted.`);
  });
