import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { removePartnersOf } from '../accounts/accounts.ts';
import { findLanguage } from '../i18n/find-language.ts';
import type { PreparedImage } from '../images/prepare-image.ts';
import {
  keepStoredImage,
  markUnusedImages,
  type PetitionImage,
  type StoredOrganizer,
  storeImage,
} from '../images/stored-images.ts';
import { UserError } from '../lib/errors.ts';
import { endOfDay, utcDay } from '../lib/time.ts';
import { CANONICAL_RULES_VERSION } from '../signatures/canonical-rules.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { bumpRevision, currentRevision } from '../storage/settings.ts';
import { EntryConflictError, type EntryError, InvalidEntriesError } from './entry-errors.ts';
import { assertSlug, DEFAULT_FIELDS, type PetitionEntry } from './petition-file.ts';
import type { PetitionPictures } from './petition-pictures.ts';

/** Slugs of the petitions that were created and updated. */
export interface LoadResult {
  created: string[];
  updated: string[];
}

export interface LoadOptions {
  /** By slug, of all entries that name one. */
  pictures?: PetitionPictures['pictures'];
  /** Likewise. */
  logos?: PetitionPictures['logos'];
  /** Time zone of closing days whose entry names none. */
  timeZone?: string;
  /** Milliseconds since 1970. */
  now?: number;
}

/** Creates or updates petitions by slug. If one fails, none is written. */
export async function loadPetitions(
  storage: PetitionStorage,
  entries: readonly PetitionEntry[],
  options?: LoadOptions,
): Promise<LoadResult> {
  return storage.write((transaction) => writePetitions(transaction, entries, options));
}

/** The same as part of a transaction. */
export async function writePetitions(
  transaction: Kysely<Database>,
  entries: readonly PetitionEntry[],
  { pictures = new Map(), logos = new Map(), timeZone = 'UTC', now = Date.now() }: LoadOptions = {},
): Promise<LoadResult> {
  await bumpRevision(transaction);
  await storeClosings(transaction, now);
  const result: LoadResult = { created: [], updated: [] };
  const errors: EntryError[] = [];
  for (const [index, entry] of entries.entries()) {
    const { slug } = entry;
    const existing = await transaction
      .selectFrom('petition')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirst();
    if (!existing) await assertFree(transaction, slug);
    if (existing) await update(transaction, existing.id, entry, timeZone);
    else await create(transaction, entry, timeZone);
    const problems = [
      await writeImage(transaction, entry, pictures),
      await writeOrganizer(transaction, entry, logos),
    ];
    errors.push(...problems.flatMap((problem) => (problem ? { index, slug, ...problem } : [])));
    (existing ? result.updated : result.created).push(slug);
  }
  if (errors.length > 0) throw new InvalidEntriesError(errors);
  await assertTexts(transaction, entries);
  await assertClosingDays(transaction, entries, now);
  await markUnusedImages(transaction);
  return result;
}

/**
 * Closes a petition for signing. It remains readable, with its outcome.
 *
 * @param outcome null keeps the one there is, and empty text removes it
 * @param options.lang the language of `outcome`; null sets it in all of the petition's languages
 * @param options.victory whether it has won; undefined keeps what was said before
 * @returns whether it was open until now
 * @throws UserError if there is no such petition or language
 */
export function closePetition(
  storage: PetitionStorage,
  slug: string,
  outcome: string | null,
  options: CloseOptions = {},
): Promise<boolean> {
  return storage.write((transaction) => writeClosing(transaction, slug, outcome, options));
}

interface CloseOptions {
  lang?: string | null;
  victory?: boolean | undefined;
}

