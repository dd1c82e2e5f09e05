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
  .summary('Tell the server which addresses bounced, so that it sends them nothing for three days')
  .description(
    'Read addresses from standard input, one per line, and send them nothing for three days. The server does so by itself for addresses that the mail server refuses; this is for bounces that arrive later.',
  )
  .option('--forget', 'read nothing, and try emails to all addresses again')
  .action(async ({ forget = false }: { forget?: boolean }) => {
    const addresses = forget ? [] : readAddresses(await text(process.stdin));
    const { config, secrets } = readConfig(process.env);
    await withStorage(
      async (storage) => {
        if (forget) {
          const count = await storage.write(forgetBounces);
          print(`Forgot ${formatCount(count, 'bounce')}. Emails to all addresses are tried again.`);
          return;
        }
        const bouncedAddresses = new BouncedAddresses(await loadSecret(config, secrets, storage));
        const hashes = addresses.map((address) => bouncedAddresses.hashOf(address));
        const day = await storage.write((transaction) => storeBounces(transaction, hashes, Date.now()));
        print(
          `Stored ${formatCount(addresses.length, 'bounce')}. These addresses get no email until ${day} (UTC).`,
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
      `These lines are not email addresses: ${wrong.join(', ')}. Nothing was stored. Write one address per line, without a name.`,
    );
  }
  const addresses = lines.filter(isFilled).map((line) => parseEmailAddress(line)!.address);
  if (addresses.length === 0) throw new UserError('There are no addresses on standard input.');
  return addresses;
}
