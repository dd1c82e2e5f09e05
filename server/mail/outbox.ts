import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import { MINUTE_MS } from '../lib/time.ts';
import { type BouncedAddresses, storeBounces } from '../signatures/bounced-addresses.ts';
import {
  type CheckedBoxes,
  type EmailPayload,
  type RequestCipher,
  SLOT_BYTES,
} from '../signatures/request-cipher.ts';
import type { Signer } from '../signatures/signer-key.ts';
import type { StoppedAddresses } from '../signatures/stopped-addresses.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { createOutboxId, dueUpperBound } from '../storage/outbox-id.ts';
import type { Database, OutboxRow, PendingRow } from '../storage/schema.ts';
import { lockOutbox } from '../storage/settings.ts';
import type { EmailKind } from './email.ts';
import type { FloodLimiter } from './flood-limiter.ts';
import { loadSendPolicies, type SendDecision } from './send-policy.ts';

/** How many emails one server claims at a time. */
export const BATCH_SIZE = 50;
/** How long a claim lasts. Longer than a batch takes even with a slow mail server. */
const LEASE_MS = 10 * MINUTE_MS;
/** When an email to a mailbox that has had too many is tried again. Always the same, so that it doesn't show how many. */
const FLOOD_RETRY_MS = 10 * MINUTE_MS;

/** An email to send now. */
export interface DueEmail extends DecryptedRow {
  kind: EmailKind;
}

/** An outbox row with what only this server can decrypt. */
interface DecryptedRow {
  row: OutboxRow;
  recipient: EmailPayload;
  signer: Signer;
  /** The boxes that were checked. */
  checked: CheckedBoxes;
  /** From `StoppedAddresses`. */
  addressHash: Uint8Array;
  /** From `BouncedAddresses`. */
  bounceHash: Uint8Array;
}

interface OutboxOptions {
  storage: PetitionStorage;
  requestCipher: RequestCipher;
  stoppedAddresses: StoppedAddresses;
  bouncedAddresses: BouncedAddresses;
  floodLimiter: FloodLimiter;
}

interface OutboxBatch {
  emails: DueEmail[];
  /** How many were undelivered for 72 hours and are now deleted. */
  expired: number;
  /** How many have damaged rows. They are retried later, and eventually expire. */
  unreadable: number;
  /** Whether there may be more. */
  hasMore: boolean;
}

export type DeliveryResult =
  | { row: OutboxRow; status: 'sent' }
  /** `retryAt` in ms since 1970. */
  | { row: OutboxRow; status: 'failed'; retryAt: number }
  /** The mailbox gets no email. */
  | { row: OutboxRow; status: 'bounced'; bounceHash: Uint8Array }
  | { row: OutboxRow; status: 'not-attempted' };

/** The emails still to be sent, in the order in which they are due. */
export class Outbox {
  readonly #storage: PetitionStorage;
  readonly #cipher: RequestCipher;
  readonly #stoppedAddresses: StoppedAddresses;
  readonly #bouncedAddresses: BouncedAddresses;
  readonly #floodLimiter: FloodLimiter;

  constructor(options: OutboxOptions) {
    this.#storage = options.storage;
    this.#cipher = options.requestCipher;
    this.#stoppedAddresses = options.stoppedAddresses;
    this.#bouncedAddresses = options.bouncedAddresses;
    this.#floodLimiter = options.floodLimiter;
  }

