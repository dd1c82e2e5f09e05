import { decrypt, encrypt, padJson } from '../../server/crypto/aead.ts';
import { deriveKey } from '../../server/crypto/derive-key.ts';
import { aad } from '../../server/crypto/sealer.ts';
import type { EarlierRequest } from '../../server/signatures/request-cipher.ts';
import { sealSignature } from '../../server/signatures/sign.ts';
import type { OutboxRow, RequestRow } from '../../server/storage/schema.ts';
import { SECRET, type TestServer } from './server.ts';

/** The `request` of a row as version 0.2.0 wrote it: sealed for the organizer already. */
export function encryptEarlierRequest(
  { petition_id, request_id }: Pick<RequestRow, 'petition_id' | 'request_id'>,
  { signature: { signer_key, data_key_id, sealed }, publicSignature }: EarlierRequest,
  secret = SECRET,
): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(sealed.length);
  const plain = Buffer.concat([signer_key, data_key_id, length, sealed, padJson({ shown: publicSignature })]);
  const key = deriveKey(Buffer.from(secret), 'petition-widget request');
  return encrypt(key, plain, aad(petition_id, request_id));
}

/** Rewrites what waits in the outbox as if version 0.2.0 had queued it. */
export async function queueAsEarlierVersion({ context }: Pick<TestServer, 'context'>): Promise<void> {
  const { storage, requestCipher, sealers } = context;
  for (const row of await storage.db.selectFrom('outbox').selectAll().execute()) {
    const request = requestCipher.decrypt(row);
    const { to, lang, key } = requestCipher.decryptEmail(row);
    if ('signature' in request) continue;
    const record = requestCipher.decryptRecord(request.signer, request.record, key!);
    const { signature, dataKey, publicSignature } = await sealSignature(
      sealers,
      { id: row.petition_id, partnerRecipients: {} },
      request.signer,
      record,
    );
    const earlier = { signature, ...(publicSignature && { publicSignature }) };
    await storage.write(async (transaction) => {
      await storage.dialect.holdDataKeys(transaction, [dataKey!]);
      await transaction
        .updateTable('outbox')
        .set({ request: encryptEarlierRequest(row, earlier), letter: encryptLetter(row, { to, lang }) })
        .where('id', '=', row.id)
        .execute();
    });
  }
}

function encryptLetter({ petition_id, request_id }: OutboxRow, payload: object): Buffer {
  const key = deriveKey(Buffer.from(SECRET), 'petition-widget outbox');
  return encrypt(key, padJson(payload), aad(petition_id, request_id));
}

/** Everything in a row that the server's secret alone decrypts. */
export function readableWithSecret({
  petition_id,
  request_id,
  ...row
}: RequestRow & { letter?: Uint8Array }): Buffer[] {
  const labels = [
    'petition-widget unconfirmed',
    'petition-widget request',
    'petition-widget outbox',
  ] as const;
  return [row.request, row.letter].flatMap((bytes) =>
    labels.flatMap((label) => {
      try {
        const key = deriveKey(Buffer.from(SECRET), label);
        return bytes ? [decrypt(key, bytes, aad(petition_id, request_id))] : [];
      } catch {
        return [];
      }
    }),
  );
}
