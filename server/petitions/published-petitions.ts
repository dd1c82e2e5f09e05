import { isDeepStrictEqual } from 'node:util';
import { findLanguage } from '../i18n/find-language.ts';
import type { StoredOrganizer } from '../images/stored-images.ts';
import { Periodic } from '../lib/periodic.ts';
import { utcDay } from '../lib/time.ts';
import type { PublicSignatureCipher } from '../signatures/public-signature.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readRevision } from '../storage/settings.ts';
import { goalFor } from './goal.ts';
import { type LatestSignature, latestSignatures } from './moderation.ts';
import { roundDown } from './momentum.ts';
import { type PetitionText, type PublishedPetition, readPetitions } from './read-petitions.ts';

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
  /** Who is behind the petitions that name nobody. */
  readonly organizer: StoredOrganizer | null;
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
    this.organizer = organizer;
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

  /** Changes whenever petitions changed. Undefined until they were read. */
  get revision(): string | undefined {
    return this.#revision;
  }

  /** Searches all petitions. For emails, whose rows have no slug. */
  byId(id: number): PublishedPetition | undefined {
    return this.all().find((petition) => petition.id === id);
  }

  /** Publishes changes to petitions now. Their counts stay as they are until the next publication. */
  async publishChanges(): Promise<void> {
    await this.#followPetitions();
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
    const stored = await readPetitions(this.#storage.db, {
      organizer: this.organizer,
      showsSigners: this.#cipher !== null,
    });
    const petitions = stored.map((petition) => {
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

  async #readAliases(): Promise<Map<string, string>> {
    const rows = await this.#storage.db
      .selectFrom('petition_alias')
      .innerJoin('petition', 'petition.id', 'petition_alias.petition_id')
      .select(['petition_alias.slug as alias', 'petition.slug as slug'])
      .execute();
    return new Map(rows.map(({ alias, slug }) => [alias, slug]));
  }
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
