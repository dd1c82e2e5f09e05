import type { Fields } from '../contract.ts';
import type { SignerKeySource } from '../signing/signer-key.ts';
import type { Storage } from '../storage/open.ts';
import { goalFor } from './goal.ts';

/** A petition as it was last published, with all its languages. */
export interface PublishedPetition extends SignerKeySource {
  id: number;
  slug: string;
  creator: string;
  status: 'open' | 'closed';
  fields: Fields;
  partners: Record<string, string>;
  /** In the order of the petition's languages, its own first. Never empty. */
  texts: PetitionText[];
  carriedOver: number;
  ownGoal: number | null;
  /** Signatures made here. The published count is these and those carried over. */
  signed: number;
}

export interface PetitionText {
  lang: string;
  title: string;
  text: string;
  outcome: string | null;
}

/** How much later than stored a count is published, so that one person's signature can't be read off it. */
const TICK_MS = 2_000;

/**
 * What the public sees, held in memory: reads never touch the database. A tick brings the counts up to
 * date, and the petitions too when their revision moved.
 */
export class Catalogue {
  readonly #storage: Storage;
  #petitions = new Map<string, PublishedPetition>();
  #revision: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  all(): PublishedPetition[] {
    return [...this.#petitions.values()];
  }

  get(slug: string): PublishedPetition | undefined {
    return this.#petitions.get(slug);
  }

  /** Publishes what is stored now. */
  async refresh(): Promise<void> {
    const { db } = this.#storage;
    const { value: revision } = await db
      .selectFrom('setting')
      .select('value')
      .where('name', '=', 'revision')
      .executeTakeFirstOrThrow();
    if (revision !== this.#revision) {
      this.#petitions = await this.#read();
      this.#revision = revision;
      return;
    }
    const signed = await db.selectFrom('petition_count').selectAll().execute();
    const counts = new Map(signed.map((row) => [row.petition_id, row.signed]));
    for (const petition of this.#petitions.values()) {
      petition.signed = counts.get(petition.id) ?? petition.signed;
    }
  }

  /** Refreshes at every tick from now on; a tick that fails leaves what was published and is told. */
  start(onFailure: (error: unknown) => void): void {
    const tick = () => {
      this.#timer = setTimeout(() => this.refresh().catch(onFailure).then(tick), TICK_MS);
    };
    tick();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #read(): Promise<Map<string, PublishedPetition>> {
    const { db } = this.#storage;
    const rows = await db
      .selectFrom('petition')
      .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
      .selectAll()
      .orderBy('petition.id')
      .execute();
    const texts = await db.selectFrom('petition_text').selectAll().orderBy('position').execute();
    return new Map(
      rows.map((row) => [
        row.slug,
        {
          id: row.id,
          slug: row.slug,
          creator: row.creator,
          status: row.status,
          fields: JSON.parse(row.fields),
          partners: JSON.parse(row.partners),
          texts: texts
            .filter(({ petition_id }) => petition_id === row.id)
            .map(({ lang, title, text, outcome }) => ({ lang, title, text, outcome })),
          carriedOver: row.carried_over,
          ownGoal: row.own_goal,
          signed: row.signed,
          salt: row.salt,
          mailboxRules: row.mailbox_rules,
        },
      ]),
    );
  }
}

export function publishedCount(petition: PublishedPetition): { count: number; goal: number } {
  const count = petition.carriedOver + petition.signed;
  return { count, goal: goalFor(count, petition.ownGoal) };
}

/**
 * The petition's text in the first of the wanted languages that it has: exactly, or by the language alone
 * ("es-MX" finds "es", and "pt" finds "pt-BR"). Otherwise its own.
 */
export function textIn(petition: PublishedPetition, wanted: readonly string[]): PetitionText {
  for (const lang of wanted) {
    const exact = petition.texts.find((text) => text.lang.toLowerCase() === lang.toLowerCase());
    const near = petition.texts.find((text) => baseLanguage(text.lang) === baseLanguage(lang));
    const found = exact ?? near;
    if (found) return found;
  }
  return petition.texts[0]!;
}

function baseLanguage(tag: string): string {
  return tag.split('-', 1)[0]!.toLowerCase();
}
