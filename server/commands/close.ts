import { Mistake } from '../mistake.ts';
import { closePetition } from '../petitions/store.ts';
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
      throw new Mistake('--outcome is empty; write what came of the petition, or leave it out.');
    if (values.lang && !outcome) throw new Mistake('--lang says which language --outcome is in; give both.');
    await withStorage((storage) => closePetition(storage, slug, outcome ?? null, values.lang ?? null), {
      make: false,
    });
    print(
      `${slug} is closed. Running servers follow within two seconds; \`load\` with "status": "open" opens it again.`,
    );
    return 0;
  },
};
