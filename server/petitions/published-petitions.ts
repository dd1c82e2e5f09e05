import { isDeepStrictEqual } from 'node:util';
import { findLanguage } from '../i18n/find-language.ts';
import type { StoredOrganizer } from '../images/stored-images.ts';
import { chunksOf } from '../lib/arrays.ts';
import { Periodic } from '../lib/periodic.ts';
import { utcDay } from '../lib/time.ts';
import type { PublicSignatureCipher } from '../signatures/public-signature.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { knownRevision, readRevision } from '../storage/settings.ts';
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
const PETITIONS_PER_QUERY = 1_000;

/**
 * The published petitions, held in memory: reads never touch the database. A published petition is immutable and
 * replaced as a whole, so anything derived from it can be cached for as long as it is published.
 */
export class PublishedPetitions {
  readonly #storage: PetitionStorage;
  readonly #cipher: PublicSignatureCipher | null;
  /** By ID, in the order in which they were loaded. */
  #petitions = new Map<number, PublishedPetition>();
  /** IDs by slug. */
  #ids = new Map<string, number>();
  /** Current slugs by earlier ones. */
  #aliases = new Map<string, string>();
  /** Undefined if something was published since it was made. */
  #all: readonly PublishedPetition[] | undefined;
  #revision: string | undefined;
  /** The `mark` of each petition as of its last publication. None if the petition has changed since. */
  #marks = new Map<number, number>();
  /** UTC day as of the last publication. */
  #day: string | undefined;
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
    const id = this.#ids.get(slug) ?? this.#ids.get(this.#aliases.get(slug) ?? '');
    return id === undefined ? undefined : this.#petitions.get(id);
  }

  /** Changes whenever petitions changed. Undefined until they were read. */
  get revision(): string | undefined {
    return this.#revision;
  }

  /** For emails, whose rows have no slug. */
  byId(id: number): PublishedPetition | undefined {
    this.#closeOverdue();
    const petition = this.#petitions.get(id);
    return petition?.status === 'draft' ? undefined : petition;
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

  /** Reads the petitions that have changed, if any. Published counts stay until the next publication. */
  async #followPetitions(): Promise<void> {
    const { db } = this.#storage;
    const revision = await readRevision(db);
    if (revision === this.#revision) return;
    const changed = await readPetitions(db, {
      organizer: this.organizer,
      showsSigners: this.#cipher !== null,
      since: await knownRevision(db, this.#revision),
    });
    const rows = await db.selectFrom('petition').select('id').orderBy('id').execute();
    const aliases = await this.#readAliases();
    // Nothing is awaited from here on, so that no publication is lost.
    const read = new Map(changed.map((petition) => [petition.id, petition]));
    const petitions = rows.flatMap(({ id }): PublishedPetition[] => {
      const previous = this.#petitions.get(id);
      const petition = read.get(id);
      if (!petition) return previous ? [previous] : [];
      this.#marks.delete(id);
      const { signed, signedToday, latest } = previous ?? petition;
      return [{ ...petition, signed, signedToday, latest: petition.fields.display === 'off' ? [] : latest }];
    });
    this.#petitions = new Map(petitions.map((petition) => [petition.id, petition]));
    this.#ids = new Map(petitions.map(({ slug, id }) => [slug, id]));
    this.#all = undefined;
    this.#aliases = aliases;
    this.#revision = revision;
    this.#nextClosing = earliest(petitions.map(closesBy));
  }

  /** Closes what must close by now. Each server does this by its own clock, at the moment at which something is asked. */
  #closeOverdue(): void {
    const now = this.#now();
    if (now < this.#nextClosing) return;
    for (const [id, petition] of this.#petitions) {
      if (closesBy(petition) <= now) this.#petitions.set(id, { ...petition, status: 'closed' });
    }
    this.#nextClosing = earliest([...this.#petitions.values()].map(closesBy));
    this.#all = undefined;
  }

  /** Reads more about the petitions whose counts or signers have changed only. */
  async #publishCounts(): Promise<void> {
    const day = utcDay(this.#now());
    const rows = await this.#storage.db
      .selectFrom('petition_count')
      .select(['petition_id', 'signed', 'erased', 'mark'])
      .execute();
    const changes = rows.flatMap((row) => {
      const petition = this.#petitions.get(row.petition_id);
      if (!petition) return [];
      const isMarked = row.mark !== this.#marks.get(petition.id);
      const isCounted = row.signed !== petition.signed || row.erased !== petition.erased;
      return isMarked || isCounted || day !== this.#day ? [{ ...row, petition, isMarked }] : [];
    });
    const today = await this.#countOn(
      day,
      changes.map(({ petition }) => petition.id),
    );
    const latest = await this.#latestOf(
      changes.flatMap(({ petition, isMarked }) =>
        isMarked && petition.fields.display !== 'off' ? petition.id : [],
      ),
    );
    for (const { petition, signed, erased, mark, isMarked } of changes) {
      const { id } = petition;
      // Something else of it was published in the meantime. The next publication follows.
      if (this.#petitions.get(id) !== petition) {
        this.#marks.delete(id);
        continue;
      }
      this.#marks.set(id, mark);
      const current = {
        signed,
        signedToday: roundDown(today.get(id) ?? 0),
        erased,
        latest: isMarked ? (latest.get(id) ?? []) : petition.latest,
      };
      const previous = {
        signed: petition.signed,
        signedToday: petition.signedToday,
        erased: petition.erased,
        latest: petition.latest,
      };
      if (isDeepStrictEqual(current, previous)) continue;
      this.#petitions.set(id, { ...petition, ...current });
      this.#all = undefined;
    }
    this.#day = day;
  }

  /** How many signatures of a day (UTC) the petitions have. */
  async #countOn(day: string, petitionIds: readonly number[]): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (const ids of chunksOf(petitionIds, PETITIONS_PER_QUERY)) {
      const rows = await this.#storage.db
        .selectFrom('signed_day')
        .select(({ fn }) => ['petition_id', fn.sum<number | string>('signed').as('signed')])
        // Both, because the primary key starts with the petition.
        .where('petition_id', 'in', ids)
        .where('day', '=', day)
        .groupBy('petition_id')
        .execute();
      for (const { petition_id, signed } of rows) counts.set(petition_id, Number(signed));
    }
    return counts;
  }

  async #latestOf(petitionIds: readonly number[]): Promise<Map<number, readonly LatestSignature[]>> {
    return this.#cipher ? latestSignatures(this.#storage, this.#cipher, petitionIds) : new Map();
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

/** Infinite if there are none. Not `Math.min(...times)`: there may be more than a call has room for. */
const earliest = (times: readonly number[]): number =>
  times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);

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
