// Stores many signatures that can be decrypted, each sealed as the server does it.
import { sql } from 'kysely';
import { aad, type SealedDataKey, Sealer } from '../../server/crypto/sealer.ts';
import { DEFAULT_FIELDS } from '../../server/petitions/petition-file.ts';
import { consentFor } from '../../server/signatures/consent.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { openStorage } from '../../server/storage/open.ts';
import type { DataKeyRow } from '../../server/storage/schema.ts';
import { SLUG } from './deployment.ts';
import { KEY_BYTES, sortedKeys } from './generate-signatures.ts';

const BATCH_SIZE = 10_000;
const DAY = '2026-01-01';

/** @param recipient age recipient of the only identity that decrypts them */
export async function generateSealedSignatures(url: string, count: number, recipient: string): Promise<void> {
  const storage = await openStorage(url);
  const { db, dialect } = storage;
  const sealer = new Sealer([recipient]);
  try {
    const { id } = await db
      .selectFrom('petition')
      .select('id')
      .where('slug', '=', SLUG)
      .executeTakeFirstOrThrow();
    if (dialect.name === 'SQLite') await sql`pragma synchronous = off`.execute(db);
    for (let first = 0; first < count; first += BATCH_SIZE) {
      const size = Math.min(BATCH_SIZE, count - first);
      const keys = sortedKeys(first, size, count);
      const rows = [];
      const dataKeys = new Map<SealedDataKey, DataKeyRow>();
      for (let index = 0; index < size; index++) {
        const signer_key = keys.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES);
        while (!sealer.isReady) await sealer.prepare();
        const partner = index % 3 === 0 ? 'harbour-aid' : null;
        const record = { ...createRecord(first + index), signedOn: DAY, partner };
        const { dataKey, sealed } = sealer.seal(record, aad(id, signer_key));
        dataKeys.set(dataKey, {
          id: dataKey.id,
          made_on: DAY,
          used_on: DAY,
          sealed_to: dataKey.sealedTo,
          sealed: dataKey.sealed,
          partner_sealed: null,
        });
        rows.push({
          petition_id: id,
          signer_key,
          signed_on: DAY,
          partner,
          data_key_id: dataKey.id,
          sealed,
        });
      }
      await storage.store({ dataKeys: [...dataKeys.values()], signatures: rows, requests: [] });
    }
  } finally {
    sealer.wipe();
    await storage.close();
  }
}

/** A typical signature. Every tenth has a comment. */
function createRecord(number: number): SignatureRecord {
  const { version, lang } = consentFor('en', DEFAULT_FIELDS);
  return {
    version: 2,
    givenName: `Maximiliana ${number}`,
    familyName: "O'Brien-Okoro",
    email: `maximiliana.obrien.${number}@mail.example.org`,
    postalCode: '10115',
    country: 'DE',
    ...(number % 10 === 0 && {
      comment: 'It is warm there; and "quiet".\n\nLet it stay open. '.repeat(3).trim(),
    }),
    display: number % 2 === 0,
    contact: number % 3 === 0,
    partnerContact: number % 5 === 0,
    consent: { version, lang },
  };
}
