import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { type LetterContent, type RequestSeal, SLOT_BYTES } from '../signatures/request-cipher.ts';
import type { Signer } from '../signatures/signer-key.ts';
import type { Storage } from '../storage/open.ts';
import { endOfDue, outboxKey } from '../storage/outbox-id.ts';
import type { Database, OutboxRow, PendingRow } from '../storage/schema.ts';
import type { LetterKind } from './email.ts';
import { historiesOf } from './send-policy.ts';

const MINUTE = 60_000;
/** How many letters one server takes out of the box at a time. */
export const ARMFUL = 50;
/** For so long nobody else takes them: longer than the mail server is waited for, for each of them. */
const LEASE = 10 * MINUTE;

/** A letter that is to be sent now. */
export interface DueLetter extends Opened {
  kind: LetterKind;
}

/** What a row says to this server. */
interface Opened {
  row: OutboxRow;
  letter: LetterContent;
  signer: Signer;
  /** Whether confirming shows the signer to everybody. */
  shown: boolean;
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

/** The letters that are still to be sent, in the order in which they are due. */
export class Outbox {
  readonly #storage: Storage;
  readonly #seal: RequestSeal;

  constructor(storage: Storage, seal: RequestSeal) {
    this.#storage = storage;
    this.#seal = seal;
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
      const opened = rows.filter((row) => !expired.includes(row)).map((row) => this.#opened(row));
      const readable = opened.filter((each) => 'signer' in each);
      const unreadable = opened.filter((each) => !('signer' in each));
      const signers = readable.map(({ signer }) => signer);
      const historyOf = await historiesOf(transaction, this.#seal, signers);
      const letters: DueLetter[] = [];
      const without: OutboxRow[] = [];
      const pending: PendingRow[] = [];
      for (const each of readable) {
        const { row, signer } = each;
        const history = historyOf(signer);
        const verdict = history.judge(row.request_id, now);
        if (verdict.is === 'later') {
          await putOff(transaction, row, verdict.due);
        } else if (verdict.is === 'letter') {
          letters.push({ ...each, kind: history.hasSigned ? 'already' : 'confirm' });
          pending.push(pendingOf(row, verdict.slot, verdict.quietUntil));
        } else {
          without.push(row);
          const slot = verdict.is === 'no letter' ? verdict.slot : randomBytes(SLOT_BYTES);
          pending.push(noiseOf(row, slot, verdict.quietUntil));
        }
      }
      for (const { row } of unreadable) await putOff(transaction, row, now + LEASE);
      await deleteFrom(transaction, [...expired, ...without]);
      await handOut(transaction, letters, pending, now);
      return {
        letters,
        givenUp: expired.length,
        unreadable: unreadable.length,
        more: rows.length === ARMFUL,
      };
    });
  }

  /** Keeps what became of letters that were taken out. */
  settle(outcomes: readonly Outcome[]): Promise<void> {
    return this.#storage.write(async (transaction) => {
      const sent = outcomes.filter((outcome) => outcome.sent).map(({ row }) => row);
      await deleteFrom(transaction, sent);
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

  /** What is damaged can't be opened; nothing but its row is known of it then. */
  #opened(row: OutboxRow): Opened | { row: OutboxRow } {
    try {
      const { signature, shown } = this.#seal.open(row);
      return { row, letter: this.#seal.letterOf(row), signer: signature, shown: shown !== undefined };
    } catch {
      return { row };
    }
  }
}

/** What is kept of a request whose letter goes out. */
const pendingOf = (row: OutboxRow, slot: Uint8Array, quietUntil: number): PendingRow => ({
  petition_id: row.petition_id,
  request_id: row.request_id,
  signed_on: row.signed_on,
  partner: row.partner,
  request: row.request,
  slot,
  quiet_until: iso(quietUntil),
});

/** Of one that gets no letter, looking alike: who counts them would learn whether the mailbox had some before. */
const noiseOf = (row: OutboxRow, slot: Uint8Array, quietUntil: number): PendingRow => ({
  ...pendingOf(row, slot, quietUntil),
  request: randomBytes(row.request.length),
});

async function handOut(
  transaction: Kysely<Database>,
  letters: readonly DueLetter[],
  pending: readonly PendingRow[],
  now: number,
): Promise<void> {
  if (pending.length > 0) {
    await transaction
      .insertInto('pending_signature')
      .values(pending)
      // It was tried before.
      .onConflict((conflict) =>
        conflict
          .columns(['petition_id', 'slot'])
          .doUpdateSet(({ ref }) => ({ quiet_until: ref('excluded.quiet_until') })),
      )
      .execute();
  }
  if (letters.length > 0) {
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
}

async function deleteFrom(transaction: Kysely<Database>, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await transaction.deleteFrom('outbox').where('id', 'in', ids).execute();
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