  /**
   * Claims the emails that are due, for the length of the lease, and records them as sent: from here on, their requests
   * are pending. Whether the signer has already signed, has had too many emails, or has to wait for the next one is
   * decided here, where no one on the web can observe it.
   */
  claimDue(now: number): Promise<OutboxBatch> {
    // Outside the transaction, which may be repeated: each email counts once.
    const floodDecisions = new Map<string, boolean>();
    const isFlooded = ({ row, recipient }: DecryptedRow): boolean => {
      const id = toHex(row.request_id);
      const isAllowed = floodDecisions.get(id) ?? this.#floodLimiter.take(recipient.to, row.petition_id);
      floodDecisions.set(id, isAllowed);
      return !isAllowed;
    };
    return this.#storage.write(async (transaction) => {
      const rows = await this.#lockDueRows(transaction, now);
      const expired = rows.filter(({ expires_at }) => expires_at <= iso(now));
      const decrypted = rows.filter((row) => !expired.includes(row)).map((row) => this.#decrypt(row));
      const readable = decrypted.filter((candidate) => 'signer' in candidate);
      const unreadable = decrypted.filter((candidate) => !('signer' in candidate));
      const signers = readable.map(({ signer }) => signer);
      const policyFor = await loadSendPolicies(transaction, this.#cipher, signers, now);
      const stopped = await this.#stoppedAddresses.find(
        transaction,
        readable.map(({ addressHash }) => addressHash),
      );
      const bounced = await this.#bouncedAddresses.find(
        transaction,
        readable.map(({ bounceHash }) => bounceHash),
        now,
      );
      const getsNoEmail = ({ addressHash, bounceHash }: DecryptedRow) =>
        stopped.has(toHex(addressHash)) || bounced.has(toHex(bounceHash));
      /** About the mailbox, of which the policy of one signer knows nothing. */
      const limitToMailbox = (candidate: DecryptedRow, decision: SendDecision): SendDecision => {
        if (decision.kind !== 'send') return decision;
        // The same rows as for any other request without an email.
        if (getsNoEmail(candidate)) return { ...decision, kind: 'store-only' };
        if (decision.isFirst && isFlooded(candidate)) return { kind: 'later', dueAt: now + FLOOD_RETRY_MS };
        return decision;
      };
      const emails: DueEmail[] = [];
      const unsent: OutboxRow[] = [];
      const pending: PendingRow[] = [];
      for (const candidate of readable.sort(newestFirst)) {
        const { row, signer } = candidate;
        const policy = policyFor(signer);
        const decision = limitToMailbox(candidate, policy.decide(row.request_id, now));
        switch (decision.kind) {
          case 'later':
            await reschedule(transaction, row, decision.dueAt);
            break;
          case 'send':
            emails.push({ ...candidate, kind: policy.hasSigned ? 'already' : 'confirm' });
            pending.push(pendingRow(row, decision.slot, decision.quietUntil));
            break;
          case 'store-only':
            unsent.push(row);
            pending.push(decoyRow(row, decision.slot, decision.quietUntil));
            break;
          case 'discard':
            unsent.push(row);
            pending.push(decoyRow(row, randomBytes(SLOT_BYTES), decision.quietUntil));
        }
      }
      for (const { row } of unreadable) await reschedule(transaction, row, now + LEASE_MS);
      await deleteRows(transaction, [...expired, ...unsent]);
      await markClaimed(transaction, emails, pending, now);
      return {
        emails,
        expired: expired.length,
        unreadable: unreadable.length,
        hasMore: rows.length === BATCH_SIZE,
      };
    });
  }

  /** Deletes emails that were sent or bounced, reschedules those that failed, and releases those that weren't attempted. */
  saveResults(results: readonly DeliveryResult[], now: number): Promise<void> {
    return this.#storage.write(async (transaction) => {
      const done = results.filter(({ status }) => status === 'sent' || status === 'bounced');
      await deleteRows(
        transaction,
        done.map(({ row }) => row),
      );
      const bounces = results.filter((result) => result.status === 'bounced');
      await storeBounces(
        transaction,
        bounces.map(({ bounceHash }) => bounceHash),
        now,
      );
      for (const result of results) {
        const { row, status } = result;
        if (status === 'failed') await reschedule(transaction, row, result.retryAt, row.attempts + 1);
        if (status === 'not-attempted') {
          await transaction
            .updateTable('outbox')
            .set({ taken_until: null })
            .where('id', '=', row.id)
            .execute();
        }
      }
    });
  }

  async #lockDueRows(transaction: Kysely<Database>, now: number): Promise<OutboxRow[]> {
    const { dialect } = this.#storage;
    // One server at a time. If two have an email for the same mailbox, the second sees what the first did.
    await lockOutbox(transaction, dialect);
    // Locked because a withdrawal deletes these rows, and must find the pending rows that replace them.
    return transaction
      .selectFrom('outbox')
      .selectAll()
      .where('id', '<', dueUpperBound(now))
      .where((eb) => eb.or([eb('taken_until', 'is', null), eb('taken_until', '<=', iso(now))]))
      .orderBy('id')
      .limit(BATCH_SIZE)
      .$if(dialect.locksRows, (query) => query.forUpdate())
      .execute();
  }

  /** Returns the row alone if it is damaged. */
  #decrypt(row: OutboxRow): DecryptedRow | { row: OutboxRow } {
    try {
      const request = this.#cipher.decrypt(row);
      const recipient = this.#cipher.decryptEmail(row);
      const checked = this.#cipher.checkedBoxes(request, recipient.key);
      const addressHash = this.#stoppedAddresses.hashOf(recipient.to);
      const bounceHash = this.#bouncedAddresses.hashOf(recipient.to);
      return { row, recipient, signer: request.signer, checked, addressHash, bounceHash };
    } catch {
      return { row };
    }
  }
}

