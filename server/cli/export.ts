import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { EXPORT_FORMATS, type ExportFormatName } from '../../common/export-formats.ts';
import { EXPORT_COLUMNS } from '../../common/exported-signature.ts';
import { assertKnownPartner, type ExportFilter } from '../archive/export-filter.ts';
import { sealedFileLines } from '../archive/sealed-file.ts';
import type { SealedPage } from '../archive/sealed-page.ts';
import {
  createSealedExport,
  type ExportedPetition,
  listPartners,
  storedPages,
} from '../archive/stored-pages.ts';
import { writeDecrypted } from '../archive/write-decrypted.ts';
import { writeToStdout } from '../archive/write-stdout.ts';
import { readConfig } from '../config/config.ts';
import { type Identity, readIdentities } from '../crypto/identities.ts';
import { keyFilePaths } from '../crypto/keys.ts';
import { UsageError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { findPetition } from '../petitions/repository.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { formatOption, identityOption, partnerOption, sinceOption, withStorage } from './command.ts';
import { printError, withProgress } from './output.ts';

interface Options {
  identity?: string;
  sealed?: boolean;
  format: ExportFormatName;
  partner?: string;
  since?: string;
}

export const exportSignatures = new Command('export')
  .summary('Write the signatures of a petition to standard output')
  .description(
    'Write the signatures of a petition to standard output: decrypted with --identity, or as they are stored with --sealed, for `decrypt` on a machine that has the private key. Signatures that are damaged, or that the key does not decrypt, are counted on standard error, and the exit code is 1.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .addOption(identityOption())
  .option('--sealed', 'write encrypted signatures; needs no private key')
  .addOption(formatOption())
  .addOption(partnerOption())
  .addOption(sinceOption())
  .action(async (slug: string, options: Options, command: Command) => {
    const { partner = null, since = null } = options;
    const filter = { partner, since };
    if (options.sealed) {
      if (options.identity !== undefined || command.getOptionValueSource('format') !== 'default') {
        throw new UsageError(
          "--sealed can't be combined with --identity or --format. Use those with `petitions decrypt`.",
        );
      }
      await withStorage((storage) => writeSealed(storage, slug, filter), { create: false });
      return;
    }
    if (options.identity === undefined) throw new UsageError(missingIdentity());
    const identities = await readIdentities(options.identity);
    process.exitCode = await withStorage(
      (storage) => writeDecryptedExport(storage, slug, filter, identities, options.format),
      { create: false },
    );
  });

/** @returns the exit code */
async function writeDecryptedExport(
  storage: PetitionStorage,
  slug: string,
  filter: ExportFilter,
  identities: readonly Identity[],
  format: ExportFormatName,
): Promise<number> {
  const petition = await findForExport(storage, slug, filter);
  return writeDecrypted({
    petition: { id: petition.id, slug },
    pages: withRowProgress(storedPages(storage.db, petition.id, filter), storage, petition.id, filter),
    filter,
    identities,
    format: EXPORT_FORMATS[format](EXPORT_COLUMNS),
  });
}

async function writeSealed(storage: PetitionStorage, slug: string, filter: ExportFilter): Promise<void> {
  const petition = await findForExport(storage, slug, filter);
  const { header, pages, forPartner } = await createSealedExport(storage, petition, filter);
  let count = 0;
  async function* counted() {
    for await (const page of withRowProgress(pages, storage, petition.id, filter)) {
      yield page;
      count += page.rows.length;
    }
  }
  if (!(await writeToStdout(sealedFileLines(header, counted())))) return;
  const signatures = `${formatCount(count, 'signature')} of ${slug}, sealed`;
  printError(
    forPartner === null
      ? `${signatures}.`
      : `${signatures} for the identity of "${forPartner}". Those from before it had a recipient are not included: use --identity.`,
  );
}

function withRowProgress(
  pages: AsyncIterable<SealedPage>,
  { db }: PetitionStorage,
  petitionId: number,
  { partner, since }: ExportFilter,
): AsyncIterable<SealedPage> {
  const countRows = async () => {
    const { rows } = await db
      .selectFrom('signature')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .where('petition_id', '=', petitionId)
      .$if(partner !== null, (query) => query.where('partner', '=', partner))
      .$if(since !== null, (query) => query.where('signed_on', '>=', since!))
      .executeTakeFirstOrThrow();
    return rows;
  };
  return withProgress(pages, 'Exporting', countRows, ({ rows }) => rows.length);
}

async function findForExport(
  { db }: PetitionStorage,
  slug: string,
  filter: ExportFilter,
): Promise<ExportedPetition> {
  const petition = { ...(await findPetition(db, slug)), slug };
  // Codes that the petition doesn't list can only be found by reading all its signatures.
  if (filter.partner !== null && !Object.hasOwn(petition.partners, filter.partner)) {
    assertKnownPartner(filter, await listPartners(db, petition), slug);
  }
  await reportErased(db, petition.id, slug);
  return petition;
}

/** An export with fewer signatures than the count must not look complete. */
async function reportErased(db: PetitionStorage['db'], petitionId: number, slug: string): Promise<void> {
  const { erased } = await db
    .selectFrom('petition_count')
    .select('erased')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  if (erased === 0) return;
  printError(
    `Not included, because \`petitions retention\` moved them into a sealed file: ${formatCount(erased, 'signature')} of ${slug}.`,
  );
}

function missingIdentity(): string {
  const { identity } = keyFilePaths(readConfig(process.env).config.dataDir);
  const hint = existsSync(identity)
    ? `It is still at ${identity}.`
    : 'If it is on another machine, use --sealed here and `petitions decrypt` there.';
  return `Specify --identity FILE, the file with the private key. ${hint}`;
}
