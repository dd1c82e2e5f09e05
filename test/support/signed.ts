import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Sealer } from '../../server/crypto/sealer.ts';
import { DEFAULT_FIELDS } from '../../server/petitions/petition-file.ts';
import { canonicalRulesOf } from '../../server/signatures/canonical-rules.ts';
import { consentFor } from '../../server/signatures/consent.ts';
import { parseEmailAddress } from '../../server/signatures/email-address.ts';
import { type SignatureRecord, sealBatch } from '../../server/signatures/sign.ts';
import { SignerKeys } from '../../server/signatures/signer-key.ts';
import { openStorage } from '../../server/storage/open.ts';
import { SECRET } from './server.ts';

/** Values of a signature that differ from the default. */
export interface Signed extends Partial<SignatureRecord> {
  partner?: string | null;
  signedOn?: string;
}

/** Creates a classic key pair, which is faster to generate than the hybrid one that a server uses. */
export async function keyPair() {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Stores signatures of a petition, encrypted as by a server, with their own data key. */
export async function signInto(
  url: string,
  slug: string,
  recipients: readonly string[],
  signatures: readonly Signed[],
): Promise<void> {
  const storage = await openStorage(url);
  const sealer = new Sealer(recipients);
  try {
    await storage.db
      .insertInto('setting')
      .values({ name: 'recipients', value: recipients.join(' ') })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const row = await storage.db
      .selectFrom('petition')
      .select(['id', 'salt', 'mailbox_rules', 'fields'])
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    const petition = {
      id: row.id,
      salt: row.salt,
      canonicalRules: canonicalRulesOf(row.mailbox_rules),
      fields: JSON.parse(row.fields),
      partners: {},
      partnerRecipients: {},
    };
    const { version, lang } = consentFor('en', DEFAULT_FIELDS);
    const unsealed = signatures.map(({ partner = null, signedOn = '2026-01-01', ...values }) => {
      const record = {
        givenName: 'Ana',
        email: 'ana@example.org',
        display: false,
        contact: false,
        partnerContact: false,
        consent: { version, lang },
        ...values,
      };
      return {
        petition,
        canonicalEmail: parseEmailAddress(record.email, petition.canonicalRules)!.canonical,
        record,
        partner,
        signedOn,
      };
    });
    await storage.store(
      await sealBatch(unsealed, new SignerKeys(Buffer.from(SECRET)), { forPetition: () => sealer }, null),
    );
  } finally {
    sealer.wipe();
    await storage.close();
  }
}
