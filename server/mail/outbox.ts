import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { type EmailPayload, type RequestCipher, SLOT_BYTES } from '../signatures/request-cipher.ts';
import type { Signer } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { createOutboxId, dueUpperBound } from '../storage/outbox-id.ts';
import type { Database, OutboxRow, PendingRow } from '../storage/schema.ts';
import type { EmailKind } from './email.ts';
import { loadSendPolicies } from './send-policy.ts';

const MINUTE_MS = 60_000;
/** How many letters one server takes out of the box at a time. */
export const BATCH_SIZE = 50;
/** For so long nobody else takes them: longer than the mail server is waited for, for each of them. */
const LEASE_MS = 10 * MINUTE_MS;

/** A letter that is to be sent now. */
export interface DueEmail extends DecryptedRow {
  kind: EmailKind;
}

/** What a row says to this server. */
interface DecryptedRow {
  row: OutboxRow;
  letter: EmailPayload;
  signer: Signer;
  /** Whether confirming shows the signer to everybody. */
  shown: boolean;
}

export interface OutboxBatch {
  emails: DueEmail[];
  /** How many had lain for 72 hours and are gone. */
  expired: number;
  /** How many can't be read: their rows are damaged. They are looked at again later, and given up in the end. */
  unreadable: number;
  /** Whether there may be more. */
  hasMore: boolean;
}

/** What became of a letter. */
export type DeliveryResult =
  | { row: OutboxRow; sent: true }
  /** Not before `again`, in ms since 1970. */
  | { row: OutboxRow; sent: false; again: number }
  /** Nobody tried. */
  | { row: OutboxRow; sent: false; again: null };

/** The letters that are still to be sent, in the order in which they are due. */
export class Outbox {
  readonly #storage: PetitionStorage;
  readonly #seal: RequestCipher;

  constructor(storage: PetitionStorage, seal: RequestCipher) {
    this.#storage = storage;
    this.#seal = seal;
  }

  /**
   * Takes out what is due, for as long as the lease lasts, and writes down that these letters went out: from here on
   * what they are about is pending. Whether somebody has signed already, gets one letter too many or must be left in
   * peace for a while is decided here, where nobody on the web gets to see it.
   */
  claimDue(now: number): Promise<OutboxBatch> {
    return this.#storage.write(async (transaction) => {
      const rows = await this.#due(transaction, now);
      const expired = rows.filter(({ expires_at }) => expires_at <= iso(now));
      const opened = rows.filter((row) => !expired.includes(row)).map((row) => this.#opened(row));
      const readable = opened.filter((each) => 'signer' in each);
      const unreadable = opened.filter((each) => !('signer' in each));
      const signers = readable.map(({ signer }) => signer);
      const historyOf = await loadSendPolicies(transaction, this.#seal, signers);
      const letters: DueEmail[] = [];
      const without: OutboxRow[] = [];
      const pending: PendingRow[] = [];
      for (const each of readable) {
        const { row, signer } = each;
        const history = historyOf(signer);
        const verdict = history.decide(row.request_id, now);
        if (verdict.is === 'later') {
          await reschedule(transaction, row, verdict.due);
        } else if (verdict.is === 'letter') {
          letters.push({ ...each, kind: history.hasSigned ? 'already' : 'confirm' });
          pending.push(pendingRow(row, verdict.slot, verdict.quietUntil));
        } else {
          without.push(row);
          const slot = verdict.is === 'no letter' ? verdict.slot : randomBytes(SLOT_BYTES);
          pending.push(decoyRow(row, slot, verdict.quietUntil));
        }
      }
      for (const { row } of unreadable) await reschedule(transaction, row, now + LEASE_MS);
      await deleteFrom(transaction, [...expired, ...without]);
      await markClaimed(transaction, letters, pending, now);
      return {
        emails: letters,
        expired: expired.length,
        unreadable: unreadable.length,
        hasMore: rows.length === BATCH_SIZE,
      };
    });
  }

  /** Keeps what became of letters that were taken out. */
  saveResults(outcomes: readonly DeliveryResult[]): Promise<void> {
    return this.#storage.write(async (transaction) => {
      const sent = outcomes.filter((outcome) => outcome.sent).map(({ row }) => row);
      await deleteFrom(transaction, sent);
      for (const outcome of outcomes) {
        if (outcome.sent) continue;
        if (outcome.again !== null) {
          await reschedule(transaction, outcome.row, outcome.again, outcome.row.attempts + 1);
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
    const { forUpdate } = this.#storage.dialect.syntax;
    // One server after the other: of two that have a letter each for one mailbox, the second sees what the first did.
    await sql`select value from setting where name = 'outbox' ${sql.raw(forUpdate)}`.execute(transaction);
    // Locked, for whoever withdraws deletes these rows and must find those that are made of them.
    const { rows } = await sql<OutboxRow>`
      select * from outbox where id < ${dueUpperBound(now)} and (taken_until is null or taken_until <= ${iso(now)})
      order by id limit ${BATCH_SIZE} ${sql.raw(forUpdate)}
    `.execute(transaction);
    return rows;
  }

  /** What is damaged can't be opened; nothing but its row is known of it then. */
  #opened(row: OutboxRow): DecryptedRow | { row: OutboxRow } {
    try {
      const { signature, publicSignature } = this.#seal.decrypt(row);
      return {
        row,
        letter: this.#seal.decryptEmail(row),
        signer: signature,
        shown: publicSignature !== undefined,
      };
    } catch {
      return { row };
    }
  }
}

/** What is kept of a request whose letter goes out. */
const pendingRow = (row: OutboxRow, slot: Uint8Array, quietUntil: number): PendingRow => ({
  petition_id: row.petition_id,
  request_id: row.request_id,
  signed_on: row.signed_on,
  partner: row.partner,
  request: row.request,
  slot,
  quiet_until: iso(quietUntil),
});

/** Of one that gets no letter, looking alike: who counts them would learn whether the mailbox had some before. */
const decoyRow = (row: OutboxRow, slot: Uint8Array, quietUntil: number): PendingRow => ({
  ...pendingRow(row, slot, quietUntil),
  request: randomBytes(row.request.length),
});

async function markClaimed(
  transaction: Kysely<Database>,
  letters: readonly DueEmail[],
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
      .set({ taken_until: iso(now + LEASE_MS) })
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
async function reschedule(
  transaction: Kysely<Database>,
  { id, attempts: before }: OutboxRow,
  again: number,
  attempts = before,
): Promise<void> {
  await transaction
    .updateTable('outbox')
    .set({ id: createOutboxId(again), attempts, taken_until: null })
    .where('id', '=', id)
    .execute();
}

const iso = (time: number) => new Date(time).toISOString();
