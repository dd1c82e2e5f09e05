import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import { HOUR_MS } from '../lib/time.ts';
import { decrypt, encrypt, pad } from './aead.ts';
import { abbreviateRecipient } from './identities.ts';

/** A data key, encrypted to the organizer's public key. */
export interface SealedDataKey {
  id: Buffer;
  /** An age file that contains the 32 bytes. */
  sealed: Buffer;
  /** Abbreviated recipients that it is sealed to: an age file doesn't name them. Null for keys of older versions. */
  sealedTo: string | null;
  /** An age file for a partner. Missing unless that partner may open what is sealed under the key. */
  partnerSealed?: Buffer;
}

/** A partner that opens what its consenting signers entered, with an identity of its own. */
export interface PartnerRecipient {
  code: string;
  recipient: string;
}

/** A signature's personal data, encrypted under a data key. */
export interface Sealed {
  /** To be stored in the same transaction. The same object for everything that is sealed under it. */
  dataKey: SealedDataKey;
  /** In the format of `aead.ts`. */
  sealed: Buffer;
}

interface DataKey {
  stored: SealedDataKey;
  key: Buffer;
  uses: number;
  /** Replaces the key when its time is up. */
  timer: NodeJS.Timeout;
}

/** How long a data key is used, counted from its first use. */
const MAX_AGE_MS = HOUR_MS;
const MAX_USES = 10_000;
/** How long a data key waits for its first use. A key in memory is what a seized server reveals. */
const MAX_UNUSED_MS = 12 * HOUR_MS;
const PREPARE_PAUSE_MS = 200;
/**
 * The lengths of records. Almost all fit the first; the second holds the longest comment with the longest names. Two
 * and not more, because a length that few records have marks a row: someone who makes a request with somebody's
 * address and a text of that length would find it in a later copy of the database, and so learn of the confirmation.
 */
export const RECORD_LENGTHS = [480, 6_144] as const;

/**
 * Seals personal data so that this server can't read what it wrote.
 *
 * A random data key is used for an hour from its first use, or for 10,000 signatures, and then wiped. It is
 * sealed with age to the organizer's recipients. Whoever stores what it sealed stores the key with it, in the
 * same transaction and each time: then no signature can be on disk without its key, whatever else deletes keys.
 * Anyone who seizes the machine can open what the current key sealed, and nothing older.
 *
 * Creates the next data key eagerly. Creating it takes many times as long as signing, so creating it on
 * demand would be a timing oracle: a signer who waits would learn that no one has signed for an hour.
 */
export class Sealer {
  readonly #recipients: readonly string[];
  readonly #partnerRecipient: string | null;
  #current: DataKey | undefined;
  #pending: Promise<void> | undefined;
  #isRetired = false;

  /** @param partnerRecipient that of a partner that may open everything sealed here. Null if there is none */
  constructor(recipients: readonly string[], partnerRecipient: string | null = null) {
    this.#recipients = recipients;
    this.#partnerRecipient = partnerRecipient;
  }

  /** Whether there is a data key to seal with. */
  get isReady(): boolean {
    return this.#current !== undefined;
  }

