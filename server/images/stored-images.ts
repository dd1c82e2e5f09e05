import type { Kysely } from 'kysely';
import type { Organizer } from '../../common/contract.ts';
import { DAY_MS, utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { readPictureHeader } from './picture-header.ts';
import type { PreparedImage } from './prepare-image.ts';

/** A petition's picture as its row describes it. The pixels are in the table `image`. */
export interface PetitionImage {
  hash: string;
  /** Narrowest first. */
  widths: number[];
  /** Of the widest. */
  width: number;
  height: number;
  /** What the picture shows, in one language for all, or by language. */
  alt: string | Record<string, string>;
  credit: string | null;
}

/** An organizer's logo, likewise. */
export type StoredLogo = Omit<PetitionImage, 'credit'>;

/** An organizer as a petition's row describes it. */
export type StoredOrganizer = Omit<Organizer, 'logo'> & { logo?: StoredLogo };

/** The server's own logo, and the icon of its pages. */
export interface ServerLogo {
  logo: StoredLogo;
  icon: { hash: string; width: number };
}

/** Cached pages and shared links show a picture for a while after its petition has another. */
const KEEP_UNUSED_MS = 2 * DAY_MS;

/** In the database, not in files: several servers share it, backups include it, and a restore brings it back. */
export async function storeImage(
  transaction: Kysely<Database>,
  { hash, variants }: PreparedImage,
): Promise<Pick<PetitionImage, 'hash' | 'widths' | 'width' | 'height'>> {
  for (const { width, type, bytes } of variants) {
    await transaction
      .insertInto('image')
      .values({ hash, width, type, bytes, unused_since: null })
      .onConflict((conflict) => conflict.columns(['hash', 'width']).doUpdateSet({ unused_since: null }))
      .execute();
  }
  const { width, height } = variants.at(-1)!;
  return { hash, widths: variants.map((variant) => variant.width), width, height };
}

/**
 * A picture that was stored before, kept from now on. Null if there is none with this hash.
 *
 * @param hash of its widest variant
 */
export async function keepStoredImage(
  transaction: Kysely<Database>,
  hash: string,
): Promise<Pick<PetitionImage, 'hash' | 'widths' | 'width' | 'height'> | null> {
  const variants = await transaction
    .updateTable('image')
    .set({ unused_since: null })
    .where('hash', '=', hash)
    .returning(['width', 'bytes'])
    .execute();
  const widths = variants.map(({ width }) => width).sort((a, b) => a - b);
  const widest = variants.find(({ width }) => width === widths.at(-1));
  if (!widest) return null;
  const { width, height } = readPictureHeader(Buffer.from(widest.bytes));
  return { hash, widths, width, height };
}

/** Stores a picture for a petition that isn't saved yet. It is deleted after two days if it never is. */
export async function storeUpload(transaction: Kysely<Database>, image: PreparedImage): Promise<void> {
  await storeImage(transaction, image);
  await markUnusedImages(transaction);
}

/** How many pictures are stored that no petition uses. */
export async function countUnusedImages(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('image')
    .select(({ fn }) => fn.count<number | string>('hash').distinct().as('count'))
    .where('unused_since', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Notes which pictures no petition uses any more. Call after the petitions of a transaction were written. */
export async function markUnusedImages(transaction: Kysely<Database>): Promise<void> {
  const used = await usedHashes(transaction);
  await transaction
    .updateTable('image')
    .set({ unused_since: utcDay() })
    .where('unused_since', 'is', null)
    .$if(used.length > 0, (query) => query.where('hash', 'not in', used))
    .execute();
}

/** Deletes pictures that no petition has used for two days. */
export async function deleteUnusedImages(storage: PetitionStorage, now = Date.now()): Promise<void> {
  const lastDay = utcDay(now - KEEP_UNUSED_MS);
  await storage.db.deleteFrom('image').where('unused_since', '<', lastDay).execute();
}

/** Notes the server's own logo, which no petition mentions. Null if it has none. */
export async function writeServerLogo(transaction: Kysely<Database>, logo: ServerLogo | null): Promise<void> {
  const value = JSON.stringify(logo);
  await transaction
    .insertInto('setting')
    .values({ name: 'organizer_logo', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

async function usedHashes(db: Kysely<Database>): Promise<string[]> {
  const petitions = await db.selectFrom('petition').select(['image', 'organizer']).execute();
  const setting = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'organizer_logo')
    .executeTakeFirst();
  const server: ServerLogo | null = JSON.parse(setting?.value ?? 'null');
  const images: ({ hash: string } | null | undefined)[] = [
    server?.logo,
    server?.icon,
    ...petitions.map(({ image }): PetitionImage | null => JSON.parse(image ?? 'null')),
    ...petitions.map(({ organizer }) => (JSON.parse(organizer ?? 'null') as StoredOrganizer | null)?.logo),
  ];
  return [...new Set(images.flatMap((image) => image?.hash ?? []))];
}
