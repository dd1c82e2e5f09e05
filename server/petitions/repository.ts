import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { PreparedImage } from '../images/prepare-image.ts';
import { markUnusedImages, type PetitionImage, storeImage } from '../images/stored-images.ts';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import { CANONICAL_RULES_VERSION } from '../signatures/canonical-rules.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { bumpRevision } from '../storage/settings.ts';
import { DEFAULT_FIELDS, type PetitionEntry } from './petition-file.ts';

/** Slugs of the petitions that were created and updated. */
export interface LoadResult {
  created: string[];
  updated: string[];
}

/**
 * Creates or updates petitions by slug. If one fails, none is written.
 *
 * @param pictures by slug, of all entries that name one
 */
export async function loadPetitions(
  storage: PetitionStorage,
  entries: readonly PetitionEntry[],
  pictures: ReadonlyMap<string, PreparedImage> = new Map(),
): Promise<LoadResult> {
  return storage.write(async (transaction) => {
    await bumpRevision(transaction);
    const result: LoadResult = { created: [], updated: [] };
    for (const entry of entries) {
      const existing = await transaction
        .selectFrom('petition')
        .select('id')
        .where('slug', '=', entry.slug)
        .executeTakeFirst();
      if (existing) await update(transaction, existing.id, entry);
      else await create(transaction, entry);
      await writeImage(transaction, entry, pictures);
      (existing ? result.updated : result.created).push(entry.slug);
    }
    await assertTexts(transaction, entries);
    await markUnusedImages(transaction);
    return result;
  });
}

/**
 * Closes a petition for signing. It remains readable, with its outcome.
 *
 * @param lang the language of `outcome`; null sets it in all of the petition's languages
 * @returns whether it was open until now
 * @throws UserError if there is no such petition or language
 */
export async function closePetition(
  storage: PetitionStorage,
  slug: string,
  outcome: string | null,
  lang: string | null,
): Promise<boolean> {
  return storage.write(async (transaction) => {
    await bumpRevision(transaction);
    const petition = await findPetition(transaction, slug);
    const { numUpdatedRows: closed } = await transaction
      .updateTable('petition')
      .set({ status: 'closed', closed_on: utcDay() })
      .where('id', '=', petition.id)
      .where('status', '=', 'open')
      .executeTakeFirst();
    if (outcome !== null) {
      const { numUpdatedRows } = await transaction
        .updateTable('petition_text')
        .set({ outcome })
        .where('petition_id', '=', petition.id)
        .$if(lang !== null, (query) => query.where('lang', '=', lang))
        .executeTakeFirst();
      if (numUpdatedRows === 0n) {
        const languages = (await textsOf(transaction, slug)).map((text) => text.lang);
        throw new UserError(
          `The petition "${slug}" has no text in "${lang}". Its languages: ${languages.join(', ')}.`,
        );
      }
    }
    return closed > 0n;
  });
}

/** The languages of a petition, in their order, and its outcome in each. */
export function textsOf(
  db: Kysely<Database>,
  slug: string,
): Promise<{ lang: string; outcome: string | null }[]> {
  return db
    .selectFrom('petition_text')
    .innerJoin('petition', 'petition.id', 'petition_text.petition_id')
    .select(['lang', 'outcome'])
    .where('slug', '=', slug)
    .orderBy('position')
    .execute();
}