/** The same as part of a transaction. */
export async function writeClosing(
  transaction: Kysely<Database>,
  slug: string,
  outcome: string | null,
  { lang = null, victory }: CloseOptions = {},
): Promise<boolean> {
  await bumpRevision(transaction);
  const petition = await findPetition(transaction, slug);
  await transaction
    .updateTable('petition')
    .set({ revision: currentRevision(), ...(victory !== undefined && { victory: Number(victory) }) })
    .where('id', '=', petition.id)
    .execute();
  const { numUpdatedRows: closed } = await transaction
    .updateTable('petition')
    .set({ status: 'closed', closed_on: utcDay() })
    .where('id', '=', petition.id)
    .where('status', '=', 'open')
    .executeTakeFirst();
  if (outcome !== null) {
    const { numUpdatedRows } = await transaction
      .updateTable('petition_text')
      .set({ outcome: outcome || null })
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
}

/** What is stored about a petition that nobody has signed. */
const PETITION_TABLES = [
  'petition_text',
  'petition_alias',
  'petition_count',
  'signed_day',
  'signed_hour',
  'partner_link',
  'imported_file',
  'webhook_petition',
  'webhook_state',
  'api_token',
] as const;

/**
 * Deletes a petition that nobody has signed.
 *
 * @throws UserError if there is no such petition, or people have signed it
 */
export const deletePetition = (storage: PetitionStorage, slug: string): Promise<void> =>
  storage.write((transaction) => writeDeletion(transaction, slug));

/** The same as part of a transaction. */
export async function writeDeletion(transaction: Kysely<Database>, slug: string): Promise<void> {
  await bumpRevision(transaction);
  const { id, carriedOver } = await findPetition(transaction, slug);
  if (carriedOver > 0 || (await hasSigners(transaction, id))) {
    throw new UserError(
      `"${slug}" can't be deleted: people have signed it. Close it with \`petitions close ${slug}\` instead.`,
    );
  }
  await removePartnersOf(transaction, id);
  for (const table of PETITION_TABLES) {
    await transaction.deleteFrom(table).where('petition_id', '=', id).execute();
  }
  await transaction.deleteFrom('petition').where('id', '=', id).execute();
  await markUnusedImages(transaction);
}

/**
 * Changes a petition's slug, and keeps the old one as an alias.
 *
 * @throws UserError if there is no such petition, or the new slug is invalid or taken
 */
export async function renamePetition(storage: PetitionStorage, slug: string, newSlug: string): Promise<void> {
  assertSlug(newSlug);
  await storage.write((transaction) => writeSlug(transaction, slug, newSlug));
}

/** The same as part of a transaction, with a slug that is valid. */
export async function writeSlug(transaction: Kysely<Database>, slug: string, newSlug: string): Promise<void> {
  await bumpRevision(transaction);
  const { id } = await findPetition(transaction, slug);
  // A petition can get a slug back that it had before.
  await transaction
    .deleteFrom('petition_alias')
    .where('slug', '=', newSlug)
    .where('petition_id', '=', id)
    .execute();
  await assertFree(transaction, newSlug);
  await transaction
    .updateTable('petition')
    .set({ slug: newSlug, revision: currentRevision() })
    .where('id', '=', id)
    .execute();
  await transaction.insertInto('petition_alias').values({ slug, petition_id: id }).execute();
}

/** @throws EntryConflictError if a petition has this slug, or had it before */
export async function assertFree(transaction: Kysely<Database>, slug: string): Promise<void> {
  const petition = await transaction
    .selectFrom('petition')
    .select('slug')
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (petition)
    throw new EntryConflictError('slug', `There is a petition "${slug}" already. Choose another slug.`);
  const current = await findAlias(transaction, slug);
  if (current !== undefined) throw new EntryConflictError('slug', slugWasRenamed(slug, current));
}

/** The current slug of a petition that had this one before. */
async function findAlias(db: Kysely<Database>, slug: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('petition_alias')
    .innerJoin('petition', 'petition.id', 'petition_alias.petition_id')
    .select('petition.slug')
    .where('petition_alias.slug', '=', slug)
    .executeTakeFirst();
  return row?.slug;
}

const slugWasRenamed = (slug: string, current: string) =>
  `"${slug}" is an earlier slug of "${current}", and its links lead there. Use "${current}", or another slug.`;

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

interface StoredPetition {
  id: number;
  /** Names by code. */
  partners: Record<string, string>;
  /** Recipients of the partners that have one, by code. */
  partnerRecipients: Record<string, string>;
  carriedOver: number;
}

/** @throws UserError if there is no such petition */
export async function findPetition(db: Kysely<Database>, slug: string): Promise<StoredPetition> {
  const row = await db
    .selectFrom('petition')
    .select(['id', 'partners', 'partner_recipients', 'carried_over'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!row) {
    const current = await findAlias(db, slug);
    if (current !== undefined) throw new UserError(slugWasRenamed(slug, current));
    throw new UserError(`There is no petition "${slug}". \`petitions list\` shows all petitions.`);
  }
  return {
    id: row.id,
    partners: JSON.parse(row.partners),
    partnerRecipients: JSON.parse(row.partner_recipients),
    carriedOver: row.carried_over,
  };
}

async function create(
  transaction: Kysely<Database>,
  entry: PetitionEntry,
  defaultTimeZone: string,
): Promise<void> {
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
      status: entry.status === 'closed' ? 'closed' : 'open',
      draft: Number(entry.status === 'draft'),
      created_on: utcDay(),
      carried_over: entry.carriedOver ?? 0,
      own_goal: entry.goal ?? null,
      fields: JSON.stringify({ ...DEFAULT_FIELDS, ...entry.fields }),
      ...partnerColumns(entry.partners ?? {}),
      origins: entry.origins ? JSON.stringify(entry.origins) : null,
      salt: randomBytes(32),
      mailbox_rules: CANONICAL_RULES_VERSION,
      approve_names: Number(entry.approveNames ?? false),
      closed_on: entry.status === 'closed' ? utcDay() : null,
      revision: currentRevision(),
      ...pageColumns(entry, defaultTimeZone),
    })
    .execute();
  await transaction.insertInto('petition_count').values({ petition_id: id, signed: 0, erased: 0 }).execute();
  await writeTexts(transaction, id, entry);
}

