import { text } from 'node:stream/consumers';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UserError } from '../lib/errors.ts';
import { listComments, type ModerationAction, moderate } from '../petitions/moderation.ts';
import { findPetition } from '../petitions/repository.ts';
import { PublicSignatureCipher } from '../signatures/public-signature.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';
import { done, isWaiting, listed, remaining, summary } from './comments-report.ts';

const VERDICTS: readonly ModerationAction[] = ['approve', 'refuse', 'hide'];

export const comments: Command = {
  usage: 'comments SLUG [--all] [--approve ID]… [--refuse ID]… [--hide ID]…',
  summary:
    'show the comments that wait to be approved, --all everybody who is shown; --approve shows a comment, --refuse never does, --hide takes the name away too, and neither of these can be undone; "-" reads IDs from standard input',
  async run(args) {
    const options = {
      all: { type: 'boolean' },
      approve: { type: 'string', multiple: true },
      refuse: { type: 'string', multiple: true },
      hide: { type: 'string', multiple: true },
    } as const;
    const { positionals, values } = parseArguments(comments, args, options, ['SLUG']);
    const slug = positionals[0]!;
    const verdicts = await verdictsIn(values);
    const { config, secrets } = readConfig(process.env);
    await withStorage(
      async (storage) => {
        const { id } = await findPetition(storage.db, slug);
        const seal = new PublicSignatureCipher(await loadSecret(config, secrets, storage));
        const people = await listComments(storage, seal, id);
        if (verdicts.size > 0) {
          await moderate(storage, seal, id, verdicts);
          const after = await listComments(storage, seal, id);
          for (const line of [...done(verdicts, people), remaining(after)]) print(line);
        } else {
          const all = values.all === true;
          for (const line of listed(all ? people : people.filter(isWaiting), all)) print(line);
          // Not on standard output, which may become the list that is handed back.
          process.stderr.write(`${summary(slug, people, all)}\n`);
        }
      },
      { make: false },
    );
    return 0;
  },
};

/** What is to become of which comment. A list is handed back as it came: of each line, the ID that it begins with. */
async function verdictsIn(
  values: Partial<Record<ModerationAction, string[]>>,
): Promise<Map<string, ModerationAction>> {
  const verdicts = new Map<string, ModerationAction>();
  for (const verdict of VERDICTS) {
    for (const given of values[verdict] ?? []) {
      const handles =
        given === '-'
          ? (await text(process.stdin)).split('\n').flatMap((each) => each.trim().split(/\s/, 1))
          : given.split(/[\s,]+/);
      for (const handle of handles.filter(Boolean)) {
        if (verdicts.has(handle) && verdicts.get(handle) !== verdict) {
          throw new UserError(`"${handle.slice(0, 40)}" is named twice; do one thing to it.`);
        }
        verdicts.set(handle, verdict);
      }
    }
    if (values[verdict] && ![...verdicts.values()].includes(verdict)) {
      throw new UserError(`--${verdict} names no comment.\nUsage: petitions ${comments.usage}`);
    }
  }
  return verdicts;
}
