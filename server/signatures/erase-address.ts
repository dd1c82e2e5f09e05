import { UserError } from '../lib/errors.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type BouncedAddresses, forgetBounce } from './bounced-addresses.ts';
import { canonicalRulesOf } from './canonical-rules.ts';
import { parseEmailAddress } from './email-address.ts';
import type { RequestCipher } from './request-cipher.ts';
import type { SignerKeys } from './signer-key.ts';
import { withdrawSignature } from './withdraw.ts';
import type { WithdrawalLog } from './withdrawal-log.ts';

interface Parts {
  storage: PetitionStorage;
  signerKeys: SignerKeys;
  requestCipher: RequestCipher;
  withdrawalLog: WithdrawalLog;
  bouncedAddresses: BouncedAddresses;
}

/** The same for an address that never signed. */
export interface ErasureResult {
  /** How many petitions there are. */
  petitions: number;
  /** The slugs of those from which `retention` erased signatures, regardless of the signer. */
  sealedFiles: string[];
}

/**
 * Deletes everything stored about an email address, under all petitions. Does the same whether or not there was anything.
 *
 * @throws UserError if it is not an email address
 */
export async function eraseAddress(
  { storage, signerKeys, requestCipher, withdrawalLog, bouncedAddresses }: Parts,
  email: string,
): Promise<ErasureResult> {
  const typed = parseEmailAddress(email);
  if (!typed) throw new UserError('Enter a complete email address, like name@example.org.');
  const petitions = await storage.db.selectFrom('petition').select(['id', 'salt', 'mailbox_rules']).execute();
  for (const { id, salt, mailbox_rules } of petitions) {
    const canonicalRules = canonicalRulesOf(mailbox_rules);
    const address = parseEmailAddress(email, canonicalRules);
    if (!address) continue;
    const signer_key = signerKeys.derive(address.canonical, { salt, canonicalRules });
    await withdrawSignature(
      storage,
      requestCipher,
      { petition_id: id, signer_key },
      { log: withdrawalLog, canBeUndone: false },
    );
  }
  const bounceHash = bouncedAddresses.hashOf(typed.address);
  await storage.write((transaction) => forgetBounce(transaction, bounceHash));
  return { petitions: petitions.length, sealedFiles: await petitionsWithSealedFiles(storage) };
}

async function petitionsWithSealedFiles({ db }: PetitionStorage): Promise<string[]> {
  const rows = await db
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .select('slug')
    .where('erased', '>', 0)
    .orderBy('id')
    .execute();
  return rows.map(({ slug }) => slug);
}
