import { type ExportedSignature, toExportedSignature } from '../../common/exported-signature.ts';
import { aad, decryptDataKey, decryptRecord, type SealedDataKey } from '../crypto/sealer.ts';
import { toHex } from '../lib/bytes.ts';
import type { SignatureRecord } from '../signatures/sign.ts';
import type { SealedSignature } from './sealed-page.ts';

/** Why a signature can't be decrypted. */
export type DecryptFailure =
  | 'data-key-missing'
  | 'data-key-unreadable'
  | 'damaged'
  | 'changed'
  | 'newer-version';

/**
 * Decrypts signatures with the organizer's private keys.
 *
 * Decrypting a data key takes milliseconds, and its signatures are scattered over the petition. So each data key is
 * decrypted once, when first needed, and kept. Ten thousand of them take less than a megabyte.
 */
export class SignatureDecryptor {
  readonly #petitionId: number;
  readonly #identities: readonly string[];
  readonly #sealedKeys = new Map<string, SealedDataKey>();
  readonly #keys = new Map<string, Buffer | DecryptFailure>();
  readonly #unreadableKeys: SealedDataKey[] = [];

  constructor(petitionId: number, identities: readonly string[]) {
    this.#petitionId = petitionId;
    this.#identities = identities;
  }

  /** Adds a data key. It must precede the signatures that are sealed with it. */
  addDataKey(dataKey: SealedDataKey): void {
    const keyId = toHex(dataKey.id);
    if (!this.#keys.has(keyId)) this.#sealedKeys.set(keyId, dataKey);
  }

  async decrypt(row: SealedSignature): Promise<ExportedSignature | DecryptFailure> {
    const keyId = toHex(row.data_key_id);
    const key = this.#keys.get(keyId) ?? (await this.#decryptDataKey(keyId));
    if (typeof key === 'string') return key;
    try {
      const associatedData = aad(this.#petitionId, row.signer_key);
      const record = decryptRecord(row.sealed, key, associatedData) as SignatureRecord;
      if (record.version !== 1 && record.version !== 2) return 'newer-version';
      // Version 1 doesn't contain them.
      const isUnchanged =
        record.version === 1 || (record.signedOn === row.signed_on && record.partner === row.partner);
      return isUnchanged ? toExportedSignature(record, row) : 'changed';
    } catch {
      return 'damaged';
    }
  }

  /** Decrypts data keys until one is readable, which tells whether the identities are the right ones. */
  async tryDataKeys(): Promise<void> {
    for (const keyId of this.#sealedKeys.keys()) {
      if (typeof (await this.#decryptDataKey(keyId)) !== 'string') return;
    }
  }

  /** The data keys that could not be decrypted. */
  get unreadableKeys(): readonly SealedDataKey[] {
    return this.#unreadableKeys;
  }

  /** Whether any data key could be decrypted. */
  get hasReadableKey(): boolean {
    return [...this.#keys.values()].some((key) => typeof key !== 'string');
  }

  async #decryptDataKey(keyId: string): Promise<Buffer | DecryptFailure> {
    const dataKey = this.#sealedKeys.get(keyId);
    const key: Buffer | DecryptFailure = dataKey
      ? await decryptDataKey(dataKey.sealed, ...this.#identities).catch(() => 'data-key-unreadable' as const)
      : 'data-key-missing';
    if (dataKey && key === 'data-key-unreadable') this.#unreadableKeys.push(dataKey);
    this.#sealedKeys.delete(keyId);
    this.#keys.set(keyId, key);
    return key;
  }
}