async function update(
  transaction: Kysely<Database>,
  id: number,
  entry: PetitionEntry,
  defaultTimeZone: string,
): Promise<void> {
  const { carriedOver, goal, status, fields, approveNames, partners, origins } = entry;
  await transaction
    .updateTable('petition')
    .set({
      creator: entry.creator,
      revision: currentRevision(),
      ...(status === 'draft' && { draft: 1 }),
      ...(status === 'open' && { status, closed_on: null, draft: 0, victory: 0 }),
      ...(status === 'closed' && { status, closed_on: firstClosedOn(), draft: 0 }),
      ...(carriedOver !== undefined && { carried_over: carriedOver ?? 0 }),
      ...(goal !== undefined && { own_goal: goal }),
      ...(fields !== undefined && { fields: JSON.stringify({ ...DEFAULT_FIELDS, ...fields }) }),
      ...(approveNames !== undefined && { approve_names: Number(approveNames ?? false) }),
      ...(partners !== undefined && partnerColumns(partners ?? {})),
      ...(origins !== undefined && { origins: origins && JSON.stringify(origins) }),
      ...pageColumns(entry, defaultTimeZone),
    })
    .where('id', '=', id)
    .execute();
  if (status === 'draft') await assertNothingSigned(transaction, id, entry.slug);
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

/** Recipients have a column of their own: all pages need the names, and only sealing needs these. */
function partnerColumns(partners: NonNullable<PetitionEntry['partners']>) {
  const names: Record<string, string> = {};
  const recipients: Record<string, string> = {};
  for (const [code, partner] of Object.entries(partners)) {
    if (typeof partner === 'string') names[code] = partner;
    else {
      names[code] = partner.name;
      if (partner.recipient != null) recipients[code] = partner.recipient;
    }
  }
  return { partners: JSON.stringify(names), partner_recipients: JSON.stringify(recipients) };
}

/** The columns of what only shows. Absent values keep what is stored; null resets to the default. */
function pageColumns(entry: PetitionEntry, defaultTimeZone: string) {
  const { target, format, closesOn, timeZone, tags, noindex, shareText } = entry;
  return {
    ...(target !== undefined && { target: target && JSON.stringify(target) }),
    ...(format !== undefined && { format: format ?? 'plain' }),
    ...(closesOn !== undefined && {
      closes_on: closesOn,
      time_zone: closesOn && (timeZone ?? defaultTimeZone),
    }),
    ...(closesOn === undefined && timeZone != null && { time_zone: timeZone }),
    ...(tags !== undefined && { tags: JSON.stringify(tags ?? []) }),
    ...(noindex !== undefined && { hidden_from_search: Number(noindex ?? false) }),
    ...(shareText !== undefined && { share_text: shareText && JSON.stringify(shareText) }),
  };
}

/** @throws UserError if a petition that people have signed would become a draft, which nobody sees */
async function assertNothingSigned(
  transaction: Kysely<Database>,
  petitionId: number,
  slug: string,
): Promise<void> {
  if (!(await hasSigners(transaction, petitionId))) return;
  throw new EntryConflictError(
    'status',
    `"${slug}" can't become a draft again: people have signed it. Close it with \`petitions close ${slug}\` instead. Nothing was written.`,
  );
}

/** Whether anyone has signed, or asked to and not confirmed yet. */
async function hasSigners(transaction: Kysely<Database>, petitionId: number): Promise<boolean> {
  const { signed } = await transaction
    .selectFrom('petition_count')
    .select('signed')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  if (signed > 0) return true;
  for (const table of ['signature', 'pending_signature', 'outbox'] as const) {
    const row = await transaction
      .selectFrom(table)
      .select('petition_id')
      .where('petition_id', '=', petitionId)
      .limit(1)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}

/**
 * Stores that the petitions whose last day is over are closed. Servers close them by the clock, whether this was done or not; what
 * reads the database needs it.
 */
async function storeClosings(transaction: Kysely<Database>, now: number): Promise<void> {
  for (const { id, closes_on } of await overdue(transaction, now)) {
    await bumpRevision(transaction);
    await transaction
      .updateTable('petition')
      .set({ status: 'closed', closed_on: closes_on, revision: currentRevision() })
      .where('id', '=', id)
      .execute();
  }
}

/** Stores closings if there are any. Writes nothing otherwise. */
export async function storeOverdue(storage: PetitionStorage, now = Date.now()): Promise<void> {
  if ((await overdue(storage.db, now)).length === 0) return;
  await storage.write((transaction) => storeClosings(transaction, now));
}

/** The petitions that are stored as open although their last day is over. */
async function overdue(db: Kysely<Database>, now: number) {
  const rows = await db
    .selectFrom('petition')
    .select(['id', 'slug', 'closes_on', 'time_zone'])
    .where('status', '=', 'open')
    .where('draft', '=', 0)
    // No zone's day is over before that day begins in UTC.
    .where('closes_on', '<=', utcDay(now))
    .execute();
  return rows.filter(({ closes_on, time_zone }) => endOfDay(closes_on!, time_zone ?? 'UTC') <= now);
}

/** @throws UserError if a petition that is open after this file would close immediately */
async function assertClosingDays(
  transaction: Kysely<Database>,
  entries: readonly PetitionEntry[],
  now: number,
): Promise<void> {
  const late = new Map((await overdue(transaction, now)).map((row) => [row.slug, row]));
  const errors = entries.flatMap(({ slug }, index): EntryError[] => {
    const row = late.get(slug);
    const message = `${row?.closes_on} is over; set a later day, or null for none`;
    return row ? [{ index, slug, path: 'closesOn', message }] : [];
  });
  if (errors.length > 0) throw new InvalidEntriesError(errors);
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
  throw new EntryConflictError(
    'status',
    `"${slug}" can't be reopened: its signatures were exported and erased, so the server can't tell who has already signed. To continue, load a new petition under another slug with "carriedOver": ${carried_over + signed}. Nothing was written.`,
  );
}

/**
 * Call after all entries were written: null removes a language, and any others may be stored already.
 *
 * @throws UserError if a petition is left without any text, or has something in a language that its texts don't have
 */
async function assertTexts(transaction: Kysely<Database>, entries: readonly PetitionEntry[]): Promise<void> {
  const errors: EntryError[] = [];
  for (const [index, entry] of entries.entries()) {
    const { slug } = entry;
    const langs = (await textsOf(transaction, slug)).map(({ lang }) => lang);
    if (langs.length === 0) {
      errors.push({ index, slug, path: 'texts', message: 'must leave at least one language' });
      continue;
    }
    const message = `the petition has no text in this language; it has ${langs.join(', ')}`;
    errors.push(...untranslatable(entry, langs).map((path) => ({ index, slug, path, message })));
  }
  if (errors.length > 0) throw new InvalidEntriesError(errors);
}

/** What an entry has in a language that none of the petition's texts would show, as paths like `target.de`. */
function untranslatable({ target, shareText, image }: PetitionEntry, langs: readonly string[]): string[] {
  return Object.entries({ target, shareText, 'image.alt': image?.alt }).flatMap(([field, text]) =>
    typeof text === 'object' && text !== null
      ? Object.keys(text)
          .filter((lang) => !langs.some((shown) => findLanguage(shown, [lang]) !== undefined))
          .map((lang) => `${field}.${lang}`)
      : [],
  );
}

type ValueProblem = Pick<EntryError, 'path' | 'message'>;

const MISSING_UPLOAD = 'is no longer there; upload the picture again';

/** @returns what is wrong with the entry's picture, or null */
async function writeImage(
  transaction: Kysely<Database>,
  { slug, image }: PetitionEntry,
  pictures: ReadonlyMap<string, PreparedImage>,
): Promise<ValueProblem | null> {
  if (image === undefined) return null;
  let stored: PetitionImage | null = null;
  if (image && 'upload' in image) {
    const found = await keepStoredImage(transaction, image.upload);
    if (!found) return { path: 'image.upload', message: MISSING_UPLOAD };
    stored = { ...found, alt: image.alt, credit: image.credit ?? null };
  } else if (image?.file !== undefined) {
    const picture = pictures.get(slug);
    if (!picture) throw new Error(`The picture of "${slug}" was not prepared`);
    stored = { ...(await storeImage(transaction, picture)), alt: image.alt, credit: image.credit ?? null };
  } else if (image) {
    const before = await readImage(transaction, slug);
    if (!before) return { path: 'image.file', message: 'is missing, and the petition has no picture yet' };
    const { alt = before.alt, credit = before.credit } = image;
    stored = { ...before, alt, credit };
  }
  await transaction
    .updateTable('petition')
    .set({ image: stored && JSON.stringify(stored) })
    .where('slug', '=', slug)
    .execute();
  return null;
}

async function readImage(transaction: Kysely<Database>, slug: string): Promise<PetitionImage | null> {
  const { image } = await transaction
    .selectFrom('petition')
    .select('image')
    .where('slug', '=', slug)
    .executeTakeFirstOrThrow();
  return JSON.parse(image ?? 'null');
}

/** @returns what is wrong with the organizer's logo, or null */
async function writeOrganizer(
  transaction: Kysely<Database>,
  { slug, organizer }: PetitionEntry,
  logos: ReadonlyMap<string, PreparedImage>,
): Promise<ValueProblem | null> {
  if (organizer === undefined) return null;
  let stored: StoredOrganizer | null = null;
  if (organizer) {
    const { logo, ...rest } = organizer;
    stored = rest;
    if (logo) {
      const image =
        'upload' in logo
          ? await keepStoredImage(transaction, logo.upload)
          : await storeImage(transaction, requirePrepared(logos, slug));
      if (!image) return { path: 'organizer.logo', message: MISSING_UPLOAD };
      stored.logo = { ...image, alt: logo.alt ?? '' };
    }
  }
  await transaction
    .updateTable('petition')
    .set({ organizer: stored && JSON.stringify(stored) })
    .where('slug', '=', slug)
    .execute();
  return null;
}

function requirePrepared(logos: ReadonlyMap<string, PreparedImage>, slug: string): PreparedImage {
  const prepared = logos.get(slug);
  if (!prepared) throw new Error(`The logo of "${slug}" was not prepared`);
  return prepared;
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
