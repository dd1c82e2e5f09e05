import { randomBytes } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { decrypt, encrypt, padded } from './aead.ts';

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
  timer: NodeJS.Timeout;
}

const HOUR = 60 * 60 * 1000;
const USES = 10_000;

/**
 * Seals personal data so that this server can't read what it wrote.
 *
 * A random data key serves for an hour or 10,000 signatures and is then wiped. Before its first use it is
 * sealed with age to the organiser's recipients and stored through `store`; whoever seizes the machine
 * opens what that one key sealed, and nothing older.
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
  get ready(): boolean {
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
    const timer = setTimeout(() => this.forget(), HOUR);
    timer.unref();
    this.#current = { id, key, uses: 0, timer };
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
    const sealed = encrypt(dataKey.key, padded(data), bound);
    dataKey.uses += 1;
    if (dataKey.uses >= USES) this.forget();
    return { dataKeyId: dataKey.id, sealed };
  }

  /** Wipes the data key from memory. The sealer can go on: it will make another. */
  forget(): void {
    if (!this.#current) return;
    clearTimeout(this.#current.timer);
    this.#current.key.fill(0);
    this.#current = undefined;
  }
}

/** What a petition and a signer key bind a sealed row to. */
export function boundTo(petitionId: number, signerKey: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`petition ${petitionId}\n`), signerKey]);
}

/** The other way, where the identity is: opens a data key with whichever of the private keys opens it. */
export async function openDataKey(sealed: Uint8Array, ...identities: string[]): Promise<Buffer> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return Buffer.from(await decrypter.decrypt(sealed));
}

/** Opens a row. Throws where it was damaged, or stands at another petition or signer than it was sealed for. */
export function openSealed(sealed: Uint8Array, key: Uint8Array, bound: Uint8Array): unknown {
  return JSON.parse(decrypt(key, sealed, bound).toString('utf8'));
}
