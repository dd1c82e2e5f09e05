import type { Kysely } from 'kysely';
import { SEALED_FORMAT, type SealedFileHeader } from '../../common/sealed-file-format.ts';
import { lastRecipients } from '../crypto/keys.ts';
import type { SealedDataKey } from '../crypto/sealer.ts';
import { toHex } from '../lib/bytes.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { signaturePages } from '../storage/signature-pages.ts';
import { type ExportFilter, matchesFilter } from './export-filter.ts';
import type { SealedPage } from './sealed-page.ts';

/** Reads a petition's selected signatures as stored: sealed, each data key before its first signature. */
export async function* storedPages(
  db: Kysely<Database>,
  petitionId: number,
  filter: ExportFilter,
): AsyncGenerator<SealedPage> {
  const yielded = new Set<string>();
  for await (const page of signaturePages(db, petitionId)) {
    const rows = page.filter((row) => matchesFilter(filter, row));
    const newKeyIds: Uint8Array[] = [];
    for (const { data_key_id } of rows) {
      const id = toHex(data_key_id);
      if (yielded.has(id)) continue;
      yielded.add(id);
      newKeyIds.push(data_key_id);
    }
    if (rows.length > 0) yield { dataKeys: await readDataKeys(db, newKeyIds), rows };
  }
}

/** Codes of all partners: those the petition lists, and those that someone signed through. Reads every row. */
export async function listPartners(
  db: Kysely<Database>,
  petition: { id: number; partners: Record<string, string> },
): Promise<string[]> {
  const rows = await db
    .selectFrom('signature')
    .select('partner')
    .distinct()
    .where('petition_id', '=', petition.id)
    .where('partner', 'is not', null)
    .execute();
  return [...new Set([...Object.keys(petition.partners), ...rows.map(({ partner }) => partner!)])].sort();
}

/** The header of a sealed file with the selected signatures. Reads every row, for the partners. */
export async function createSealedFileHeader(
  storage: PetitionStorage,
  petition: { id: number; slug: string; partners: Record<string, string> },
  filter: ExportFilter,
): Promise<SealedFileHeader> {
  return {
    sealedPetition: SEALED_FORMAT,
    slug: petition.slug,
    petitionId: petition.id,
    partners: await listPartners(storage.db, petition),
    recipients: (await lastRecipients(storage)) ?? [],
    choice: filter,
  };
}

async function readDataKeys(db: Kysely<Database>, ids: Uint8Array[]): Promise<SealedDataKey[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('data_key')
    .select(['id', 'sealed', 'sealed_to'])
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id, sealed, sealed_to }) => ({
    id: Buffer.from(id),
    sealed: Buffer.from(sealed),
    sealedTo: sealed_to,
  }));
}
