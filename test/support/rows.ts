import { randomBytes, randomInt } from 'node:crypto';
import type { PetitionStorage } from '../../server/storage/open.ts';
import type { NewRequest, PendingRow, SignatureRow } from '../../server/storage/schema.ts';

/** Creates a plausible row that belongs to nobody. */
export const signatureRow = (values: Partial<SignatureRow> = {}): SignatureRow => ({
  petition_id: 1,
  signer_key: randomBytes(32),
  signed_on: '2031-02-03',
  partner: null,
  data_key_id: Buffer.alloc(16),
  sealed: Buffer.alloc(128),
  ...values,
});

/** Creates a request whose email is still queued. */
export const requestRow = (signature: SignatureRow = signatureRow()): NewRequest => ({
  petition_id: signature.petition_id,
  signed_on: signature.signed_on,
  partner: signature.partner,
  id: randomBytes(16),
  request_id: randomBytes(16),
  request: randomBytes(60),
  letter: randomBytes(40),
  tag: Buffer.of(randomInt(64)),
  expires_at: '2031-02-06T04:05:00.000Z',
});

/** Creates the row that a request becomes once its email is sent. */
export const pendingRow = (
  { id: _, letter: __, expires_at: ___, tag: ____, ...request }: NewRequest = requestRow(),
): PendingRow => ({ ...request, slot: randomBytes(16), quiet_until: null, delete_on: null });

export async function storePending({ db }: PetitionStorage, rows: readonly PendingRow[]): Promise<void> {
  await db.insertInto('pending_signature').values(rows).execute();
}
