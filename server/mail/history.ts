import type { Kysely } from 'kysely';
import type { RequestSeal } from '../signing/request-seal.ts';
import type { Signer } from '../signing/signer-key.ts';
import type { Database } from '../storage/schema.ts';

/** A place for a request of a signer whose letter went out. */
interface Slot {
  key: Buffer;
  /** Null where it is free. */
  request: string | null;
  /** In ms since 1970. */
  quietUntil: number;
}

/** What one knows of a signer under a petition when a letter is due. */
export class History {
  readonly slots: readonly Slot[];
  hasSigned = false;
  /** How many of the requests at hand wait for those before them. */
  #waiting = 0;

  constructor(slots: readonly Buffer[]) {
    this.slots = slots.map((key) => ({ key, request: null, quietUntil: 0 }));
  }

  /**
   * What is to become of a request's letter; remembers whom it puts off. No more are than can still be sent, or a mailbox
   * that somebody keeps typing would fill the box.
   */
  judge(requestId: Uint8Array, now: number): 'now' | 'later' | 'too many' {
    const isLater = this.inPeaceUntil(requestId) > now;
    if (!this.#slotOf(requestId)) {
      const free = this.slots.filter(({ request }) => request === null).length;
      if (free - (isLater ? this.#waiting : 0) <= 0) return 'too many';
      if (isLater) this.#waiting += 1;
    }
    return isLater ? 'later' : 'now';
  }

  /** Until when the signer gets no letter because of other requests, in ms since 1970. */
  inPeaceUntil(requestId: Uint8Array): number {
    const others = this.slots.filter(({ request }) => request !== hex(requestId));
    return Math.max(...others.map(({ quietUntil }) => quietUntil));
  }

  /** Its own slot where the letter was tried before, else a free one, which must be there. */
  take(requestId: Uint8Array, quietUntil: number): Buffer {
    const slot = this.#slotOf(requestId) ?? this.slots.find(({ request }) => request === null)!;
    Object.assign(slot, { request: hex(requestId), quietUntil });
    return slot.key;
  }

  #slotOf(requestId: Uint8Array): Slot | undefined {
    return this.slots.find(({ request }) => request === hex(requestId));
  }
}

/** What is known of signers; one history for each, however often somebody is named. */
export async function historiesOf(
  transaction: Kysely<Database>,
  seal: RequestSeal,
  signers: readonly Signer[],
): Promise<(signer: Signer) => History> {
  const histories = new Map<string, History>();
  for (const signer of signers) {
    if (!histories.has(nameOf(signer))) histories.set(nameOf(signer), new History(seal.slotsOf(signer)));
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
