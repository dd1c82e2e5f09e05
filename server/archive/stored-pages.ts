import type { Kysely } from 'kysely';
import { SEALED_FORMAT, type SealedFileHeader } from '../../common/sealed-file-format.ts';
import { lastRecipients } from '../crypto/keys.ts';
import type { SealedDataKey } from '../crypto/sealer.ts';
import { toHex } from '../lib/bytes.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, SignatureRow } from '../storage/schema.ts';
import { signaturePages } from '../storage/signature-pages.ts';
import { type ExportFilter, matchesFilter } from './export-filter.ts';
import type { SealedPage } from './sealed-page.ts';

/** A petition whose signatures are exported. */
export interface ExportedPetition {
  id: number;
  slug: string;
  /** Names by code. */
  partners: Readonly<Record<string, string>>;
  /** Recipients of the partners that have one, by code. */
  partnerRecipients: Readonly<Record<string, string>>;
}

/** What a sealed file consists of. */
export interface SealedExport {
  header: SealedFileHeader;
  pages: AsyncGenerator<SealedPage>;
  /** The partner that alone can open it. Null for the organizer. */
  forPartner: string | null;
}

/** The selected signatures: for the identity of the selected partner if it has one, otherwise for the organizer's. */
export async function createSealedExport(
  storage: PetitionStorage,
  petition: ExportedPetition,
  filter: ExportFilter,
): Promise<SealedExport> {
  const { partner, since } = filter;
  if (partner !== null && Object.hasOwn(petition.partnerRecipients, partner)) {
    return createPartnerExport(storage, petition, partner, since);
  }
  return {
    header: await createSealedFileHeader(storage, petition, filter),
    pages: storedPages(storage.db, petition.id, filter),
    forPartner: null,
  };
}

/** What only the identity of one partner opens. It has nothing of other partners, not even who they are. */
export function createPartnerExport(
  { db }: PetitionStorage,
  { id, slug, partnerRecipients }: ExportedPetition,
  partner: string,
  since: string | null = null,
): SealedExport {
  const filter = { partner, since };
  return {
    header: {
      sealedPetition: SEALED_FORMAT,
      slug,
      petitionId: id,
      partners: [partner],
      // None if it was taken from the petition: what was sealed before is still there.
      recipients: Object.hasOwn(partnerRecipients, partner) ? [partnerRecipients[partner]!] : [],
      choice: filter,
    },
    pages: partnerPages(db, id, filter),
    forPartner: partner,
  };
}

/** Reads a petition's selected signatures as stored: sealed, each data key before its first signature. */
export async function* storedPages(
  db: Kysely<Database>,
  petitionId: number,
  filter: ExportFilter,
): AsyncGenerator<SealedPage> {
  const yielded = new Set<string>();
  for await (const page of signaturePages(db, petitionId)) {
    const rows = page.filter((row) => matchesFilter(filter, row));
    const dataKeys = await readDataKeys(db, newKeyIds(rows, yielded));
    if (rows.length > 0) yield { dataKeys, rows };
  }
}

/** The same for a partner: only what its identity opens, with data keys that no other identity opens. */
async function* partnerPages(
  db: Kysely<Database>,
  petitionId: number,
  filter: ExportFilter,
): AsyncGenerator<SealedPage> {
  const seen = new Set<string>();
  const partnerKeys = new Set<string>();
  for await (const page of signaturePages(db, petitionId)) {
    const candidates = page.filter((row) => matchesFilter(filter, row));
    const dataKeys = (await readDataKeys(db, newKeyIds(candidates, seen))).flatMap(({ id, partnerSealed }) =>
      partnerSealed ? [{ id, sealed: partnerSealed, sealedTo: null }] : [],
    );
    for (const { id } of dataKeys) partnerKeys.add(toHex(id));
    const rows = candidates.filter(({ data_key_id }) => partnerKeys.has(toHex(data_key_id)));
    if (rows.length > 0) yield { dataKeys, rows };
  }
}

/** The IDs of the data keys that no earlier row had. Adds them to those. */
function newKeyIds(rows: readonly Pick<SignatureRow, 'data_key_id'>[], earlier: Set<string>): Uint8Array[] {
  const ids: Uint8Array[] = [];
  for (const { data_key_id } of rows) {
    const id = toHex(data_key_id);
    if (earlier.has(id)) continue;
    earlier.add(id);
    ids.push(data_key_id);
  }
  return ids;
}

/** Codes of the partners that somebody's signature was sealed for. Reads every row. */
export async function listSealedPartners(db: Kysely<Database>, petitionId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('signature')
    .innerJoin('data_key', 'data_key.id', 'signature.data_key_id')
    .select('partner')
    .distinct()
    .where('petition_id', '=', petitionId)
    .where('partner', 'is not', null)
    .where('partner_sealed', 'is not', null)
    .execute();
  return rows.map(({ partner }) => partner!).sort();
}

/** Codes of all partners: those the petition lists, and those that someone signed through. Reads every row. */
export async function listPartners(
  db: Kysely<Database>,
  petition: Pick<ExportedPetition, 'id' | 'partners'>,
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

/** The header of a file for the organizer. Reads every row, for the partners. */
async function createSealedFileHeader(
  storage: PetitionStorage,
  petition: Pick<ExportedPetition, 'id' | 'slug' | 'partners'>,
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
    .select(['id', 'sealed', 'sealed_to', 'partner_sealed'])
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id, sealed, sealed_to, partner_sealed }) => ({
    id: Buffer.from(id),
    sealed: Buffer.from(sealed),
    sealedTo: sealed_to,
    ...(partner_sealed && { partnerSealed: Buffer.from(partner_sealed) }),
  }));
}
