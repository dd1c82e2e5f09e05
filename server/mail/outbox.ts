import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { LetterContent, LetterSeal } from '../signing/letter-seal.ts';
import type { ShownSeal } from '../signing/shown.ts';
import type { Storage } from '../storage/open.ts';
import { endOfDue, outboxKey } from '../storage/outbox-key.ts';
import type { Database, OutboxRow } from '../storage/schema.ts';
import type { LetterKind } from './letter.ts';

const MINUTE = 60_000;
/** How many letters one server takes out of the box at a time. */
export const ARMFUL = 50;
/** For so long nobody else takes them: longer than the mail server is waited for, for each of them. */
const LEASE = 10 * MINUTE;
/** Between two letters to one mailbox under one petition, whoever asks for them. */
const QUIET = 10 * MINUTE;
/** As many letters a mailbox gets under a petition in the days that a link works. */
const LETTERS = 5;

/** A letter that is to be sent now. */
export interface DueLetter {
  row: OutboxRow;
  content: LetterContent;
  kind: LetterKind;
}

export interface Armful {
  letters: DueLetter[];
  /** How many had lain for 72 hours and are gone. */
  givenUp: number;
  /** How many can't be read: their rows are damaged. They are looked at again later, and given up in the end. */
  unreadable: number;
  /** Whether there may be more. */
  more: boolean;
}

/** What became of a letter. */
export type Outcome =
  | { row: OutboxRow; sent: true }
  /** Not before `again`, in ms since 1970. */
  | { row: OutboxRow; sent: false; again: number }
  /** Nobody tried. */
  | { row: OutboxRow; sent: false; again: null };

/** What one knows of a request that a signer made before. */
interface Known {
  request: string;
  quietUntil: number;
}

/** The letters that are still to be sent, in the order in which they are due. */
export class Outbox {
  readonly #storage: Storage;
  readonly #letterSeal: LetterSeal;
  readonly #shownSeal: ShownSeal;

  constructor(storage: Storage, letterSeal: LetterSeal, shownSeal: ShownSeal) {
    this.#storage = storage;
    this.#letterSeal = letterSeal;
    this.#shownSeal = shownSeal;
  }

