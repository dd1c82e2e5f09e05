import { Command, Option } from 'commander';
import { INVITATION_HOURS, invitationUrl, invite, type Role } from '../accounts/accounts.ts';
import { COMMAND_LINE } from '../accounts/audit.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from '../lib/errors.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

interface Options {
  role: 'organizer' | 'partner';
  petition?: string;
  partner?: string;
}

export const inviteCommand = new Command('invite')
  .summary('Invite somebody to the console')
  .description(
    `Invite somebody to the console, where organizers run petitions and partners see their numbers. Prints a link that works once, within ${INVITATION_HOURS} hours: the first person to open it registers a passkey and has the account. For somebody who lost the passkey, invite the same name again.`,
  )
  .argument('<NAME>', 'name of the person, as the console shows it')
  .addOption(
    new Option(
      '--role <ROLE>',
      'organizer: everything except reading signatures, which takes the identity; partner: the numbers of one code',
    )
      .choices(['organizer', 'partner'])
      .default('organizer'),
  )
  .option('--petition <SLUG>', "slug of a partner's petition")
  .option('--partner <CODE>', "a partner's code")
  .action(async (name: string, options: Options) => {
    const role = readRole(options);
    const { config } = readConfig(process.env);
    const { token, isNew, account } = await withStorage(
      (storage) => invite(storage, name, role, COMMAND_LINE),
      { create: false },
    );
    print(
      isNew
        ? `${account.name} is invited. This link works once, within ${INVITATION_HOURS} hours:`
        : `${account.name} is invited again, to register another passkey. This link works once, within ${INVITATION_HOURS} hours:`,
    );
    print(`\n  ${invitationUrl(config.publicUrl, token)}\n`);
    print('The first person to open it has the account. Send it in a way that only they can read.');
  });

/** @throws UsageError */
function readRole({ role, petition, partner }: Options): Role {
  if (role === 'organizer') {
    if (petition === undefined && partner === undefined) return { role };
    throw new UsageError('--petition and --partner are for partners. Add --role partner, or leave them out.');
  }
  if (petition === undefined || partner === undefined) {
    throw new UsageError('A partner needs --petition SLUG and --partner CODE.');
  }
  return { role, slug: petition, partner };
}
