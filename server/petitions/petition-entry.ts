import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { EditablePetition } from '../../common/editing.ts';
import type { PetitionImage, StoredOrganizer } from '../images/stored-images.ts';
import type { Database } from '../storage/schema.ts';
import { DEFAULT_FIELDS, type PetitionEntry } from './petition-file.ts';
import { assertFree, writePetitions, writeSlug } from './repository.ts';

/** A petition as the console edits it, and what recognizes that it has changed since. */
export interface StoredEntry {
  entry: EditablePetition;
  /** Also covers its outcome. */
  revision: string;
}

/**
 * A petition as an entry for `petitions load`, with every value. Pictures are given by their hash, as after an upload.
 *
 * @returns null if there is no such petition
 */
export async function readEntry(db: Kysely<Database>, slug: string): Promise<StoredEntry | null> {
  const row = await db.selectFrom('petition').selectAll().where('slug', '=', slug).executeTakeFirst();
  if (!row) return null;
  const texts = await db
    .selectFrom('petition_text')
    .select(['lang', 'title', 'text', 'outcome'])
    .where('petition_id', '=', row.id)
    .orderBy('position')
    .execute();
  const image: PetitionImage | null = parseJson(row.image);
  const organizer: StoredOrganizer | null = parseJson(row.organizer);
  const entry: EditablePetition = {
    slug: row.slug,
    creator: row.creator,
    status: row.draft === 1 ? 'draft' : row.status,
    texts: Object.fromEntries(texts.map(({ lang, title, text }) => [lang, { title, text }])),
    target: parseJson(row.target),
    format: row.format,
    image: image && { upload: image.hash, alt: image.alt, credit: image.credit },
    organizer: organizer && describeOrganizer(organizer),
    goal: row.own_goal,
    carriedOver: row.carried_over,
    closesOn: row.closes_on,
    timeZone: row.time_zone,
    tags: JSON.parse(row.tags),
    noindex: row.hidden_from_search === 1,
    shareText: parseJson(row.share_text),
    fields: { ...DEFAULT_FIELDS, ...JSON.parse(row.fields) },
    approveNames: row.approve_names === 1,
    partners: describePartners(JSON.parse(row.partners), JSON.parse(row.partner_recipients)),
    origins: parseJson(row.origins),
  };
  const outcomes = texts.map(({ outcome }) => outcome);
  const revision = createHash('sha256')
    .update(JSON.stringify([entry, outcomes, row.victory]))
    .digest('base64url')
    .slice(0, 22);
  return { entry, revision };
}

/**
 * Writes an edited petition: under another slug, if it has a new one.
 *
 * @param slug of the petition. Null creates one, and never changes another one of the same slug
 * @throws UserError
 */
export async function writeEntry(
  transaction: Kysely<Database>,
  slug: string | null,
  entry: PetitionEntry,
  timeZone: string,
): Promise<void> {
  if (slug === null) await assertFree(transaction, entry.slug);
  else if (slug !== entry.slug) await writeSlug(transaction, slug, entry.slug);
  await writePetitions(transaction, [entry], { timeZone });
}

const describePartners = (
  names: Record<string, string>,
  recipients: Record<string, string>,
): EditablePetition['partners'] =>
  Object.fromEntries(
    Object.entries(names).map(([code, name]) => [
      code,
      Object.hasOwn(recipients, code) ? { name, recipient: recipients[code]! } : name,
    ]),
  );

const parseJson = (json: string | null) => (json === null ? null : JSON.parse(json));

function describeOrganizer({ logo, ...rest }: StoredOrganizer): EditablePetition['organizer'] {
  return { ...rest, ...(logo && { logo: { upload: logo.hash, ...(logo.alt !== '' && { alt: logo.alt }) } }) };
}
