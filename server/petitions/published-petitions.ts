import { isDeepStrictEqual } from 'node:util';
import type { Block, Fields } from '../../common/contract.ts';
import { findLanguage } from '../i18n/find-language.ts';
import type { PetitionImage, StoredOrganizer } from '../images/stored-images.ts';
import { Periodic } from '../lib/periodic.ts';
import { endOfDay, utcDay } from '../lib/time.ts';
import { canonicalRulesOf } from '../signatures/canonical-rules.ts';
import type { PublicSignatureCipher } from '../signatures/public-signature.ts';
import type { SignerKeyParams } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readRevision } from '../storage/settings.ts';
import { formatText, type TextFormat } from './formatted-text.ts';
import { goalFor } from './goal.ts';
import { localizedText } from './localized.ts';
import { type LatestSignature, latestSignatures } from './moderation.ts';
import { roundDown } from './momentum.ts';
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

/** The name of a petition's partner. Undefined if the petition doesn't list it. */
export function partnerName(
  { partners }: Pick<PublishedPetition, 'partners'>,
  code: string | null | undefined,
) {
  return code != null && Object.hasOwn(partners, code) ? partners[code] : undefined;
}

interface PublishOptions {
  organizer?: StoredOrganizer | null;
  now?: () => number;
}

/** How often running servers check whether petitions changed. */
const POLL_MS = 1_000;
/** Counts are published only this often, so that one person's signature can't be inferred from them. */
const PUBLISH_INTERVAL_MS = 2_000;

/**
 * The published petitions, held in memory: reads never touch the database. A published petition is immutable and
 * replaced as a whole, so anything derived from it can be cached for as long as it is published.
 */
export class PublishedPetitions {
  readonly #storage: PetitionStorage;
  readonly #cipher: PublicSignatureCipher | null;
  #petitions = new Map<string, PublishedPetition>();
  /** Current slugs by earlier ones. */
  #aliases = new Map<string, string>();
  /** Undefined if something was published since it was made. */
  #all: readonly PublishedPetition[] | undefined;
  #revision: string | undefined;
  #polling: Periodic | undefined;
  readonly #organizer: StoredOrganizer | null;
  readonly #now: () => number;
  /** When the next petition closes by itself, in milliseconds since 1970. */
  #nextClosing = Number.POSITIVE_INFINITY;

  /**
   * @param cipher null shows no signers, and hides the public-name option
   * @param options.organizer who is behind the petitions that name nobody
   * @param options.now milliseconds since 1970
   */
  constructor(
    storage: PetitionStorage,
    cipher: PublicSignatureCipher | null,
    { organizer = null, now = () => Date.now() }: PublishOptions = {},
  ) {
    this.#storage = storage;
    this.#cipher = cipher;
    this.#organizer = organizer;
    this.#now = now;
  }

  /** In the order in which they were loaded. The same array until something is published. */
  all(): readonly PublishedPetition[] {
    this.#closeOverdue();
    this.#all ??= [...this.#petitions.values()].filter(({ status }) => status !== 'draft');
    return this.#all;
  }

  /** Also finds an earlier slug of a petition, and one that was pasted with capital letters, something around it, or the URL it is part of. */
  get(slug: string): PublishedPetition | undefined {
    this.#closeOverdue();
    const petition = this.#find(slug) ?? this.#find(slugAsMeant(slug));
    return petition?.status === 'draft' ? undefined : petition;
  }

  /** Whether a petition had this slug before, and has another now. */
  isEarlierSlug(slug: string): boolean {
    return this.#aliases.has(slug);
  }

  /** For those who have its link only. */
  draft(slug: string): PublishedPetition | undefined {
    const petition = this.#find(slug);
    return petition?.status === 'draft' ? petition : undefined;
  }

  /** Drafts that the command line lists. */
  drafts(): PublishedPetition[] {
    return [...this.#petitions.values()].filter(({ status }) => status === 'draft');
  }

  #find(slug: string): PublishedPetition | undefined {
    return this.#petitions.get(slug) ?? this.#petitions.get(this.#aliases.get(slug) ?? '');
  }

