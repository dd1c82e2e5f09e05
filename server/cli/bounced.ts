import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { cleanInput } from '../../common/clean-input.ts';
import { readConfig } from '../config/config.ts';
import { loadSecret } from '../crypto/keys.ts';
import { UserError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { BouncedAddresses, forgetBounces, storeBounces } from '../signatures/bounced-addresses.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

export const bounced = new Command('bounced')
  .summary('Say which addresses bounced, so that no email is tried for three days')
  .description(
    'Read addresses whose emails came back from standard input, one a line. For three days, no email to them is tried. The server does the same for those that the mail server refuses; this is for bounces that arrive later.',
  )
  .option('--forget', 'read nothing, and try emails to all addresses again')
  .action(async ({ forget = false }: { forget?: boolean }) => {
    const addresses = forget ? [] : readAddresses(await text(process.stdin));
    const { config, secrets } = readConfig(process.env);
    await withStorage(
      async (storage) => {
        if (forget) {
          const count = await storage.write(forgetBounces);
          print(`Forgot ${formatCount(count, 'bounce')}. Emails to all addresses are tried.`);
          return;
        }
        const bouncedAddresses = new BouncedAddresses(await loadSecret(config, secrets, storage));
        const hashes = addresses.map((address) => bouncedAddresses.hashOf(address));
        const day = await storage.write((transaction) => storeBounces(transaction, hashes, Date.now()));
        print(
          `Stored ${formatCount(addresses.length, 'bounce')}. Before ${day} (UTC), no email to these addresses is tried.`,
        );
      },
      { create: false },
    );
  });

/** @throws UserError that names the lines that aren't addresses, without repeating them */
function readAddresses(input: string): string[] {
  const lines = input.split(/\r?\n/).map((line) => cleanInput(line, 'email'));
  const isFilled = (line: string) => line !== '';
  const wrong = lines.flatMap((line, index) =>
    isFilled(line) && !parseEmailAddress(line) ? [index + 1] : [],
  );
  if (wrong.length > 0) {
    throw new UserError(
      `Not an email address: line ${wrong.join(', ')}. Nothing was stored. Write one address a line, without a name.`,
    );
  }
  const addresses = lines.filter(isFilled).map((line) => parseEmailAddress(line)!.address);
  if (addresses.length === 0) throw new UserError('There are no addresses on standard input.');
  return addresses;
}
