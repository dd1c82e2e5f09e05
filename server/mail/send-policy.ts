import type { Kysely } from 'kysely';
import { toHex } from '../lib/bytes.ts';
import { MINUTE_MS } from '../lib/time.ts';
import type { RequestCipher } from '../signatures/request-cipher.ts';
import type { Signer } from '../signatures/signer-key.ts';
import type { Database } from '../storage/schema.ts';

/** Minimum time between two emails to one mailbox about one petition, no matter who requests them. */
const COOLDOWN_MS = 10 * MINUTE_MS;
/** Emails to one mailbox about one petition within the days that a link works. */
const MAX_EMAILS = 5;
/** Simultaneous requests for one mailbox that may wait for each other. */
const MAX_WAITING = 5;

/** One of the few places that a signer has for processed requests. */
interface Slot {
  key: Buffer;
  /** The request's ID in hex. Null if the slot is free. */
  requestId: string | null;
  /** In ms since 1970. */
  quietUntil: number;
}

/** What to do with a request that is due. Times are in ms since 1970. */
type SendDecision =
  /** Send the email, and store the request in the slot. */
  | { kind: 'send'; slot: Buffer; quietUntil: number }
  /** Send nothing, and store a decoy in the slot. */
  | { kind: 'store-only'; slot: Buffer; quietUntil: number }
  /** Try again later: another request was processed within the cooldown, or is now. */
  | { kind: 'later'; dueAt: number }
  /** Send nothing. There is no slot left. */
  | { kind: 'discard'; quietUntil: number };

/**
 * Decides about the requests of one signer under one petition. One request is processed every ten minutes,
 * whether or not it leads to an email: only the mailbox itself may reveal how many there were before.
 */
class SendPolicy {
  readonly slots: readonly Slot[];
  hasSigned = false;
  #waiting = 0;

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
    const index = ownIndex >= 0 ? ownIndex : this.slots.findIndex((slot) => slot.requestId === null);
    if (cooldownUntil > now) {
      // Someone who keeps entering an email address must not fill the outbox with it.
      if (ownIndex < 0 && this.#waiting >= MAX_WAITING) return { kind: 'discard', quietUntil };
      const dueAt = cooldownUntil + this.#waiting * COOLDOWN_MS;
      this.#waiting += 1;
      return { kind: 'later', dueAt };
    }
    const slot = this.slots[index];
    if (!slot) return { kind: 'discard', quietUntil };
    Object.assign(slot, { requestId, quietUntil });
    return { kind: index < MAX_EMAILS ? 'send' : 'store-only', slot: slot.key, quietUntil };
  }
}

/** Loads one policy per signer, even if a signer occurs several times. */
export async function loadSendPolicies(
  transaction: Kysely<Database>,
  cipher: RequestCipher,
  signers: readonly Signer[],
): Promise<(signer: Signer) => SendPolicy> {
  const policies = new Map<string, SendPolicy>();
  for (const signer of signers) {
    const id = signerId(signer);
    if (!policies.has(id)) policies.set(id, new SendPolicy(cipher.slotsFor(signer)));
  }
  if (signers.length > 0) {
    const petitionIds = [...new Set(signers.map(({ petition_id }) => petition_id))];
    const slots = [...policies.values()].flatMap((policy) => policy.slots);
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