  /** Creates the next data key. Concurrent calls wait for the same one. */
  prepare(): Promise<void> {
    this.#pending ??= this.#createDataKey().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #createDataKey(): Promise<void> {
    const key = randomBytes(32);
    const stored = {
      id: randomBytes(16),
      sealed: await sealKey(key, this.#recipients),
      sealedTo: this.#recipients.map(abbreviateRecipient).join(' '),
      // A file of its own: what a partner gets must be of no use to anyone with the organizer's identity.
      ...(this.#partnerRecipient !== null && { partnerSealed: await sealKey(key, [this.#partnerRecipient]) }),
    };
    this.#current = { stored, key, uses: 0, timer: this.#replaceAfter(MAX_UNUSED_MS) };
  }

  /** Seals JSON of this. See {@link sealJson}. */
  seal(data: object, aad: Uint8Array): Sealed {
    return this.sealJson(Buffer.from(JSON.stringify(data)), aad);
  }

  /**
   * Seals with the current data key. Synchronous, so that nothing can happen between checking and using the
   * key, and no key is used more often than allowed.
   *
   * @param json what to seal, in UTF-8
   * @param aad what the row belongs to, from {@link aad}; moved elsewhere, it can't be decrypted
   * @throws if there is no data key; call {@link prepare} first
   */
  sealJson(json: Uint8Array, aad: Uint8Array): Sealed {
    const dataKey = this.#current;
    if (!dataKey) throw new Error('no data key; call prepare() first');
    const sealed = encrypt(dataKey.key, pad(json, RECORD_LENGTHS), aad);
    dataKey.uses += 1;
    if (dataKey.uses === 1) {
      clearTimeout(dataKey.timer);
      dataKey.timer = this.#replaceAfter(MAX_AGE_MS);
    }
    if (dataKey.uses >= MAX_USES) this.#replace();
    return { dataKey: dataKey.stored, sealed };
  }

  #replaceAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#replace(), ms).unref();
  }

  #replace(): void {
    this.wipe();
    if (this.#isRetired) return;
    // The next signature retries and reports the error.
    this.prepare().catch(() => {});
  }

  /** Wipes the data key, and stops replacing it. A signature that is being sealed at this moment may still create another. */
  retire(): void {
    this.#isRetired = true;
    this.wipe();
  }

  /** Wipes the data key from memory. The sealer can still be used: it creates another. */
  wipe(): void {
    if (!this.#current) return;
    clearTimeout(this.#current.timer);
    this.#current.key.fill(0);
    this.#current = undefined;
  }
}

async function sealKey(key: Uint8Array, recipients: readonly string[]): Promise<Buffer> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(key));
}

/**
 * One sealer per petition, and one more for each of its partners with a recipient. If petitions shared a data key, a copy of
 * the database would reveal who signed which of them within the same hour.
 */
export class SealerPool {
  readonly #recipients: readonly string[];
  readonly #sealers = new Map<string, { sealer: Sealer; partnerRecipient: string | null }>();
  readonly #stop = new AbortController();

  constructor(recipients: readonly string[]) {
    this.#recipients = recipients;
  }

  /** @param partner the one that may open what is sealed, too. Null seals for the organizer alone */
  forPetition(petitionId: number, partner: PartnerRecipient | null = null): Sealer {
    const partnerRecipient = partner?.recipient ?? null;
    const id = sealerId(petitionId, partner);
    const existing = this.#sealers.get(id);
    if (existing?.partnerRecipient === partnerRecipient) return existing.sealer;
    // The partner has another recipient now.
    existing?.sealer.retire();
    const sealer = new Sealer(this.#recipients, partnerRecipient);
    this.#sealers.set(id, { sealer, partnerRecipient });
    return sealer;
  }

  /**
   * Creates the missing data keys, with pauses, because each takes the time of many signatures. Forgets those of other petitions
   * and partners, which would be replaced for as long as the server runs.
   */
  async prepare(petitions: Iterable<{ id: number; partners: readonly PartnerRecipient[] }>): Promise<void> {
    const needed = [...petitions];
    this.#forgetExcept(needed);
    for (const { id, partners } of needed) {
      for (const partner of [null, ...partners]) {
        const sealer = this.forPetition(id, partner);
        if (sealer.isReady) continue;
        if (this.#stop.signal.aborted) return;
        await sealer.prepare();
        await sleep(PREPARE_PAUSE_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }

  #forgetExcept(petitions: readonly { id: number; partners: readonly PartnerRecipient[] }[]): void {
    const needed = new Set(
      petitions.flatMap(({ id, partners }) => [null, ...partners].map((partner) => sealerId(id, partner))),
    );
    for (const [id, { sealer }] of this.#sealers) {
      if (needed.has(id)) continue;
      sealer.retire();
      this.#sealers.delete(id);
    }
  }

  /** Wipes all data keys from memory, and stops {@link prepare}. */
  wipe(): void {
    this.#stop.abort();
    for (const { sealer } of this.#sealers.values()) sealer.wipe();
  }
}

const sealerId = (petitionId: number, partner: PartnerRecipient | null): string =>
  partner ? `${petitionId} ${partner.code}` : `${petitionId}`;

/** The associated data that binds encrypted data to its row: a petition's signer key or request ID. */
export function aad(petitionId: number, rowId: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`petition ${petitionId}\n`), rowId]);
}

/** Decrypts a data key with whichever of the identities fits. */
export async function decryptDataKey(sealed: Uint8Array, ...identities: string[]): Promise<Buffer> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return Buffer.from(await decrypter.decrypt(sealed));
}

/** @throws if the row is damaged, or belongs to another petition or signer than it was sealed for */
export function decryptRecord(sealed: Uint8Array, key: Uint8Array, aad: Uint8Array): unknown {
  return JSON.parse(decrypt(key, sealed, aad).toString('utf8'));
}
