import type { Kysely, Selectable } from 'kysely';
import type { Block, Fields } from '../../common/contract.ts';
import type { PetitionImage, StoredOrganizer } from '../images/stored-images.ts';
import { groupBy } from '../lib/arrays.ts';
import { endOfDay } from '../lib/time.ts';
import { canonicalRulesOf } from '../signatures/canonical-rules.ts';
import type { SignerKeyParams } from '../signatures/signer-key.ts';
import type { Database } from '../storage/schema.ts';
import { formatText, type TextFormat } from './formatted-text.ts';
import { localizedText } from './localized.ts';
import type { LatestSignature } from './moderation.ts';
import { DEFAULT_FIELDS } from './petition-file.ts';
import { splitPreview } from './text-blocks.ts';

/** A petition as last published, with all its languages. Immutable: a change replaces it. */
export interface PublishedPetition extends Readonly<SignerKeyParams> {
  readonly id: number;
  readonly slug: string;
  readonly creator: string;
  /** UTC day. Null if an older version created it. */
  readonly createdOn: string | null;
  /** Drafts aren't published: only `preview` finds them. */
  readonly status: 'draft' | 'open' | 'closed';
  /** Whether it is closed and has won. */
  readonly victory: boolean;
  readonly fields: Fields;
  /** Whether the organizer approves each name before it is shown. */
  readonly approveNames: boolean;
  readonly image: PetitionImage | null;
  readonly partners: Readonly<Record<string, string>>;
  /** Recipients of the partners that have one, by code. */
  readonly partnerRecipients: Readonly<Record<string, string>>;
  /** Sites it may be signed from, in addition to the hosted page. Null allows all. */
  readonly origins: readonly string[] | null;
  /** One per language, the petition's main language first. Never empty. */
  readonly texts: readonly PetitionText[];
  readonly carriedOver: number;
  readonly ownGoal: number | null;
  /** The most recent signers who chose to be shown publicly. */
  readonly latest: readonly LatestSignature[];
  /** Signatures made here. The published count adds those carried over. */
  readonly signed: number;
  /** How many of those were made today (UTC), rounded down. 0 if there are too few to mention. */
  readonly signedToday: number;
  /** How many of those `petitions retention` has erased. They are in a sealed file instead. */
  readonly erased: number;
  /** Who is behind it. The server's own organizer if the petition names none. */
  readonly organizer: StoredOrganizer | null;
  /** The last day on which it can be signed, YYYY-MM-DD, and its time zone. */
  readonly closesOn: { readonly day: string; readonly timeZone: string } | null;
  /** When that day ends, in milliseconds since 1970. */
  readonly closesAt: number | null;
  readonly tags: readonly string[];
  /** Whether search engines are asked not to list it. */
  readonly noindex: boolean;
}

export interface PetitionText {
  lang: string;
  title: string;
  /** Without formatting. */
  text: string;
  blocks: readonly Block[];
  /** The same for small places: the first `length` blocks are shown at first. */
  preview: { blocks: readonly Block[]; length: number };
  /** Without formatting. */
  outcome: string | null;
  outcomeBlocks: readonly Block[];
  /** Who the petition is addressed to. */
  target: string | null;
  /** The sentence to share. Null for the usual one. */
  shareText: string | null;
}

interface ReadOptions {
  /** Who is behind the petitions that name nobody. */
  organizer: StoredOrganizer | null;
  /** Whether signers can choose to be shown. */
  showsSigners: boolean;
  /** Reads only this petition. */
  slug?: string;
  /** Reads only the petitions that have changed since this revision. */
  since?: string | undefined;
}

/** The petitions as they are stored, in the order in which they were loaded. Without today's signatures and the latest signers. */
export async function readPetitions(
  db: Kysely<Database>,
  { organizer, showsSigners, slug, since }: ReadOptions,
): Promise<PublishedPetition[]> {
  const rows = await db
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .selectAll()
    .$if(slug !== undefined, (query) => query.where('slug', '=', slug!))
    .$if(since !== undefined, (query) => query.where('revision', '>', Number(since)))
    .orderBy('petition.id')
    .execute();
  const texts = await readTexts(
    db,
    slug === undefined && since === undefined ? undefined : rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    creator: row.creator,
    createdOn: row.created_on,
    status: row.draft === 1 ? 'draft' : row.status,
    organizer: parseJson(row.organizer) ?? organizer,
    ...closingOf(row),
    tags: JSON.parse(row.tags),
    victory: row.victory === 1,
    noindex: row.hidden_from_search === 1,
    fields: fieldsOf(row.fields, showsSigners),
    approveNames: row.approve_names === 1,
    latest: [],
    image: row.image === null ? null : JSON.parse(row.image),
    partners: JSON.parse(row.partners),
    partnerRecipients: JSON.parse(row.partner_recipients),
    origins: row.origins === null ? null : JSON.parse(row.origins),
    texts: (texts.get(row.id) ?? []).map((text, _, [main]) => ({
      ...toPetitionText(text, row.format),
      target: localizedText(parseJson(row.target), text.lang, main!.lang),
      shareText: localizedText(parseJson(row.share_text), text.lang, main!.lang),
    })),
    carriedOver: row.carried_over,
    ownGoal: row.own_goal,
    signed: row.signed,
    signedToday: 0,
    erased: row.erased,
    salt: row.salt,
    canonicalRules: canonicalRulesOf(row.mailbox_rules),
  }));
}

/** In their order, by petition. */
async function readTexts(
  db: Kysely<Database>,
  ids: readonly number[] | undefined,
): Promise<Map<number, Selectable<Database['petition_text']>[]>> {
  if (ids?.length === 0) return new Map();
  const rows = await db
    .selectFrom('petition_text')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where('petition_id', 'in', ids!))
    .orderBy('position')
    .execute();
  return groupBy(rows, ({ petition_id }) => petition_id);
}

function fieldsOf(json: string, showsSigners: boolean): Fields {
  // Petitions stored by older versions lack newer fields.
  const fields: Fields = { ...DEFAULT_FIELDS, ...JSON.parse(json) };
  return showsSigners ? fields : { ...fields, display: 'off' };
}

const parseJson = (json: string | null) => (json === null ? null : JSON.parse(json));

function toPetitionText(
  { lang, title, text, outcome }: Pick<PetitionText, 'lang' | 'title' | 'text' | 'outcome'>,
  format: TextFormat,
): Omit<PetitionText, 'target' | 'shareText'> {
  const { plain, blocks } = formatText(text, format);
  const formattedOutcome = outcome === null ? null : formatText(outcome, format);
  return {
    lang,
    title,
    text: plain,
    blocks,
    preview: splitPreview(blocks),
    outcome: formattedOutcome?.plain ?? null,
    outcomeBlocks: formattedOutcome?.blocks ?? [],
  };
}

function closingOf({
  closes_on,
  time_zone,
}: {
  closes_on: string | null;
  time_zone: string | null;
}): Pick<PublishedPetition, 'closesOn' | 'closesAt'> {
  if (closes_on === null) return { closesOn: null, closesAt: null };
  const timeZone = time_zone ?? 'UTC';
  return { closesOn: { day: closes_on, timeZone }, closesAt: endOfDay(closes_on, timeZone) };
}
