import { createReadStream, statSync } from 'node:fs';
import { Command } from 'commander';
import { EXPORT_FORMATS, type ExportFormatName } from '../../common/export-formats.ts';
import { EXPORT_COLUMNS } from '../../common/exported-signature.ts';
import { assertKnownPartner, matchesFilter, narrowFilter } from '../archive/export-filter.ts';
import { SealedFileReader } from '../archive/sealed-file-reader.ts';
import { writeDecrypted } from '../archive/write-decrypted.ts';
import { readIdentities } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { describeInput, formatOption, identityOption, partnerOption, sinceOption } from './command.ts';
import { withProgress } from './output.ts';

interface Options {
  identity: string;
  format: ExportFormatName;
  partner?: string;
  since?: string;
}

export const decrypt = new Command('decrypt')
  .summary('Decrypt a sealed file')
  .description(
    'Decrypt a file that `export --sealed` or `retention` wrote, on a machine without the database. The output is the same as that of `export --identity`. Signatures that are damaged, or that the key does not decrypt, are counted on standard error, and the exit code is 1.',
  )
  .argument('<FILE>', 'sealed file; "-" reads standard input')
  .addOption(identityOption().makeOptionMandatory())
  .addOption(formatOption())
  .addOption(partnerOption())
  .addOption(sinceOption())
  .action(async (name: string, options: Options) => {
    const { partner = null, since = null } = options;
    const identities = await readIdentities(options.identity);
    const file = await SealedFileReader.open(readChunks(name), describeInput(name));
    const { slug, petitionId, partners, recipients, choice } = file.header;
    assertKnownPartner({ partner, since }, partners, slug);
    const filter = narrowFilter(choice, { partner, since });
    async function* pages() {
      for await (const { dataKeys, rows } of file.pages()) {
        yield { dataKeys, rows: rows.filter((row) => matchesFilter(filter, row)) };
      }
    }
    process.exitCode = await writeDecrypted({
      petition: { id: petitionId, slug },
      pages: pages(),
      filter,
      identities,
      recipients,
      format: EXPORT_FORMATS[options.format](EXPORT_COLUMNS),
      problems: () => file.problems(),
    });
  });

async function* readChunks(file: string): AsyncGenerator<Buffer> {
  try {
    if (file === '-') yield* process.stdin;
    else {
      const size = () => statSync(file).size;
      yield* withProgress(createReadStream(file), 'Decrypting', size, ({ length }) => length);
    }
  } catch (error) {
    throw new UserError(`${describeInput(file)} can't be read: ${describeFsError(error)}.`);
  }
}
