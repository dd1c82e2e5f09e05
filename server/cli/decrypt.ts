import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { assertPartner, CHOICE_OPTIONS, isChosen, narrowed, parseChoice } from '../archive/export-filter.ts';
import { formatNamed } from '../archive/formats.ts';
import { SealedFile } from '../archive/sealed-file-reader.ts';
import { handOver } from '../archive/write-decrypted.ts';
import { readIdentities } from '../crypto/identities.ts';
import { Mistake } from '../lib/errors.ts';
import { whyUnreadable } from '../lib/fs.ts';
import { type Command, parseArguments } from './command.ts';

export const open: Command = {
  usage: 'open FILE --identity FILE [--format csv|ndjson] [--partner CODE] [--since YYYY-MM-DD]',
  summary:
    'do what `export` does with a file that `export --sealed` or `retention` wrote, on a machine without the database ("-" reads standard input)',
  async run(args) {
    const options = {
      ...CHOICE_OPTIONS,
      identity: { type: 'string' },
      format: { type: 'string' },
    } as const;
    const { positionals, values } = parseArguments(open, args, options, ['FILE']);
    const name = positionals[0]!;
    const wanted = parseChoice(values);
    const format = formatNamed(values.format);
    if (values.identity === undefined) {
      throw new Mistake('--identity FILE is missing: it names the private key that opens signatures.');
    }
    const identities = await readIdentities(values.identity);
    const file = await SealedFile.begin(chunksOf(name), inWords(name));
    const { slug, petitionId, partners, recipients } = file.header;
    assertPartner(wanted, partners, slug);
    const choice = narrowed(file.header.choice, wanted);
    async function* pages() {
      for await (const { dataKeys, rows } of file.pages()) {
        yield { dataKeys, rows: rows.filter((row) => isChosen(choice, row)) };
      }
    }
    return handOver({
      petition: { id: petitionId, slug },
      recipients,
      pages: pages(),
      choice,
      identities,
      format,
      damage: () => file.damage(),
    });
  },
};

const inWords = (file: string) => (file === '-' ? 'Standard input' : resolve(file));

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file);
  } catch (error) {
    throw new Mistake(`${inWords(file)} can't be read: ${whyUnreadable(error)}.`);
  }
}
