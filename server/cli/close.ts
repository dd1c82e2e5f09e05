import { UserError } from '../lib/errors.ts';
import { closePetition } from '../petitions/repository.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const close: Command = {
  usage: 'close SLUG [--outcome TEXT [--lang LANG]]',
  summary: 'take no more signatures, and say what came of it',
  async run(args) {
    const options = { outcome: { type: 'string' }, lang: { type: 'string' } } as const;
    const { positionals, values } = parseArguments(close, args, options, ['SLUG']);
    const slug = positionals[0]!;
    const outcome = values.outcome?.trim();
    if (outcome === '')
      throw new UserError('--outcome is empty; write what came of the petition, or leave it out.');
    if (values.lang && !outcome)
      throw new UserError('--lang says which language --outcome is in; give both.');
    const wasOpen = await withStorage(
      (storage) => closePetition(storage, slug, outcome ?? null, values.lang ?? null),
      { make: false },
    );
    print(told(slug, wasOpen, outcome !== undefined));
    return 0;
  },
};

/** How to open it again is told whoever has just closed it, by mistake perhaps. */
function told(slug: string, wasOpen: boolean, withOutcome: boolean): string {
  const soon = 'Running servers follow within two seconds.';
  if (wasOpen) {
    const andSays = withOutcome ? ', and says what came of it' : '';
    return `${slug} is closed${andSays}. ${soon} \`petitions load\` with "status": "open" in its entry opens it again.`;
  }
  return withOutcome
    ? `${slug} was closed already; it says now what came of it. ${soon}`
    : `${slug} was closed already; nothing was changed.`;
}
