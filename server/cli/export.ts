import { existsSync } from 'node:fs';
import { assertPartner, CHOICE_OPTIONS, type Choice, parseChoice } from '../archive/export-filter.ts';
import { formatNamed } from '../archive/formats.ts';
import { sealedFile } from '../archive/sealed-file.ts';
import { counted } from '../archive/skipped-report.ts';
import { partnersOf, sealedHeader, storedPages } from '../archive/stored-pages.ts';
import { handOver } from '../archive/write-decrypted.ts';
import { writeOut } from '../archive/write-stdout.ts';
import { readConfig } from '../config/config.ts';
import { readIdentities } from '../crypto/identities.ts';
import { firstRecipients, keyFiles } from '../crypto/keys.ts';
import { Mistake } from '../lib/errors.ts';
import { findPetition } from '../petitions/repository.ts';
import type { Storage } from '../storage/open.ts';
import { type Command, parseArguments, withStorage } from './command.ts';

export const exportSignatures: Command = {
  usage:
    'export SLUG (--identity FILE [--format csv|ndjson] | --sealed) [--partner CODE] [--since YYYY-MM-DD]',
  summary:
    'write signatures to standard output; --partner takes those whom that partner may write to, --sealed needs no identity',
  async run(args) {
    const options = {
      ...CHOICE_OPTIONS,
      identity: { type: 'string' },
      format: { type: 'string' },
      sealed: { type: 'boolean' },
    } as const;
    const { positionals, values } = parseArguments(exportSignatures, args, options, ['SLUG']);
    const slug = positionals[0]!;
    const choice = parseChoice(values);
    if (values.sealed) {
      if (values.identity !== undefined || values.format !== undefined) {
        throw new Mistake('--sealed opens nothing: --identity and --format are for `petitions open`.');
      }
      return withStorage((storage) => exportSealed(storage, slug, choice), { make: false });
    }
    const format = formatNamed(values.format);
    if (values.identity === undefined) throw new Mistake(missingIdentity());
    const identities = await readIdentities(values.identity);
    return withStorage(
      async (storage) => {
        const petition = await petitionFor(storage, slug, choice);
        const pages = storedPages(storage.db, petition.id, choice);
        const recipients = (await firstRecipients(storage)) ?? [];
        return handOver({
          petition: { id: petition.id, slug },
          recipients,
          pages,
          choice,
          identities,
          format,
        });
      },
      { make: false },
    );
  },
};

async function exportSealed(storage: Storage, slug: string, choice: Choice): Promise<number> {
  const petition = await petitionFor(storage, slug, choice);
  let count = 0;
  async function* pages() {
    for await (const page of storedPages(storage.db, petition.id, choice)) {
      yield page;
      count += page.rows.length;
    }
  }
  const header = await sealedHeader(storage, { ...petition, slug }, choice);
  if (await writeOut(sealedFile(header, pages()))) {
    process.stderr.write(`${counted(count)} of ${slug}, sealed.\n`);
  }
  return 0;
}

async function petitionFor({ db }: Storage, slug: string, choice: Choice) {
  const petition = await findPetition(db, slug);
  // Looking for partners that the petition doesn't name takes reading all of it.
  if (choice.partner !== null && !Object.hasOwn(petition.partners, choice.partner)) {
    assertPartner(choice, await partnersOf(db, petition), slug);
  }
  await tellErased(db, petition.id, slug);
  return petition;
}

/** An export that holds less than the count says shouldn't look as if it were all there is. */
async function tellErased(db: Storage['db'], petitionId: number, slug: string): Promise<void> {
  const { erased } = await db
    .selectFrom('petition_count')
    .select('erased')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  if (erased === 0) return;
  process.stderr.write(
    `Erased from here by \`petitions retention\`, and kept in the sealed file that it wrote: ${counted(erased)} of ${slug}.\n`,
  );
}

function missingIdentity(): string {
  const { identity } = keyFiles(readConfig(process.env).config.dataDir);
  const where = existsSync(identity)
    ? `It still lies at ${identity}.`
    : 'Without it, --sealed writes what `petitions open` reads where it is.';
  return `--identity FILE is missing: it names the private key that opens signatures. ${where}`;
}
