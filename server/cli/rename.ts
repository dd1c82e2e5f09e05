import { Command } from 'commander';
import { renamePetition } from '../petitions/repository.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

export const rename = new Command('rename')
  .summary('Change the slug of a petition')
  .description(
    'Change the slug of a petition. Links and embedded widgets with the old slug go on working: the old page redirects to the new one. No other petition can have the old slug.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .argument('<NEW>', 'its new slug')
  .action(async (slug: string, newSlug: string) => {
    await withStorage((storage) => renamePetition(storage, slug, newSlug), { create: false });
    print(`${slug} is now ${newSlug}. Use the new slug in petition files.`);
  });
