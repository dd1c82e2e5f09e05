import type { Kysely } from 'kysely';
import type { RequestCipher } from '../signatures/request-cipher.ts';
import type { Signer } from '../signatures/signer-key.ts';
import type { Database } from '../storage/schema.ts';

const MINUTE_MS = 60_000;
/** Between two letters to one mailbox under one petition, whoever asks for them. */
const COOLDOWN_MS = 10 * MINUTE_MS;
/** As many letters a mailbox gets under a petition in the days that a link works. */
const MAX_EMAILS = 5;
/** As many requests of a mailbox that came together wait for each other. */
const MAX_WAITING = 5;

/** A place for a request of a signer that has had its turn. */
interface Slot {
  key: Buffer;
  /** Null where it is free. */
  request: string | null;
  /** In ms since 1970. */
  quietUntil: number;
}

/** What is to become of a request that is due. */
export type SendDecision =
  /** A letter goes out, and the request is kept under this slot. */
  | { is: 'letter' | 'no letter'; slot: Buffer; quietUntil: number }
  /** Another had its turn shortly before, or has it now. In ms since 1970. */
  | { is: 'later'; due: number }
  | { is: 'too many'; quietUntil: number };

/**
 * What one knows of a signer under a petition when requests are due. One has its turn in ten minutes, whether it is the
 * first or one too many: by nothing but the letters is to be told how many there were before.
 */
export class SendPolicy {
  readonly slots: readonly Slot[];
  hasSigned = false;
  #waiting = 0;

  constructor(slots: readonly Buffer[]) {
    this.slots = slots.map((key) => ({ key, request: null, quietUntil: 0 }));
  }

  /** Decides, and remembers for the next one. */
  decide(requestId: Uint8Array, now: number): SendDecision {
    const request = hex(requestId);
    const others = this.slots.filter((slot) => slot.request !== request);
    const inPeaceUntil = Math.max(...others.map((slot) => slot.quietUntil));
    // To the full minute: nobody needs to know when a letter went out.
    const quietUntil = Math.ceil((now + COOLDOWN_MS) / MINUTE_MS) * MINUTE_MS;
    // Its own where the letter was tried before.
    const own = this.slots.findIndex((slot) => slot.request === request);
    const index = own >= 0 ? own : this.slots.findIndex((slot) => slot.request === null);
    if (inPeaceUntil > now) {
      // Whoever keeps typing an address must not fill the box with it.
      if (own < 0 && this.#waiting >= MAX_WAITING) return { is: 'too many', quietUntil };
      const due = inPeaceUntil + this.#waiting * COOLDOWN_MS;
      this.#waiting += 1;
      return { is: 'later', due };
    }
    const slot = this.slots[index];
    if (!slot) return { is: 'too many', quietUntil };
    Object.assign(slot, { request, quietUntil });
    return { is: index < MAX_EMAILS ? 'letter' : 'no letter', slot: slot.key, quietUntil };
  }
}

/** What is known of signers; one history for each, however often somebody is named. */
export async function loadSendPolicies(
  transaction: Kysely<Database>,
  seal: RequestCipher,
  signers: readonly Signer[],
): Promise<(signer: Signer) => SendPolicy> {
  const histories = new Map<string, SendPolicy>();
  for (const signer of signers) {
    if (!histories.has(nameOf(signer))) histories.set(nameOf(signer), new SendPolicy(seal.slotsFor(signer)));
  }
  if (signers.length > 0) {
    const petitions = [...new Set(signers.map(({ petition_id }) => petition_id))];
    const slots = [...histories.values()].flatMap((history) => history.slots);
    const slotWith = new Map(slots.map((slot) => [hex(slot.key), slot]));
    const pending = await transaction
      .selectFrom('pending_signature')
      .select(['slot', 'request_id', 'quiet_until'])
      .where('petition_id', 'in', petitions)
      .where(
        'slot',
        'in',
        slots.map(({ key }) => key),
      )
      .execute();
    for (const { slot, request_id, quiet_until } of pending) {
      const quietUntil = quiet_until === null ? 0 : Date.parse(quiet_until);
      Object.assign(slotWith.get(hex(slot))!, { request: hex(request_id), quietUntil });
    }
    const signatures = await transaction
      .selectFrom('signature')
      .select(['petition_id', 'signer_key'])
      .where('petition_id', 'in', petitions)
      .where(
        'signer_key',
        'in',
        signers.map(({ signer_key }) => signer_key),
      )
      .execute();
    for (const signer of signatures) {
      const history = histories.get(nameOf(signer));
      if (history) history.hasSigned = true;
    }
  }
  return (signer) => histories.get(nameOf(signer))!;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const nameOf = ({ petition_id, signer_key }: Signer) => `${petition_id} ${hex(signer_key)}`;
