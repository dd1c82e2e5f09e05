import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import {
  assertKnownPartner,
  FILTER_OPTIONS,
  matchesFilter,
  narrowFilter,
  parseExportFilter,
} from '../archive/export-filter.ts';
import { findExportFormat } from '../archive/formats.ts';
import { SealedFileReader } from '../archive/sealed-file-reader.ts';
import { writeDecrypted } from '../archive/write-decrypted.ts';
import { readIdentities } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { type Command, parseArguments } from './command.ts';

export const open: Command = {
  usage: 'open FILE --identity FILE [--format csv|ndjson] [--partner CODE] [--since YYYY-MM-DD]',
  summary:
    'do what `export` does with a file that `export --sealed` or `retention` wrote, on a machine without the database ("-" reads standard input)',
  async run(args) {
    const options = {
      ...FILTER_OPTIONS,
      identity: { type: 'string' },
      format: { type: 'string' },
    } as const;
    const { positionals, values } = parseArguments(open, args, options, ['FILE']);
    const name = positionals[0]!;
    const wanted = parseExportFilter(values);
    const format = findExportFormat(values.format);
    if (values.identity === undefined) {
      throw new UserError('--identity FILE is missing: it names the private key that opens signatures.');
    }
    const identities = await readIdentities(values.identity);
    const file = await SealedFileReader.open(chunksOf(name), inWords(name));
    const { slug, petitionId, partners, recipients } = file.header;
    assertKnownPartner(wanted, partners, slug);
    const filter = narrowFilter(file.header.choice, wanted);
    async function* pages() {
      for await (const { dataKeys, rows } of file.pages()) {
        yield { dataKeys, rows: rows.filter((row) => matchesFilter(filter, row)) };
      }
    }
    return writeDecrypted({
      petition: { id: petitionId, slug },
      recipients,
      pages: pages(),
      filter,
      identities,
      format,
      problems: () => file.problems(),
    });
  },
};

const inWords = (file: string) => (file === '-' ? 'Standard input' : resolve(file));

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file);
  } catch (error) {
    throw new UserError(`${inWords(file)} can't be read: ${describeFsError(error)}.`);
  }
}