/**
 * The newest request first: by the minute of the request, which is as precise as the database knows, and within a minute
 * by ID, which counts up in each server.
 */
const newestFirst = ({ row: a }: DecryptedRow, { row: b }: DecryptedRow) =>
  a.expires_at === b.expires_at ? Buffer.compare(b.id, a.id) : a.expires_at < b.expires_at ? 1 : -1;

/** What is kept of a request whose email is sent. */
const pendingRow = (row: OutboxRow, slot: Uint8Array, quietUntil: number): PendingRow => ({
  petition_id: row.petition_id,
  request_id: row.request_id,
  signed_on: row.signed_on,
  partner: row.partner,
  request: row.request,
  slot,
  quiet_until: iso(quietUntil),
  delete_on: null,
});

/**
 * What is kept of a request whose email is not sent. It looks the same, because counting rows would otherwise reveal
 * whether the mailbox had requests before.
 */
const decoyRow = (row: OutboxRow, slot: Uint8Array, quietUntil: number): PendingRow => ({
  ...pendingRow(row, slot, quietUntil),
  request: randomBytes(row.request.length),
});

async function markClaimed(
  transaction: Kysely<Database>,
  emails: readonly DueEmail[],
  pending: readonly PendingRow[],
  now: number,
): Promise<void> {
  if (pending.length > 0) {
    await transaction
      .insertInto('pending_signature')
      .values(pending)
      // An earlier attempt may have stored the row.
      .onConflict((conflict) =>
        conflict
          .columns(['petition_id', 'slot'])
          .doUpdateSet(({ ref }) => ({ quiet_until: ref('excluded.quiet_until') })),
      )
      .execute();
  }
  if (emails.length > 0) {
    const ids = emails.map(({ row }) => row.id);
    await transaction
      .updateTable('outbox')
      .set({ taken_until: iso(now + LEASE_MS) })
      .where('id', 'in', ids)
      .execute();
  }
}

async function deleteRows(transaction: Kysely<Database>, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await transaction.deleteFrom('outbox').where('id', 'in', ids).execute();
}

/** Changes the row's key, because the key contains the due time. */
async function reschedule(
  transaction: Kysely<Database>,
  row: OutboxRow,
  dueAt: number,
  attempts = row.attempts,
): Promise<void> {
  await transaction
    .updateTable('outbox')
    .set({ id: createOutboxId(dueAt), attempts, taken_until: null })
    .where('id', '=', row.id)
    .execute();
}

const iso = (time: number) => new Date(time).toISOString();