  /** Searches all petitions. For emails, whose rows have no slug. */
  byId(id: number): PublishedPetition | undefined {
    return this.all().find((petition) => petition.id === id);
  }

  /** Publishes what is stored now. */
  async refresh(): Promise<void> {
    await this.#followPetitions();
    await this.#publishCounts();
  }

  /**
   * Polls the database from now on. If a poll fails, the published state stays.
   *
   * Counts are published on even seconds of the clock, so that several servers publish at the same moment. A reader
   * who is sent from one server to another rarely sees the count go back, and for one interval at most.
   */
  start(onError: (error: unknown) => void): void {
    // Timers can fire slightly early, so the nearest second is the intended one.
    const nearestSecond = () => Math.round(Date.now() / POLL_MS);
    const poll = () => {
      const isPublishTime = nearestSecond() % (PUBLISH_INTERVAL_MS / POLL_MS) === 0;
      return isPublishTime ? this.refresh() : this.#followPetitions();
    };
    this.#polling = new Periodic(poll, {
      pauseMs: () => (nearestSecond() + 1) * POLL_MS - Date.now(),
      onError,
    });
  }

  async stop(): Promise<void> {
    await this.#polling?.stop();
  }

  /** Reads the petitions again if their revision changed. Published counts stay until the next publication. */
  async #followPetitions(): Promise<void> {
    const revision = await readRevision(this.#storage.db);
    if (revision === this.#revision) return;
    const previous = new Map(this.all().map((petition) => [petition.id, petition]));
    const aliases = await this.#readAliases();
    const petitions = (await this.#read()).map((petition) => {
      const { signed, signedToday, latest } = previous.get(petition.id) ?? petition;
      return { ...petition, signed, signedToday, latest: petition.fields.display === 'off' ? [] : latest };
    });
    this.#petitions = new Map(petitions.map((petition) => [petition.slug, petition]));
    this.#all = undefined;
    this.#aliases = aliases;
    this.#revision = revision;
    this.#nextClosing = Math.min(...petitions.map(closesBy));
  }

  /** Closes what must close by now. Each server does this by its own clock, at the moment at which something is asked. */
  #closeOverdue(): void {
    const now = this.#now();
    if (now < this.#nextClosing) return;
    for (const [slug, petition] of this.#petitions) {
      if (closesBy(petition) <= now) this.#petitions.set(slug, { ...petition, status: 'closed' });
    }
    this.#nextClosing = Math.min(...[...this.#petitions.values()].map(closesBy));
    this.#all = undefined;
  }

  async #publishCounts(): Promise<void> {
    const rows = await this.#storage.db.selectFrom('petition_count').selectAll().execute();
    const counts = new Map(rows.map((row) => [row.petition_id, row]));
    const today = await this.#countToday();
    for (const [slug, petition] of this.#petitions) {
      const { signed, erased } = counts.get(petition.id) ?? petition;
      const signedToday = roundDown(today.get(petition.id) ?? 0);
      const current = { signed, signedToday, erased, latest: await this.#latestOf(petition) };
      const previous = {
        signed: petition.signed,
        signedToday: petition.signedToday,
        erased: petition.erased,
        latest: petition.latest,
      };
      if (isDeepStrictEqual(current, previous)) continue;
      // Keeps other changes that were published in the meantime.
      const published = this.#petitions.get(slug);
      if (published) this.#petitions.set(slug, { ...published, ...current });
      this.#all = undefined;
    }
  }

  /** How many signatures of today (UTC) each petition has. */
  async #countToday(): Promise<Map<number, number>> {
    const ids = [...this.#petitions.values()].map(({ id }) => id);
    if (ids.length === 0) return new Map();
    const rows = await this.#storage.db
      .selectFrom('signed_day')
      .select(({ fn }) => ['petition_id', fn.sum<number | string>('signed').as('signed')])
      // Both, because the primary key starts with the petition.
      .where('petition_id', 'in', ids)
      .where('day', '=', utcDay(this.#now()))
      .groupBy('petition_id')
      .execute();
    return new Map(rows.map(({ petition_id, signed }) => [petition_id, Number(signed)]));
  }

  async #latestOf({ id, fields, approveNames }: PublishedPetition): Promise<readonly LatestSignature[]> {
    if (!this.#cipher || fields.display === 'off') return [];
    return latestSignatures(this.#storage, this.#cipher, { id, approveNames });
  }

  #fieldsOf(json: string): Fields {
    // Petitions stored by older versions lack newer fields.
    const fields: Fields = { ...DEFAULT_FIELDS, ...JSON.parse(json) };
    return this.#cipher ? fields : { ...fields, display: 'off' };
  }

  async #readAliases(): Promise<Map<string, string>> {
    const rows = await this.#storage.db
      .selectFrom('petition_alias')
      .innerJoin('petition', 'petition.id', 'petition_alias.petition_id')
      .select(['petition_alias.slug as alias', 'petition.slug as slug'])
      .execute();
    return new Map(rows.map(({ alias, slug }) => [alias, slug]));
  }

  async #read(): Promise<PublishedPetition[]> {
    const { db } = this.#storage;
    const rows = await db
      .selectFrom('petition')
      .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
      .selectAll()
      .orderBy('petition.id')
      .execute();
    const texts = await db.selectFrom('petition_text').selectAll().orderBy('position').execute();
    return rows.map((row) => ({
      id: row.id,
      slug: row.slug,
      creator: row.creator,
      createdOn: row.created_on,
      status: row.draft === 1 ? 'draft' : row.status,
      organizer: parseJson(row.organizer) ?? this.#organizer,
      ...closingOf(row),
      tags: JSON.parse(row.tags),
      victory: row.victory === 1,
      noindex: row.hidden_from_search === 1,
      fields: this.#fieldsOf(row.fields),
      approveNames: row.approve_names === 1,
      latest: [],
      image: row.image === null ? null : JSON.parse(row.image),
      partners: JSON.parse(row.partners),
      origins: row.origins === null ? null : JSON.parse(row.origins),
      texts: texts
        .filter(({ petition_id }) => petition_id === row.id)
        .map((text, _, [main]) => ({
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

/** When an open petition closes by itself. Infinite if it doesn't. */
const closesBy = ({ status, closesAt }: PublishedPetition): number =>
  status === 'open' && closesAt !== null ? closesAt : Number.POSITIVE_INFINITY;

export function publishedCount(petition: PublishedPetition): { count: number; goal: number } {
  const count = petition.carriedOver + petition.signed;
  return { count, goal: goalFor(count, petition.ownGoal) };
}

/**
 * The petition's text in the first wanted language that it has, otherwise in its main language. "es-MX" gets "es" and "pt" gets
 * "pt-BR", but "zh-TW" doesn't get "zh", which is another script: see `findLanguage`.
 */
export function selectText(petition: PublishedPetition, wanted: readonly string[]): PetitionText {
  const offered = petition.texts.map(({ lang }) => lang);
  for (const tag of wanted) {
    const lang = findLanguage(tag, offered);
    if (lang !== undefined) return petition.texts.find((text) => text.lang === lang)!;
  }
  return petition.texts[0]!;
}

/** @returns '' if it can't be a slug */
function slugAsMeant(pasted: string): string {
  const visible = pasted.replace(/[\s\p{Cf}]/gu, '').toLowerCase();
  const [, alone, inUrl] =
    /^(?:[^\w./]*([a-z0-9]+(?:-[a-z0-9]+)*)\W*|.*\/p\/([a-z0-9]+(?:-[a-z0-9]+)*)(?:[?#].*|\W*))$/s.exec(
      visible,
    ) ?? [];
  return alone ?? inUrl ?? '';
}
