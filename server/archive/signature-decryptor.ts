import { aad, decryptDataKey, decryptRecord, type SealedDataKey } from '../crypto/sealer.ts';
import { toHex } from '../lib/bytes.ts';
import type { SignatureRecord } from '../signatures/sign.ts';
import { type ExportedSignature, type SealedSignature, toExportedSignature } from './exported-signature.ts';

/** Why a signature can't be decrypted. */
export type DecryptFailure = 'data-key-missing' | 'data-key-unreadable' | 'damaged' | 'newer-version';

/**
 * Decrypts signatures with the organizer's private keys.
 *
 * Decrypting a data key takes milliseconds, and its signatures are scattered over the petition. So each data key is
 * decrypted once, when first needed, and kept. Ten thousand of them take less than a megabyte.
 */
export class SignatureDecryptor {
  readonly #petitionId: number;
  readonly #identities: readonly string[];
  readonly #sealedKeys = new Map<string, Uint8Array>();
  readonly #keys = new Map<string, Buffer | DecryptFailure>();

  constructor(petitionId: number, identities: readonly string[]) {
    this.#petitionId = petitionId;
    this.#identities = identities;
  }

  /** Adds a data key. It must precede the signatures that are sealed with it. */
  addDataKey({ id, sealed }: SealedDataKey): void {
    const keyId = toHex(id);
    if (!this.#keys.has(keyId)) this.#sealedKeys.set(keyId, sealed);
  }

  async decrypt(row: SealedSignature): Promise<ExportedSignature | DecryptFailure> {
    const keyId = toHex(row.data_key_id);
    const key = this.#keys.get(keyId) ?? (await this.#decryptDataKey(keyId));
    if (typeof key === 'string') return key;
    try {
      const associatedData = aad(this.#petitionId, row.signer_key);
      const record = decryptRecord(row.sealed, key, associatedData) as SignatureRecord;
      return record.version === 1 ? toExportedSignature(record, row) : 'newer-version';
    } catch {
      return 'damaged';
    }
  }

  /** How many data keys were tried, if none could be decrypted. Otherwise 0. */
  get failedDataKeys(): number {
    const keys = [...this.#keys.values()];
    return keys.some((key) => typeof key !== 'string')
      ? 0
      : keys.filter((key) => key === 'data-key-unreadable').length;
  }

  async #decryptDataKey(keyId: string): Promise<Buffer | DecryptFailure> {
    const sealed = this.#sealedKeys.get(keyId);
    const key: Buffer | DecryptFailure = sealed
      ? await decryptDataKey(sealed, ...this.#identities).catch(() => 'data-key-unreadable' as const)
      : 'data-key-missing';
    this.#sealedKeys.delete(keyId);
    this.#keys.set(keyId, key);
    return key;
  }
}
