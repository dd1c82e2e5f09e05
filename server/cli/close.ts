import { Command } from 'commander';
import { UsageError } from '../lib/errors.ts';
import { closePetition, textsOf } from '../petitions/repository.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

export const close = new Command('close')
  .summary('Close a petition and record the outcome')
  .description(
    'Close a petition: it accepts no more signatures, and its page shows the outcome. A closed petition can be closed again to change the outcome.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .option('--outcome <TEXT>', 'result of the petition, shown on its page')
  .option('--victory', 'the petition has won: its page, preview image, and widgets say so')
  .option('--no-victory', 'it has not, after all')
  .option(
    '--lang <LANG>',
    "language of the outcome; without it, the outcome is shown in all of the petition's languages",
  )
  .action(async (slug: string, options: { outcome?: string; lang?: string; victory?: boolean }) => {
    const outcome = options.outcome?.trim();
    if (outcome === '') {
      throw new UsageError('--outcome is empty. Write the result of the petition, or omit the option.');
    }
    if (options.lang && !outcome) throw new UsageError('--lang is the language of --outcome. Specify both.');
    const { wasOpen, missing } = await withStorage(
      async (storage) => {
        const wasOpen = await closePetition(storage, slug, outcome ?? null, options);
        const texts = await textsOf(storage.db, slug);
        return { wasOpen, missing: texts.flatMap((text) => (text.outcome === null ? text.lang : [])) };
      },
      { create: false },
    );
    print(report(slug, wasOpen, outcome !== undefined, options.victory !== undefined));
    if (outcome !== undefined && missing.length > 0) print(reportMissing(slug, missing));
  });

/** Says how to reopen a petition only if it was just closed, perhaps by accident. */
function report(slug: string, wasOpen: boolean, hasOutcome: boolean, hasVictory: boolean): string {
  const delay = 'Running servers pick up the change within 2 seconds.';
  if (wasOpen) {
    return `${slug} is closed${hasOutcome ? ' and shows the outcome' : ''}. ${delay} To reopen it, run \`petitions load\` with "status": "open" in its entry.`;
  }
  return hasOutcome || hasVictory
    ? `${slug} was already closed. It now shows the new outcome. ${delay}`
    : `${slug} was already closed; nothing changed.`;
}

function reportMissing(slug: string, languages: readonly string[]): string {
  return `The outcome is still missing in ${languages.join(', ')}. To add it, run: petitions close ${slug} --outcome TEXT --lang ${languages[0]}`;
}
