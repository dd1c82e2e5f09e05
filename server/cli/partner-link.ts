import { Command } from 'commander';
import { COMMAND_LINE } from '../accounts/audit.ts';
import { createPartnerLink, revokePartnerLinks } from '../accounts/partner-links.ts';
import { readConfig } from '../config/config.ts';
import { formatCount } from '../lib/format-count.ts';
import { withStorage } from './command.ts';
import { print } from './output.ts';

export const partnerLink = new Command('partner-link')
  .summary("Create or revoke a link that shows a partner's numbers")
  .description(
    'Create a link that shows how many people signed through a partner, per day, without an account. It works until it is revoked, for everybody who has it; it shows no names and nothing of other partners.',
  )
  .argument('<SLUG>', 'slug of the petition')
  .argument('<CODE>', "the partner's code")
  .option('--revoke', "end all of the partner's links")
  .action(async (slug: string, code: string, { revoke }: { revoke?: boolean }) => {
    const { config } = readConfig(process.env);
    await withStorage(
      async (storage) => {
        if (revoke) {
          const count = await revokePartnerLinks(storage, slug, code, COMMAND_LINE);
          print(
            count === 0
              ? `${code} had no links of ${slug}.`
              : `${formatCount(count, 'link')} of ${code} ${count === 1 ? 'has' : 'have'} ended.`,
          );
          return;
        }
        const token = await createPartnerLink(storage, slug, code, COMMAND_LINE);
        print(
          `This link shows the numbers of ${code} until it is revoked:\n\n  ${config.publicUrl}/numbers/${token}\n`,
        );
        print('Anyone who has it can open it. It is shown only now.');
      },
      { create: false },
    );
  });
