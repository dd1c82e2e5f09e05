import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import { decrypt, encrypt, padJson } from './aead.ts';

/** A row's personal data under a data key, and which data key that is. */
export interface Sealed {
  dataKeyId: Buffer;
  /** As `aead.ts` has it. */
  sealed: Buffer;
}

/** A data key, readable by the organiser's private key only. */
export interface SealedDataKey {
  id: Buffer;
  /** An age file holding the 32 bytes. */
  sealed: Buffer;
}

interface DataKey {
  id: Buffer;
  key: Buffer;
  uses: number;
  /** Ends it. */
  timer: NodeJS.Timeout;
}

const HOUR_MS = 60 * 60 * 1000;
const MAX_USES = 10_000;
/**
 * An unused one is made anew after that. `petitions retention` counts on it that none is sealed with what is two days
 * old, or was made more than a day before.
 */
const MAX_UNUSED_MS = 12 * HOUR_MS;
/** Of milliseconds. */
const PREPARE_PAUSE_MS = 200;

/**
 * Seals personal data so that this server can't read what it wrote.
 *
 * A random data key serves for an hour from its first use, or 10,000 signatures, and is then wiped. Before that use it is
 * sealed with age to the organiser's recipients and stored through `store`; whoever seizes the machine
 * opens what that one key sealed, and nothing older.
 *
 * The next one is made at once, not when it is wanted: that takes many times as long as signing, and whoever waited for it
 * would know that nobody had signed for an hour.
 */
export class Sealer {
  readonly #recipients: readonly string[];
  readonly #store: (dataKey: SealedDataKey) => Promise<void>;
  #current: DataKey | undefined;
  #coming: Promise<void> | undefined;

  constructor(recipients: readonly string[], store: (dataKey: SealedDataKey) => Promise<void>) {
    this.#recipients = recipients;
    this.#store = store;
  }

  /** Whether there is a data key to seal with. */
  get isReady(): boolean {
    return this.#current !== undefined;
  }

  /** Makes the next data key and has it stored; whoever asks meanwhile waits for the same one. */
  prepare(): Promise<void> {
    this.#coming ??= this.#make().finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  async #make(): Promise<void> {
    const id = randomBytes(16);
    const key = randomBytes(32);
    const encrypter = new Encrypter();
    for (const recipient of this.#recipients) encrypter.addRecipient(recipient);
    await this.#store({ id, sealed: Buffer.from(await encrypter.encrypt(key)) });
    this.#current = { id, key, uses: 0, timer: this.#endIn(MAX_UNUSED_MS) };
  }

  /**
   * Seals with the data key that there must be: with nothing to wait for between looking and sealing, none is
   * used more often than it may.
   *
   * @param data what to seal, as JSON
   * @param bound what the row belongs to (petition and signer key): moved elsewhere, it doesn't open
   */
  seal(data: object, bound: Uint8Array): Sealed {
    const dataKey = this.#current;
    if (!dataKey) throw new Error('there is no data key; prepare one first');
    const sealed = encrypt(dataKey.key, padJson(data), bound);
    dataKey.uses += 1;
    if (dataKey.uses === 1) {
      clearTimeout(dataKey.timer);
      dataKey.timer = this.#endIn(HOUR_MS);
    }
    if (dataKey.uses >= MAX_USES) this.#replace();
    return { dataKeyId: dataKey.id, sealed };
  }

  #endIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#replace(), ms).unref();
  }

  #replace(): void {
    this.wipe();
    // Whoever wants to seal next tries again, and hears of it.
    this.prepare().catch(() => {});
  }

  /** Wipes the data key from memory. The sealer can go on: it will make another. */
  wipe(): void {
    if (!this.#current) return;
    clearTimeout(this.#current.timer);
    this.#current.key.fill(0);
    this.#current = undefined;
  }
}

/**
 * A sealer for each petition: one data key for several would tell in a copy of the database who signed which of them in
 * the same hour.
 */
export class SealerPool {
  readonly #make: () => Sealer;
  readonly #byPetition = new Map<number, Sealer>();
  readonly #stop = new AbortController();

  constructor(recipients: readonly string[], store: (dataKey: SealedDataKey) => Promise<void>) {
    this.#make = () => new Sealer(recipients, store);
  }

  forPetition(petitionId: number): Sealer {
    const known = this.#byPetition.get(petitionId);
    if (known) return known;
    const sealer = this.#make();
    this.#byPetition.set(petitionId, sealer);
    return sealer;
  }

  /** Makes the data keys that are missing, with pauses: each takes the time of many signatures. */
  async prepare(petitionIds: Iterable<number>): Promise<void> {
    for (const id of petitionIds) {
      const sealer = this.forPetition(id);
      if (sealer.isReady) continue;
      if (this.#stop.signal.aborted) return;
      await sealer.prepare();
      await sleep(PREPARE_PAUSE_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  /** Wipes all data keys from memory, and makes no more of them beforehand. */
  wipe(): void {
    this.#stop.abort();
    for (const sealer of this.#byPetition.values()) sealer.wipe();
  }
}

/** What a petition and a signer key bind a sealed row to. */
export function aad(petitionId: number, signerKey: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`petition ${petitionId}\n`), signerKey]);
}

/** The other way, where the identity is: opens a data key with whichever of the private keys opens it. */
export async function decryptDataKey(sealed: Uint8Array, ...identities: string[]): Promise<Buffer> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return Buffer.from(await decrypter.decrypt(sealed));
}

/** Opens a row. Throws where it was damaged, or stands at another petition or signer than it was sealed for. */
export function decryptRecord(sealed: Uint8Array, key: Uint8Array, bound: Uint8Array): unknown {
  return JSON.parse(decrypt(key, sealed, bound).toString('utf8'));
}
