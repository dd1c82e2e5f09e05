import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { cleanInput } from '../../common/clean-input.ts';
import { COMMAND_LINE, recordAudit } from '../accounts/audit.ts';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UsageError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { BouncedAddresses } from '../signatures/bounced-addresses.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { eraseAddress } from '../signatures/erase-address.ts';
import { RequestCipher } from '../signatures/request-cipher.ts';
import { SignerKeys } from '../signatures/signer-key.ts';
import { WithdrawalLog } from '../signatures/withdrawal-log.ts';
import { printUpgradeCopies, withStorage } from './command.ts';
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
    const { petitions, sealedFiles } = await withStorage(
      async (storage) => {
        const secret = await loadSecret(config, secrets, storage);
        const parts = {
          storage,
          signerKeys: new SignerKeys(secret),
          requestCipher: new RequestCipher(secret),
          withdrawalLog: new WithdrawalLog(config.dataDir, secret),
          bouncedAddresses: new BouncedAddresses(secret),
        };
        await storage.write((transaction) =>
          recordAudit(transaction, { account: COMMAND_LINE, action: 'address.erase' }),
        );
        return eraseAddress(parts, typed);
      },
      { create: false },
    );
    // The same message for an address that never signed: the maintainer need not learn who signed.
    print(
      `Anything stored about this address under ${formatCount(petitions, 'petition')} is deleted and no longer counted. Older backups and exports may still contain it. If the address asked never to be emailed again, that stays.`,
    );
    printUpgradeCopies(secrets.databaseUrl);
    if (sealedFiles.length > 0) {
      print(
        `\`petitions retention\` moved signatures of ${sealedFiles.join(', ')} into sealed files. If this address is in them, it stays there and still counts.`,
      );
    }
  });