/** @throws UserError if there is no such petition */
export async function findPetition(
  db: Kysely<Database>,
  slug: string,
): Promise<{ id: number; partners: Record<string, string> }> {
  const row = await db
    .selectFrom('petition')
    .select(['id', 'partners'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new UserError(`There is no petition "${slug}". \`petitions list\` shows all petitions.`);
  return { id: row.id, partners: JSON.parse(row.partners) };
}

async function create(transaction: Kysely<Database>, entry: PetitionEntry): Promise<void> {
  const { last } = await transaction
    .selectFrom('petition')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  const id = (last ?? 0) + 1;
  await transaction
    .insertInto('petition')
    .values({
      id,
      slug: entry.slug,
      creator: entry.creator,
      status: entry.status ?? 'open',
      carried_over: entry.carriedOver ?? 0,
      own_goal: entry.goal ?? null,
      fields: JSON.stringify({ ...DEFAULT_FIELDS, ...entry.fields }),
      partners: JSON.stringify(entry.partners ?? {}),
      origins: entry.origins ? JSON.stringify(entry.origins) : null,
      salt: randomBytes(32),
      mailbox_rules: CANONICAL_RULES_VERSION,
      approve_names: Number(entry.approveNames ?? false),
      closed_on: entry.status === 'closed' ? utcDay() : null,
    })
    .execute();
  await transaction.insertInto('petition_count').values({ petition_id: id, signed: 0, erased: 0 }).execute();
  await writeTexts(transaction, id, entry);
}

async function update(transaction: Kysely<Database>, id: number, entry: PetitionEntry): Promise<void> {
  const { carriedOver, goal, status, fields, approveNames, partners, origins } = entry;
  await transaction
    .updateTable('petition')
    .set({
      creator: entry.creator,
      ...(status === 'open' && { status, closed_on: null }),
      ...(status === 'closed' && { status, closed_on: firstClosedOn() }),
      ...(carriedOver !== undefined && { carried_over: carriedOver ?? 0 }),
      ...(goal !== undefined && { own_goal: goal }),
      ...(fields !== undefined && { fields: JSON.stringify({ ...DEFAULT_FIELDS, ...fields }) }),
      ...(approveNames !== undefined && { approve_names: Number(approveNames ?? false) }),
      ...(partners !== undefined && { partners: JSON.stringify(partners ?? {}) }),
      ...(origins !== undefined && { origins: origins && JSON.stringify(origins) }),
    })
    .where('id', '=', id)
    .execute();
  if (status === 'open') {
    await assertNothingErased(transaction, id, entry.slug);
    // A reopened petition has no outcome yet.
    await transaction
      .updateTable('petition_text')
      .set({ outcome: null })
      .where('petition_id', '=', id)
      .execute();
  }
  await writeTexts(transaction, id, entry);
}

/** The stored closing day, or today if the petition was open. */
const firstClosedOn = () => sql<string>`coalesce(closed_on, ${utcDay()})`;

/**
 * Call after this transaction has written to the petition. Then it either sees what a concurrent `petitions retention`
 * erased, or that one sees the open petition and stops.
 *
 * @throws UserError if any of its signatures were erased, because those signers could sign again
 */
async function assertNothingErased(
  transaction: Kysely<Database>,
  petitionId: number,
  slug: string,
): Promise<void> {
  const { carried_over, signed, erased } = await transaction
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .select(['carried_over', 'signed', 'erased'])
    .where('id', '=', petitionId)
    .executeTakeFirstOrThrow();
  if (erased === 0) return;
  throw new UserError(
    `"${slug}" can't be reopened: its signatures were exported and erased, so the server can't tell who has already signed. To continue, load a new petition under another slug with "carriedOver": ${carried_over + signed}. Nothing was written.`,
  );
}

/**
 * Call after all entries were written: null removes a language, and any others may be stored already.
 *
 * @throws UserError if a petition is left without any text
 */
async function assertTexts(transaction: Kysely<Database>, entries: readonly PetitionEntry[]): Promise<void> {
  const errors: string[] = [];
  for (const [index, { slug }] of entries.entries()) {
    if ((await textsOf(transaction, slug)).length > 0) continue;
    errors.push(`  entry ${index + 1} ("${slug}"): texts: must leave at least one language`);
  }
  if (errors.length > 0) {
    throw new UserError(`Invalid petition file. Nothing was written.\n${errors.join('\n')}`);
  }
}

async function writeImage(
  transaction: Kysely<Database>,
  { slug, image }: PetitionEntry,
  pictures: ReadonlyMap<string, PreparedImage>,
): Promise<void> {
  if (image === undefined) return;
  let stored: PetitionImage | null = null;
  if (image) {
    const picture = pictures.get(slug);
    if (!picture) throw new Error(`The picture of "${slug}" was not prepared`);
    await storeImage(transaction, picture);
    const { width, height } = picture.variants.at(-1)!;
    const widths = picture.variants.map((variant) => variant.width);
    stored = { hash: picture.hash, widths, width, height, alt: image.alt, credit: image.credit ?? null };
  }
  await transaction
    .updateTable('petition')
    .set({ image: stored && JSON.stringify(stored) })
    .where('slug', '=', slug)
    .execute();
}

/** Existing languages keep their position. New ones are added at the end. */
async function writeTexts(
  transaction: Kysely<Database>,
  petitionId: number,
  entry: PetitionEntry,
): Promise<void> {
  const { last } = await transaction
    .selectFrom('petition_text')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  let position = (last ?? -1) + 1;
  for (const [lang, content] of Object.entries(entry.texts)) {
    if (content === null) {
      await transaction
        .deleteFrom('petition_text')
        .where('petition_id', '=', petitionId)
        .where('lang', '=', lang)
        .execute();
    } else {
      await transaction
        .insertInto('petition_text')
        .values({ petition_id: petitionId, lang, position, ...content, outcome: null })
        .onConflict((conflict) => conflict.columns(['petition_id', 'lang']).doUpdateSet(content))
        .execute();
      position += 1;
    }
  }
}
