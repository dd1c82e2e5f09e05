import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { cleanInput } from '../../common/clean-input.ts';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UsageError } from '../lib/errors.ts';
import { canonicalRulesOf } from '../signatures/canonical-rules.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { RequestCipher } from '../signatures/request-cipher.ts';
import { SignerKeys } from '../signatures/signer-key.ts';
import { withdrawSignature } from '../signatures/withdraw.ts';
import { WithdrawalLog } from '../signatures/withdrawal-log.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { formatCount, printUpgradeCopies, withStorage } from './command.ts';
import { print } from './output.ts';

export const erase = new Command('erase')
  .summary('Delete everything stored about an email address')
  .description(
    'Delete everything stored about an email address, under all petitions. The command does not reveal whether there was anything. Signatures that `retention` moved into sealed files stay there and still count; the command lists those petitions. If the address asked never to be emailed again, that stays.',
  )
  .argument('<EMAIL>', 'email address; "-" reads it from standard input, which keeps it out of shell history')
  .action(async (email: string) => {
    const typed = cleanInput(email === '-' ? await text(process.stdin) : email, 'email');
    if (!parseEmailAddress(typed))
      throw new UsageError('Enter a complete email address, like name@example.org.');
    const { config, secrets } = readConfig(process.env);
    const { petitions, slugs } = await withStorage(
      async (storage) => {
        const secret = await loadSecret(config, secrets, storage);
        const signerKeys = new SignerKeys(secret);
        const cipher = new RequestCipher(secret);
        const log = new WithdrawalLog(config.dataDir, secret);
        const petitions = await storage.db
          .selectFrom('petition')
          .select(['id', 'salt', 'mailbox_rules'])
          .execute();
        for (const { id, salt, mailbox_rules } of petitions) {
          const canonicalRules = canonicalRulesOf(mailbox_rules);
          const address = parseEmailAddress(typed, canonicalRules);
          if (!address) continue;
          const signer_key = signerKeys.derive(address.canonical, { salt, canonicalRules });
          await withdrawSignature(
            storage,
            cipher,
            { petition_id: id, signer_key },
            { log, canBeUndone: false },
          );
        }
        return { petitions: petitions.length, slugs: await petitionsWithSealedFiles(storage) };
      },
      { create: false },
    );
    // The same message for an address that never signed: the maintainer need not learn who signed.
    print(
      `Anything stored about this address under ${formatCount(petitions, 'petition')} is deleted and no longer counted. Older backups and exports may still contain it. If the address asked never to be emailed again, that stays.`,
    );
    printUpgradeCopies(secrets.databaseUrl);
    if (slugs.length > 0) {
      print(
        `\`petitions retention\` moved signatures of ${slugs.join(', ')} into sealed files. If this address is in them, it stays there and still counts.`,
      );
    }
  });

/** The slugs of the petitions from which `retention` erased signatures, regardless of the signer. */
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
