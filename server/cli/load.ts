import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { parsePetitionFile } from '../petitions/petition-file.ts';
import { readPictures } from '../petitions/petition-pictures.ts';
import { PublishedPetitions } from '../petitions/published-petitions.ts';
import { loadPetitions, textsOf } from '../petitions/repository.ts';
import { describeInput, withStorage } from './command.ts';
import { previewUrls } from './drafts.ts';
import { print } from './output.ts';

export const load = new Command('load')
  .summary('Create or update petitions')
  .description(
    'Create or update the petitions in a JSON file, by their slugs: all of them, or none if one has an error. Running servers pick up the change within 2 seconds.',
  )
  .argument('<FILE>', 'JSON file with an array of petitions; "-" reads standard input')
  .action(async (file: string) => {
    const entries = parsePetitionFile(readText(file));
    const images = await readPictures(entries, file === '-' ? '.' : dirname(file));
    const { timeZone } = readConfig(process.env).config;
    const { created, updated, languages, previews } = await withStorage(
      async (storage) => {
        const result = await loadPetitions(storage, entries, { ...images, timeZone });
        const languages = new Map<string, string>();
        for (const { slug } of entries) {
          const texts = await textsOf(storage.db, slug);
          languages.set(slug, texts.map(({ lang }) => lang).join(', '));
        }
        const published = new PublishedPetitions(storage, null);
        await published.refresh();
        return { ...result, languages, previews: await previewUrls(storage, published.drafts()) };
      },
      { create: true },
    );
    for (const slug of created) print(`created ${slug} (${languages.get(slug)})`);
    for (const slug of updated) print(`updated ${slug} (${languages.get(slug)})`);
    for (const { slug } of entries) {
      const preview = previews.get(slug);
      if (preview) print(`draft ${slug}, seen only at ${preview}`);
    }
    print(`${created.length} created, ${updated.length} updated.`);
  });

function readText(file: string): string {
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new UserError(`${describeInput(file)} is not valid UTF-8. Save it as UTF-8.`);
    }
    throw new UserError(`${describeInput(file)} can't be read: ${describeFsError(error)}.`);
  }
}
