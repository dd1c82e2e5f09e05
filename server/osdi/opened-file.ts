import type { ExportedSignature } from '../../common/exported-signature.ts';
import { matchesFilter } from '../archive/export-filter.ts';
import type { SealedFileReader } from '../archive/sealed-file-reader.ts';
import { SignatureDecryptor } from '../archive/signature-decryptor.ts';
import { SkippedReport } from '../archive/skipped-report.ts';
import { checkIdentities, FAILURE_REASONS } from '../archive/write-decrypted.ts';
import type { Identity } from '../crypto/identities.ts';
import { signatureId, signatureIdKey } from '../forward/signature-id.ts';
import { dateOf, identifierOf, type Resource } from './documents.ts';

/** A sealed file as OSDI's resources, in memory. */
export interface OpenedFile {
  slug: string;
  /** In the order of the days on which they were made. */
  signatures: Resource[];
  people: Resource[];
  withoutConsent: number;
  /** What couldn't be read, one sentence each. */
  problems: string[];
}

/**
 * Decrypts a whole sealed file.
 *
 * @param base URL of the server, without a slash at the end
 * @throws UserError if the identity decrypts nothing
 */
export async function openForOsdi(
  file: SealedFileReader,
  identities: readonly Identity[],
  { base, includeWithoutConsent }: { base: string; includeWithoutConsent: boolean },
): Promise<OpenedFile> {
  const { slug, petitionId, choice } = file.header;
  const decryptor = new SignatureDecryptor(
    petitionId,
    identities.map(({ privateKey }) => privateKey),
  );
  const key = signatureIdKey(identities[0]!);
  const skipped = new SkippedReport();
  const opened: { id: string; personId: string; mayContact: boolean; signature: ExportedSignature }[] = [];
  let withoutConsent = 0;
  for await (const { dataKeys, rows } of file.pages()) {
    for (const dataKey of dataKeys) decryptor.addDataKey(dataKey);
    for (const row of rows.filter((row) => matchesFilter(choice, row))) {
      const signature = await decryptor.decrypt(row);
      if (typeof signature === 'string') {
        skipped.add(FAILURE_REASONS[signature], row.signer_key);
        continue;
      }
      const mayContact = (choice.partner === null ? signature.contact : signature.partnerContact) === true;
      if (mayContact || (includeWithoutConsent && choice.partner === null)) {
        const [id, personId] = (['id', 'person'] as const).map((purpose) => signatureId(key, purpose, row));
        opened.push({ id: id!, personId: personId!, mayContact, signature });
      } else withoutConsent += 1;
    }
  }
  const hints = checkIdentities(decryptor, identities, slug);
  opened.sort(
    (a, b) => compare(a.signature.signedOn as string, b.signature.signedOn as string) || compare(a.id, b.id),
  );
  return {
    slug,
    signatures: opened.map(({ id, personId, signature }) => toSignature(base, slug, id, personId, signature)),
    people: opened.map(({ personId, mayContact, signature }) =>
      toPerson(base, personId, mayContact, signature),
    ),
    withoutConsent,
    problems: [...skipped.lines(), ...file.problems(), ...hints],
  };
}

function toSignature(
  base: string,
  slug: string,
  id: string,
  personId: string,
  { comment, signedOn, partner }: ExportedSignature,
): Resource {
  const petition = `${base}/petitions/${encodeURIComponent(slug)}`;
  return {
    identifiers: [identifierOf(id)],
    created_date: dateOf(signedOn as string),
    // A signature that changes is another one.
    modified_date: dateOf(signedOn as string),
    comments: comment,
    ...(partner !== null && { 'action_network:referrer_data': { source: partner } }),
    'action_network:person_id': personId,
    'action_network:petition_id': slug,
    _links: {
      self: { href: `${petition}/signatures/${id}` },
      'osdi:person': { href: `${base}/people/${personId}` },
      'osdi:petition': { href: petition },
    },
  };
}

function toPerson(base: string, id: string, mayContact: boolean, signature: ExportedSignature): Resource {
  const { givenName, familyName, email, postalCode, country, consentVersion, consentLang } = signature;
  const date = dateOf(signature.signedOn as string);
  return {
    identifiers: [identifierOf(id)],
    created_date: date,
    modified_date: date,
    given_name: givenName,
    family_name: familyName,
    email_addresses: [{ primary: true, address: email, status: mayContact ? 'subscribed' : 'unsubscribed' }],
    postal_addresses:
      postalCode === null && country === null ? [] : [{ primary: true, postal_code: postalCode, country }],
    // Of imported signatures, it may not be known.
    languages_spoken: consentLang === '' ? [] : [consentLang],
    custom_fields: {
      petition_consent: mayContact ? 'yes' : 'no',
      petition_consent_version: consentVersion,
      petition_signed_on: signature.signedOn,
    },
    _links: {
      self: { href: `${base}/people/${id}` },
      'osdi:signatures': { href: `${base}/people/${id}/signatures` },
    },
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
