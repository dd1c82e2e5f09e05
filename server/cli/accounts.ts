import { Command } from 'commander';
import { type ListedAccount, listAccounts, removeAccount } from '../accounts/accounts.ts';
import { COMMAND_LINE } from '../accounts/audit.ts';
import { UserError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

export const accounts = new Command('accounts')
  .summary('List or remove the accounts of the console')
  .description(
    'List the accounts of the console, or remove one. Removing ends its sessions at once, and deletes its passkeys.',
  )
  .option('--remove <NAME>', 'name of the account to remove')
  .action(async ({ remove }: { remove?: string }) => {
    await withStorage(
      async (storage) => {
        if (remove === undefined) {
          const listed = await listAccounts(storage.db);
          if (listed.length === 0) {
            print(
              'There are no accounts, so there is no console. Run `petitions invite NAME` to create the first.',
            );
          }
          for (const account of listed) print(describeAccount(account));
          return;
        }
        if (!(await removeAccount(storage, remove, COMMAND_LINE))) {
          throw new UserError(`There is no account "${remove}". Run \`petitions accounts\` to see them.`);
        }
        print(`${remove} is removed, and signed out everywhere.`);
      },
      { create: false },
    );
  });

function describeAccount({ name, role, petition, partner, passkeys, invitedUntil }: ListedAccount): string {
  const place = role === 'organizer' ? 'organizer' : `partner ${partner} of ${petition!.slug}`;
  const keys = passkeys === 0 ? 'never signed in' : formatCount(passkeys, 'passkey');
  const invited = invitedUntil === null ? '' : `, invited until ${invitedUntil.slice(0, 16)}Z`;
  return `${name}  ${place}  ${keys}${invited}`;
}
