import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UsageError } from '../lib/errors.ts';
import { listComments, type ModerationAction, moderate } from '../petitions/moderation.ts';
import { findPetition } from '../petitions/repository.ts';
import { PublicSignatureCipher } from '../signatures/public-signature.ts';
import { collect, withStorage } from './command.ts';
import {
  formatActions,
  formatComments,
  formatRemaining,
  formatSummary,
  isWaiting,
} from './comments-report.ts';
import { print, printError } from './output.ts';

const ACTIONS: readonly ModerationAction[] = ['approve', 'refuse', 'hide'];

type Options = { all?: boolean } & Partial<Record<ModerationAction, string[]>>;

export const comments = new Command('comments')
  .summary('List, approve, refuse, or hide public comments and names')
  .description(
    'List the comments, and with `approveNames` the names, that are waiting for approval, one per line, each starting with its ID. An option below takes the IDs that it applies to, separated by spaces or commas, and may be repeated; "-" reads the ID at the start of each line of standard input.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .option('--all', 'list all public signers, with or without a comment')
  .option('--approve <ID>', 'show the name and the comment', collect)
  .option('--refuse <ID>', "never show the comment, only the name; can't be undone", collect)
  .option('--hide <ID>', "show neither comment nor name; can't be undone", collect)
  .action(async (slug: string, options: Options, command: Command) => {
    const actions = await readActions(options, command);
    const { config, secrets } = readConfig(process.env);
    await withStorage(
      async (storage) => {
        const { id } = await findPetition(storage.db, slug);
        const cipher = new PublicSignatureCipher(await loadSecret(config, secrets, storage));
        const before = await listComments(storage, cipher, id);
        if (actions.size > 0) {
          await moderate(storage, cipher, id, actions);
          const after = await listComments(storage, cipher, id);
          for (const line of [...formatActions(actions, before), formatRemaining(after)]) print(line);
        } else {
          const all = options.all === true;
          for (const line of formatComments(all ? before : before.filter(isWaiting), all)) print(line);
          // Standard output may become the list of comments to approve.
          printError(formatSummary(slug, before, all));
        }
      },
      { create: false },
    );
  });

/** The action for each comment. */
async function readActions(options: Options, command: Command): Promise<Map<string, ModerationAction>> {
  const actions = new Map<string, ModerationAction>();
  for (const action of ACTIONS) {
    for (const value of options[action] ?? []) {
      for (const handle of await readHandles(value)) {
        if (actions.has(handle) && actions.get(handle) !== action) {
          throw new UsageError(`More than one action for "${handle.slice(0, 40)}". Choose one.`);
        }
        actions.set(handle, action);
      }
    }
    if (options[action] && ![...actions.values()].includes(action)) {
      command.error(`error: --${action} requires at least one comment ID`);
    }
  }
  return actions;
}

async function readHandles(value: string): Promise<string[]> {
  const handles =
    value === '-'
      ? (await text(process.stdin)).split('\n').flatMap((line) => line.trim().split(/\s/, 1))
      : value.split(/[\s,]+/);
  return handles.filter(Boolean);
}
