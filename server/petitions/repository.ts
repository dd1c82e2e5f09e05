import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { UserError } from '../lib/errors.ts';
import { utcDay } from '../lib/time.ts';
import { CANONICAL_RULES_VERSION } from '../signatures/email-address.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { DEFAULT_FIELDS, type Entry } from './petition-file.ts';

/** What `load` did, by slug. */
export interface LoadResult {
  created: string[];
  updated: string[];
}

/** Creates or updates each petition by its slug: all of them, or where one fails none. */
export async function loadPetitions(
  storage: PetitionStorage,
  entries: readonly Entry[],
): Promise<LoadResult> {
  return storage.write(async (transaction) => {
    await bumpRevision(transaction);
    const loaded: LoadResult = { created: [], updated: [] };
    for (const entry of entries) {
      const existing = await transaction
        .selectFrom('petition')
        .select('id')
        .where('slug', '=', entry.slug)
        .executeTakeFirst();
      if (existing) await update(transaction, existing.id, entry);
      else await create(transaction, entry);
      (existing ? loaded.updated : loaded.created).push(entry.slug);
    }
    return loaded;
  });
}

/**
 * Closes a petition for signing; it stays to be read, with what came of it.
 *
 * @param lang which language `outcome` is in; null says it in all of the petition's languages
 * @returns whether it was open until now
 * @throws Mistake where there is no such petition or language
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
      if (numUpdatedRows === 0n) throw new UserError(`The petition "${slug}" has no text in "${lang}".`);
    }
    return closed > 0n;
  });
}

/** @throws Mistake where there is no such petition */
export async function findPetition(
  db: Kysely<Database>,
  slug: string,
): Promise<{ id: number; partners: Record<string, string> }> {
  const row = await db
    .selectFrom('petition')
    .select(['id', 'partners'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new UserError(`There is no petition "${slug}". \`petitions list\` shows those there are.`);
  return { id: row.id, partners: JSON.parse(row.partners) };
}

async function create(transaction: Kysely<Database>, entry: Entry): Promise<void> {
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
      closed_on: entry.status === 'closed' ? utcDay() : null,
    })
    .execute();
  await transaction.insertInto('petition_count').values({ petition_id: id, signed: 0, erased: 0 }).execute();
  await writeTexts(transaction, id, entry);
}

async function update(transaction: Kysely<Database>, id: number, entry: Entry): Promise<void> {
  const { carriedOver, goal, status, fields, partners, origins } = entry;
  await transaction
    .updateTable('petition')
    .set({
      creator: entry.creator,
      ...(status === 'open' && { status, closed_on: null }),
      ...(status === 'closed' && { status, closed_on: sinceItWasClosed() }),
      ...(carriedOver !== undefined && { carried_over: carriedOver ?? 0 }),
      ...(goal !== undefined && { own_goal: goal }),
      ...(fields !== undefined && { fields: JSON.stringify({ ...DEFAULT_FIELDS, ...fields }) }),
      ...(partners !== undefined && { partners: JSON.stringify(partners ?? {}) }),
      ...(origins !== undefined && { origins: origins && JSON.stringify(origins) }),
    })
    .where('id', '=', id)
    .execute();
  if (status === 'open') {
    await assertNothingErased(transaction, id, entry.slug);
    // What came of it is still to come.
    await transaction
      .updateTable('petition_text')
      .set({ outcome: null })
      .where('petition_id', '=', id)
      .execute();
  }
  await writeTexts(transaction, id, entry);
}

/** The day it was closed on, which is today only where it was open. */
const sinceItWasClosed = () => sql<string>`coalesce(closed_on, ${utcDay()})`;

/**
 * Called once this transaction has written to the petition, so that an erasing that is under way either has been seen, or sees
 * the petition open and stops.
 *
 * @throws Mistake where signatures of it were erased: whoever made them could sign once more
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
    `"${slug}" can't be opened again: its signatures were exported and erased, so that nobody can tell who has signed already. To go on, load a new petition under another slug with "carriedOver": ${carried_over + signed}. Nothing was written.`,
  );
}

/** A language that is there already keeps its place; a new one comes behind. */
async function writeTexts(transaction: Kysely<Database>, petitionId: number, entry: Entry): Promise<void> {
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

/**
 * Tells running servers, which look at the revision all the time, to read the petitions again. Called
 * first: whoever else changes petitions waits here until this change is whole.
 */
async function bumpRevision(transaction: Kysely<Database>): Promise<void> {
  await transaction
    .updateTable('setting')
    .set(({ eb, cast, lit }) => {
      // Versions before wrote "1.0" on SQLite, which `adopt` may have moved to PostgreSQL.
      const revision = cast<number>(cast('value', 'numeric'), 'integer');
      // As a parameter, SQLite would take the 1 for 1.0.
      return { value: cast<string>(eb(revision, '+', lit(1)), 'text') };
    })
    .where('name', '=', 'revision')
    .execute();
}
