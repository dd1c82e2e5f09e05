import { Command, InvalidArgumentError } from 'commander';
import { PARTNER_CODE } from '../../common/contract.ts';
import { COMMAND_LINE, recordAudit } from '../accounts/audit.ts';
import { assertKnownPartner } from '../archive/export-filter.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from '../lib/errors.ts';
import { formatCount } from '../lib/format-count.ts';
import {
  countMatching,
  describeFilter,
  type PurgeFilter,
  type PurgeGroup,
  purgeMatching,
} from '../petitions/purge.ts';
import { findPetition } from '../petitions/repository.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { parseDay, printUpgradeCopies, withStorage } from './command.ts';
import { print } from './output.ts';

interface Options {
  since: string;
  until?: string;
  partner?: string;
  dryRun?: boolean;
}

export const purge = new Command('purge')
  .summary('Remove signatures that a bot made')
  .description(
    "Remove the signatures and confirmation requests in a date range, after a bot signed. People whose signatures were removed can sign again. Signatures that `retention` moved into sealed files can't be removed. Make a backup first.",
  )
  .argument('<SLUG>', 'slug of the petition')
  // Required, so that omitting an option can't delete everything.
  .requiredOption('--since <DAY>', 'first day (UTC), like 2031-02-03', parseDay)
  .option('--until <DAY>', 'last day (UTC); without it, up to now', parseDay)
  .option('--partner <CODE>', 'only signatures made through this partner', parsePartner)
  .option('--dry-run', 'count by day and partner without changing anything')
  .action(async (slug: string, { since, until, partner, dryRun = false }: Options) => {
    if (until !== undefined && until < since) throw new UsageError('--until is before --since.');
    await withStorage(
      async (storage) => {
        const { id, partners } = await findPetition(storage.db, slug);
        const filter = { petitionId: id, since, until, partner };
        const groups = await countMatching(storage, filter);
        if (!dryRun && groups.length > 0) {
          await storage.write((transaction) =>
            recordAudit(transaction, {
              account: COMMAND_LINE,
              action: 'signatures.purge',
              petition: slug,
              detail: describeFilter(filter),
            }),
          );
          await purgeMatching(storage, filter);
        }
        // Checked last, because rows may exist for a former partner.
        if (groups.length === 0 && partner) {
          assertKnownPartner({ partner, since }, Object.keys(partners), slug);
        }
        const erased = await countErased(storage, id);
        if (erased > 0) print(formatErased(erased));
        print(groups.length === 0 ? formatNothing(filter) : formatGroups(groups, dryRun));
        if (groups.length > 0 && !dryRun) printUpgradeCopies(readConfig(process.env).secrets.databaseUrl);
      },
      { create: false },
    );
  });

function parsePartner(code: string): string {
  if (!PARTNER_CODE.test(code)) {
    throw new InvalidArgumentError('Use a code from "partners" in the petition file.');
  }
  return code;
}

async function countErased({ db }: PetitionStorage, petitionId: number): Promise<number> {
  const { erased } = await db
    .selectFrom('petition_count')
    .select('erased')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  return erased;
}

const formatErased = (erased: number): string =>
  `\`petitions retention\` moved ${formatCount(erased, 'signature')} of this petition, from all days, into sealed files. They can't be removed here.`;

function formatNothing({ since, until, partner }: PurgeFilter): string {
  const days = until === since ? `on ${since}` : until ? `from ${since} to ${until}` : `since ${since}`;
  return `Nothing to remove: there are no signatures or requests ${days}${partner ? ` through ${partner}` : ''}.`;
}

function formatGroups(groups: readonly PurgeGroup[], dryRun: boolean): string {
  const lines = groups.map((group) => `${group.day}  ${group.partner ?? '-'}  ${formatAmount(group)}`);
  const signatures = groups.reduce((sum, group) => sum + group.signatures, 0);
  const requests = groups.reduce((sum, group) => sum + group.requests, 0);
  if (requests > 0) {
    lines.push(
      'A request is a confirmation email requested in the last 30 days. Confirmed requests are also among the signatures; there is no way to tell which.',
    );
  }
  const total = formatAmount({ signatures, requests });
  if (dryRun) {
    lines.push(
      `${total} found; nothing changed. Without --dry-run, they are removed permanently. Make a backup first.`,
    );
  } else {
    const delay = signatures > 0 ? ' Running servers show the lower count within 2 seconds.' : '';
    lines.push(`${total} removed.${delay}`);
  }
  return lines.join('\n');
}

function formatAmount({ signatures, requests }: Pick<PurgeGroup, 'signatures' | 'requests'>): string {
  const amount = formatCount(signatures, 'signature');
  return requests === 0 ? amount : `${amount} and ${formatCount(requests, 'request')}`;
}
