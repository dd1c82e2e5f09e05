import type { Kysely } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import { MINUTE_MS } from '../lib/time.ts';
import {
  ANYTIME_SLOTS,
  currentSlots,
  halfDaySlot,
  type RequestCipher,
} from '../signatures/request-cipher.ts';
import type { Signer } from '../signatures/signer-key.ts';
import type { Database } from '../storage/schema.ts';

/** Minimum time between two emails to one mailbox about one petition, no matter who requests them. */
const COOLDOWN_MS = 10 * MINUTE_MS;
/**
 * Emails to one mailbox about one petition at any time within the days that a link works. After these, one more each half
 * day, for as long as it is requested: otherwise anyone who knows an address could use up its emails, and so keep its
 * owner from signing.
 */
const MAX_EMAILS = 5;

/** One of the few places that a signer has for processed requests. */
interface Slot {
  key: Buffer;
  /** The request's ID in hex. Null if the slot is free. */
  requestId: string | null;
  /** In ms since 1970. */
  quietUntil: number;
}

/** What to do with a request that is due. Times are in ms since 1970. */
export type SendDecision =
  /** Send the email, and store the request in the slot. `isFirst` unless that was attempted before. */
  | { kind: 'send'; slot: Buffer; quietUntil: number; isFirst: boolean }
  /** Send nothing, and store a decoy in the slot. */
  | { kind: 'store-only'; slot: Buffer; quietUntil: number }
  /** Try again later: another request was processed within the cooldown. */
  | { kind: 'later'; dueAt: number }
  /** Send nothing, and store a decoy that isn't found again: a newer request replaces it, or there is no slot left. */
  | { kind: 'discard'; quietUntil: number };

/**
 * Decides about the requests of one signer under one petition, the newest first. One request is processed every ten
 * minutes, whether or not it leads to an email: only the mailbox itself may reveal how many there were before.
 *
 * A newer request replaces those that wait. What strangers asked for must not come before what the owner asks for.
 */
class SendPolicy {
  readonly slots: readonly Slot[];
  hasSigned = false;
  /** What happened to a newer request, if there was one. */
  #newer: 'waits' | 'processed' | undefined;

  constructor(slots: readonly Buffer[]) {
    this.slots = slots.map((key) => ({ key, requestId: null, quietUntil: 0 }));
  }

  /** Decides, and takes the decision into account for the next request. */
  decide(id: Uint8Array, now: number): SendDecision {
    const requestId = toHex(id);
    const others = this.slots.filter((slot) => slot.requestId !== requestId);
    const cooldownUntil = Math.max(...others.map((slot) => slot.quietUntil));
    // Rounded up to a full minute, because the database needn't know exactly when an email was sent.
    const quietUntil = Math.ceil((now + COOLDOWN_MS) / MINUTE_MS) * MINUTE_MS;
    // A request whose email was attempted before has a slot.
    const ownIndex = this.slots.findIndex((slot) => slot.requestId === requestId);
    const isAttempted = ownIndex >= 0;
    if (this.#newer === 'processed' || (this.#newer === 'waits' && !isAttempted)) {
      return isAttempted
        ? { kind: 'store-only', slot: this.slots[ownIndex]!.key, quietUntil }
        : { kind: 'discard', quietUntil };
    }
    if (cooldownUntil > now) {
      this.#newer = 'waits';
      return { kind: 'later', dueAt: cooldownUntil };
    }
    this.#newer = 'processed';
    const index = isAttempted ? ownIndex : this.#freeSlot(now);
    const slot = this.slots[index];
    if (!slot) return { kind: 'discard', quietUntil };
    Object.assign(slot, { requestId, quietUntil });
    const isForEmail = index < MAX_EMAILS || index >= ANYTIME_SLOTS;
    return isForEmail
      ? { kind: 'send', slot: slot.key, quietUntil, isFirst: !isAttempted }
      : { kind: 'store-only', slot: slot.key, quietUntil };
  }

  /** @returns the index of the slot for a new request, or -1 if there is none */
  #freeSlot(now: number): number {
    const index = this.slots.findIndex(({ requestId }, index) => requestId === null && index < ANYTIME_SLOTS);
    if (index >= 0 && index < MAX_EMAILS) return index;
    const halfDay = halfDaySlot(now);
    return this.slots[halfDay]!.requestId === null ? halfDay : index;
  }
}

/** Loads one policy per signer, even if a signer occurs several times. */
export async function loadSendPolicies(
  transaction: Kysely<Database>,
  cipher: RequestCipher,
  signers: readonly Signer[],
  now: number,
): Promise<(signer: Signer) => SendPolicy> {
  const policies = new Map<string, SendPolicy>();
  for (const signer of signers) {
    const id = signerId(signer);
    if (!policies.has(id)) policies.set(id, new SendPolicy(cipher.slotsFor(signer)));
  }
  if (signers.length > 0) {
    const petitionIds = [...new Set(signers.map(({ petition_id }) => petition_id))];
    const indexes = currentSlots(now);
    const slots = [...policies.values()].flatMap((policy) => indexes.map((index) => policy.slots[index]!));
    const slotsByKey = new Map(slots.map((slot) => [toHex(slot.key), slot]));
    const pending = await transaction
      .selectFrom('pending_signature')
      .select(['slot', 'request_id', 'quiet_until'])
      .where('petition_id', 'in', petitionIds)
      .where(
        'slot',
        'in',
        slots.map(({ key }) => key),
      )
      .execute();
    for (const { slot, request_id, quiet_until } of pending) {
      const quietUntil = quiet_until === null ? 0 : Date.parse(quiet_until);
      Object.assign(slotsByKey.get(toHex(slot))!, { requestId: toHex(request_id), quietUntil });
    }
    const signatures = await transaction
      .selectFrom('signature')
      .select(['petition_id', 'signer_key'])
      .where('petition_id', 'in', petitionIds)
      .where(
        'signer_key',
        'in',
        signers.map(({ signer_key }) => signer_key),
      )
      .execute();
    for (const signature of signatures) {
      const policy = policies.get(signerId(signature));
      if (policy) policy.hasSigned = true;
    }
  }
  return (signer) => policies.get(signerId(signer))!;
}

const signerId = ({ petition_id, signer_key }: Signer) => `${petition_id} ${toHex(signer_key)}`;
