// Stores many signatures that can be decrypted, each sealed as the server does it.
import { sql } from 'kysely';
import { aad, Sealer } from '../../server/crypto/sealer.ts';
import { DEFAULT_FIELDS } from '../../server/petitions/petition-file.ts';
import { consentFor } from '../../server/signatures/consent.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { openStorage } from '../../server/storage/open.ts';
import { SLUG } from './deployment.ts';
import { KEY_BYTES, sortedKeys } from './generate-signatures.ts';

const BATCH_SIZE = 10_000;
const DAY = '2026-01-01';

/** @param recipient age recipient of the only identity that decrypts them */
export async function generateSealedSignatures(url: string, count: number, recipient: string): Promise<void> {
  const storage = await openStorage(url);
  const { db, dialect } = storage;
  const sealer = new Sealer([recipient], async (dataKey) => {
    await db
      .insertInto('data_key')
      .values({ ...dataKey, made_on: DAY })
      .execute();
  });
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
      for (let index = 0; index < size; index++) {
        const signer_key = keys.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES);
        while (!sealer.isReady) await sealer.prepare();
        const { dataKeyId, sealed } = sealer.seal(createRecord(first + index), aad(id, signer_key));
        rows.push({
          petition_id: id,
          signer_key,
          signed_on: DAY,
          partner: index % 3 === 0 ? 'harbour-aid' : null,
          data_key_id: dataKeyId,
          sealed,
        });
      }
      await storage.store({ signatures: rows, requests: [] });
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
    version: 1,
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
