import { aad, decryptDataKey, decryptRecord, type SealedDataKey } from '../crypto/sealer.ts';
import type { SignatureRecord } from '../signatures/sign.ts';
import { type ExportedSignature, type SealedSignature, toExportedSignature } from './exported-signature.ts';
import { toHex } from './stored-pages.ts';

/** Why a signature stays closed. */
export type DecryptFailure = 'no data key' | 'data key closed' | 'damaged' | 'newer';

/**
 * Opens signatures with the organiser's private keys.
 *
 * A data key takes milliseconds to open, and what it opens lies scattered over the petition: each is opened
 * once, when it is first needed, and kept. Ten thousand of them are less than a megabyte.
 */
export class SignatureDecryptor {
  readonly #petitionId: number;
  readonly #identities: readonly string[];
  readonly #sealed = new Map<string, Uint8Array>();
  readonly #opened = new Map<string, Buffer | DecryptFailure>();

  constructor(petitionId: number, identities: readonly string[]) {
    this.#petitionId = petitionId;
    this.#identities = identities;
  }

  /** Takes note of a data key, which must be known before what it opens. */
  addDataKey({ id, sealed }: SealedDataKey): void {
    const name = toHex(id);
    if (!this.#opened.has(name)) this.#sealed.set(name, sealed);
  }

  async decrypt(row: SealedSignature): Promise<ExportedSignature | DecryptFailure> {
    const name = toHex(row.data_key_id);
    const key = this.#opened.get(name) ?? (await this.#openDataKey(name));
    if (typeof key === 'string') return key;
    try {
      const bound = aad(this.#petitionId, row.signer_key);
      const record = decryptRecord(row.sealed, key, bound) as SignatureRecord;
      return record.version === 1 ? toExportedSignature(record, row) : 'newer';
    } catch {
      return 'damaged';
    }
  }

  /** How many data keys were tried, if not one of them opened. */
  get failedDataKeys(): number {
    const keys = [...this.#opened.values()];
    return keys.some((key) => typeof key !== 'string')
      ? 0
      : keys.filter((key) => key === 'data key closed').length;
  }

  async #openDataKey(name: string): Promise<Buffer | DecryptFailure> {
    const sealed = this.#sealed.get(name);
    const key: Buffer | DecryptFailure = sealed
      ? await decryptDataKey(sealed, ...this.#identities).catch(() => 'data key closed' as const)
      : 'no data key';
    this.#sealed.delete(name);
    this.#opened.set(name, key);
    return key;
  }
}