  /**
   * Takes out what is due, for as long as the lease lasts, and writes down that these letters went out: from here on
   * what they are about is pending. Whether somebody has signed already, gets one letter too many or must be left in
   * peace for a while is decided here, where nobody on the web gets to see it.
   */
  takeOut(now: number): Promise<Armful> {
    return this.#storage.write(async (transaction) => {
      const rows = await this.#due(transaction, now);
      const expired = rows.filter(({ expires_at }) => expires_at <= iso(now));
      const gone = expired.map(({ id }) => id);
      const letters: DueLetter[] = [];
      let unreadable = 0;
      const { requestsOf, hasSigned } = await historyOf(transaction, rows);
      // To the full minute: nobody needs to know when a letter went out.
      const nextQuietUntil = Math.ceil((now + QUIET) / MINUTE) * MINUTE;
      for (const row of rows) {
        if (expired.includes(row)) continue;
        const content = this.#opened(row);
        if (!content) {
          unreadable += 1;
          await putOff(transaction, row, now + LEASE);
          continue;
        }
        const request = hex(row.request_id);
        const all = requestsOf(row);
        const others = all.filter((other) => other.request !== request);
        const quietUntil = Math.max(...others.map((other) => other.quietUntil), 0);
        if (others.length >= LETTERS) gone.push(row.id);
        else if (quietUntil > now) await putOff(transaction, row, quietUntil);
        else {
          letters.push({ row, content, kind: hasSigned(row) ? 'already' : 'confirm' });
          all.push({ request, quietUntil: nextQuietUntil });
        }
      }
      if (gone.length > 0) await transaction.deleteFrom('outbox').where('id', 'in', gone).execute();
      if (letters.length > 0) await this.#handOut(transaction, letters, now, nextQuietUntil);
      return { letters, givenUp: expired.length, unreadable, more: rows.length === ARMFUL };
    });
  }

  /** Keeps what became of letters that were taken out. */
  settle(outcomes: readonly Outcome[]): Promise<void> {
    return this.#storage.write(async (transaction) => {
      const sent = outcomes.filter((outcome) => outcome.sent).map(({ row }) => row.id);
      if (sent.length > 0) await transaction.deleteFrom('outbox').where('id', 'in', sent).execute();
      for (const outcome of outcomes) {
        if (outcome.sent) continue;
        if (outcome.again !== null) {
          await putOff(transaction, outcome.row, outcome.again, outcome.row.attempts + 1);
        } else {
          await transaction
            .updateTable('outbox')
            .set({ taken_until: null })
            .where('id', '=', outcome.row.id)
            .execute();
        }
      }
    });
  }

  async #due(transaction: Kysely<Database>, now: number): Promise<OutboxRow[]> {
    const { forUpdate } = this.#storage.dialect.words;
    // One server after the other: of two that have a letter each for one mailbox, the second sees what the first did.
    await sql`select value from setting where name = 'outbox' ${sql.raw(forUpdate)}`.execute(transaction);
    // Locked, for whoever withdraws deletes these rows and must find those that are made of them.
    const { rows } = await sql<OutboxRow>`
      select * from outbox where id < ${endOfDue(now)} and (taken_until is null or taken_until <= ${iso(now)})
      order by id limit ${ARMFUL} ${sql.raw(forUpdate)}
    `.execute(transaction);
    return rows;
  }

  async #handOut(
    transaction: Kysely<Database>,
    letters: readonly DueLetter[],
    now: number,
    quietUntil: number,
  ) {
    await transaction
      .insertInto('pending_signature')
      .values(
        letters.map(({ row, content: { shown } }) => ({
          petition_id: row.petition_id,
          signer_key: row.signer_key,
          signed_on: row.signed_on,
          partner: row.partner,
          data_key_id: row.data_key_id,
          sealed: row.sealed,
          request_id: row.request_id,
          state: 'sent' as const,
          quiet_until: iso(quietUntil),
          shown: shown ? this.#shownSeal.seal(row, shown) : null,
        })),
      )
      // It was tried before.
      .onConflict((conflict) =>
        conflict
          .columns(['petition_id', 'signer_key', 'request_id'])
          .doUpdateSet(({ ref }) => ({ quiet_until: ref('excluded.quiet_until') })),
      )
      .execute();
    await transaction
      .updateTable('outbox')
      .set({ taken_until: iso(now + LEASE) })
      .where(
        'id',
        'in',
        letters.map(({ row }) => row.id),
      )
      .execute();
  }

  #opened(row: OutboxRow): LetterContent | null {
    try {
      return this.#letterSeal.open(row);
    } catch {
      return null;
    }
  }
}

/** What is known of those whom the rows are about. */
async function historyOf(transaction: Kysely<Database>, rows: readonly OutboxRow[]) {
  const requests = new Map<string, Known[]>();
  const signed = new Set<string>();
  if (rows.length > 0) {
    const petitions = [...new Set(rows.map(({ petition_id }) => petition_id))];
    const signers = rows.map(({ signer_key }) => signer_key);
    const pending = await transaction
      .selectFrom('pending_signature')
      .select(['petition_id', 'signer_key', 'request_id', 'quiet_until'])
      .where('petition_id', 'in', petitions)
      .where('signer_key', 'in', signers)
      .execute();
    for (const row of pending) {
      const known = requests.get(nameOf(row)) ?? [];
      const quietUntil = row.quiet_until === null ? 0 : Date.parse(row.quiet_until);
      requests.set(nameOf(row), [...known, { request: hex(row.request_id), quietUntil }]);
    }
    const signatures = await transaction
      .selectFrom('signature')
      .select(['petition_id', 'signer_key'])
      .where('petition_id', 'in', petitions)
      .where('signer_key', 'in', signers)
      .execute();
    for (const row of signatures) signed.add(nameOf(row));
  }
  return {
    /** To be added to. */
    requestsOf(row: OutboxRow): Known[] {
      const known = requests.get(nameOf(row)) ?? [];
      requests.set(nameOf(row), known);
      return known;
    },
    hasSigned: (row: OutboxRow) => signed.has(nameOf(row)),
  };
}

/** Under a new key, since the key says when it is due. */
async function putOff(
  transaction: Kysely<Database>,
  { id, attempts: before }: OutboxRow,
  again: number,
  attempts = before,
): Promise<void> {
  await transaction
    .updateTable('outbox')
    .set({ id: outboxKey(again), attempts, taken_until: null })
    .where('id', '=', id)
    .execute();
}

const iso = (time: number) => new Date(time).toISOString();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const nameOf = (row: Pick<OutboxRow, 'petition_id' | 'signer_key'>) =>
  `${row.petition_id} ${hex(row.signer_key)}`;
