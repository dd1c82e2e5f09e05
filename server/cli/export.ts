import { existsSync } from 'node:fs';
import {
  assertKnownPartner,
  type ExportFilter,
  FILTER_OPTIONS,
  parseExportFilter,
} from '../archive/export-filter.ts';
import { findExportFormat } from '../archive/formats.ts';
import { sealedFileLines } from '../archive/sealed-file.ts';
import { formatSignatureCount } from '../archive/skipped-report.ts';
import { createSealedFileHeader, listPartners, storedPages } from '../archive/stored-pages.ts';
import { writeDecrypted } from '../archive/write-decrypted.ts';
import { writeToStdout } from '../archive/write-stdout.ts';
import { readConfig } from '../config/config.ts';
import { readIdentities } from '../crypto/identities.ts';
import { keyFilePaths, originalRecipients } from '../crypto/keys.ts';
import { UserError } from '../lib/errors.ts';
import { findPetition } from '../petitions/repository.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Command, parseArguments, withStorage } from './command.ts';

export const exportSignatures: Command = {
  usage:
    'export SLUG (--identity FILE [--format csv|ndjson] | --sealed) [--partner CODE] [--since YYYY-MM-DD]',
  summary:
    'write signatures to standard output; --partner takes those whom that partner may write to, --sealed needs no identity',
  async run(args) {
    const options = {
      ...FILTER_OPTIONS,
      identity: { type: 'string' },
      format: { type: 'string' },
      sealed: { type: 'boolean' },
    } as const;
    const { positionals, values } = parseArguments(exportSignatures, args, options, ['SLUG']);
    const slug = positionals[0]!;
    const filter = parseExportFilter(values);
    if (values.sealed) {
      if (values.identity !== undefined || values.format !== undefined) {
        throw new UserError('--sealed opens nothing: --identity and --format are for `petitions open`.');
      }
      return withStorage((storage) => exportSealed(storage, slug, filter), { make: false });
    }
    const format = findExportFormat(values.format);
    if (values.identity === undefined) throw new UserError(missingIdentity());
    const identities = await readIdentities(values.identity);
    return withStorage(
      async (storage) => {
        const petition = await petitionFor(storage, slug, filter);
        const pages = storedPages(storage.db, petition.id, filter);
        const recipients = (await originalRecipients(storage)) ?? [];
        return writeDecrypted({
          petition: { id: petition.id, slug },
          recipients,
          pages,
          filter,
          identities,
          format,
        });
      },
      { make: false },
    );
  },
};

async function exportSealed(storage: PetitionStorage, slug: string, filter: ExportFilter): Promise<number> {
  const petition = await petitionFor(storage, slug, filter);
  let count = 0;
  async function* pages() {
    for await (const page of storedPages(storage.db, petition.id, filter)) {
      yield page;
      count += page.rows.length;
    }
  }
  const header = await createSealedFileHeader(storage, { ...petition, slug }, filter);
  if (await writeToStdout(sealedFileLines(header, pages()))) {
    process.stderr.write(`${formatSignatureCount(count)} of ${slug}, sealed.\n`);
  }
  return 0;
}

async function petitionFor({ db }: PetitionStorage, slug: string, filter: ExportFilter) {
  const petition = await findPetition(db, slug);
  // Looking for partners that the petition doesn't name takes reading all of it.
  if (filter.partner !== null && !Object.hasOwn(petition.partners, filter.partner)) {
    assertKnownPartner(filter, await listPartners(db, petition), slug);
  }
  await tellErased(db, petition.id, slug);
  return petition;
}

/** An export that holds less than the count says shouldn't look as if it were all there is. */
async function tellErased(db: PetitionStorage['db'], petitionId: number, slug: string): Promise<void> {
  const { erased } = await db
    .selectFrom('petition_count')
    .select('erased')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  if (erased === 0) return;
  process.stderr.write(
    `Erased from here by \`petitions retention\`, and kept in the sealed file that it wrote: ${formatSignatureCount(erased)} of ${slug}.\n`,
  );
}

function missingIdentity(): string {
  const { identity } = keyFilePaths(readConfig(process.env).config.dataDir);
  const where = existsSync(identity)
    ? `It still lies at ${identity}.`
    : 'Without it, --sealed writes what `petitions open` reads where it is.';
  return `--identity FILE is missing: it names the private key that opens signatures. ${where}`;
}
