import type { SealedDataKey } from '../crypto/sealer.ts';
import type { SignatureRow } from '../storage/schema.ts';

/** A row without its petition, which is the same for the whole export. */
export type SealedSignature = Omit<SignatureRow, 'petition_id'>;

/** Some signatures, and the data keys that no earlier page contained. */
export interface SealedPage {
  dataKeys: SealedDataKey[];
  rows: SealedSignature[];
}
