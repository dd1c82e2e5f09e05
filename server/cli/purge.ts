import { PARTNER_CODE } from '../../common/contract.ts';
import { assertKnownPartner } from '../archive/export-filter.ts';
import { formatSignatureCount } from '../archive/skipped-report.ts';
import { UserError } from '../lib/errors.ts';
import { isValidDay } from '../lib/time.ts';
import { countMatching, type PurgeFilter, type PurgeGroup, purgeMatching } from '../petitions/purge.ts';
import { findPetition } from '../petitions/repository.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const purge: Command = {
  usage: 'purge SLUG --since DAY [--until DAY] [--partner CODE] [--dry-run]',
  summary:
    'take back the signatures of some days, and the requests for letters, where a robot made them; --dry-run only counts them',
  async run(args) {
    const options = {
      since: { type: 'string' },
      until: { type: 'string' },
      partner: { type: 'string' },
      'dry-run': { type: 'boolean' },
    } as const;
    const { positionals, values } = parseArguments(purge, args, options, ['SLUG']);
    const slug = positionals[0]!;
    const { since, until, partner } = values;
    // Never everything by leaving something out.
    if (since === undefined) {
      throw new UserError(
        `--since is missing: the first day (UTC) to take back.\nUsage: petitions ${purge.usage}`,
      );
    }
    for (const [name, day] of Object.entries({ since, until })) {
      if (day !== undefined && !isValidDay(day)) {
        throw new UserError(`--${name} is no day; write it like 2031-02-03.`);
      }
    }
    if (until !== undefined && until < since) throw new UserError('--until lies before --since.');
    if (partner !== undefined && !PARTNER_CODE.test(partner)) {
      throw new UserError(
        '--partner is no partner code; a petition’s own are those in the "partners" it was loaded with.',
      );
    }
    const dryRun = values['dry-run'] === true;
    return withStorage(
      async (storage) => {
        const { id, partners } = await findPetition(storage.db, slug);
        const wave = { petitionId: id, since, until, partner };
        const rows = await (dryRun ? countMatching : purgeMatching)(storage, wave);
        // Only then: there may be rows of one that was a partner once.
        if (rows.length === 0 && partner) assertKnownPartner({ partner, since }, Object.keys(partners), slug);
        const erased = await erasedOf(storage, id);
        if (erased > 0) print(erasedInWords(erased));
        print(rows.length === 0 ? nothingIn(wave) : report(rows, dryRun));
        return 0;
      },
      { make: false },
    );
  },
};

async function erasedOf({ db }: PetitionStorage, petitionId: number): Promise<number> {
  const { erased } = await db
    .selectFrom('petition_count')
    .select('erased')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  return erased;
}

const erasedInWords = (erased: number): string =>
  `Of all days together, ${formatSignatureCount(erased)} ${erased === 1 ? 'was' : 'were'} erased from here by \`petitions retention\` and can’t be purged any more.`;

function nothingIn({ since, until, partner }: PurgeFilter): string {
  const from = until === since ? `of ${since}` : `from ${since} ${until ? `to ${until}` : 'on'}`;
  const through = partner ? ` through ${partner}` : '';
  return `There is nothing to take back: no signature or request ${from}${through} is kept here.`;
}

function report(rows: readonly PurgeGroup[], dryRun: boolean): string {
  const lines = rows.map((row) => `${row.day}  ${row.partner ?? '-'}  ${amount(row)}`);
  const signatures = rows.reduce((sum, row) => sum + row.signatures, 0);
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  if (requests > 0) {
    lines.push(
      'A request is a letter that was asked for in the last 30 days. Who confirmed it stands among the signatures, too: which these are can’t be told.',
    );
  }
  const total = amount({ signatures, requests });
  if (dryRun) {
    lines.push(
      `${total}; nothing was changed. Without --dry-run they are taken back for good: make a backup first.`,
    );
  } else {
    const verb = signatures === 1 && requests === 0 ? 'was' : 'were';
    const lower = signatures > 0 ? ' Running servers show the lower count within two seconds.' : '';
    lines.push(`${total} ${verb} taken back.${lower}`);
  }
  return lines.join('\n');
}

function amount({ signatures, requests }: Pick<PurgeGroup, 'signatures' | 'requests'>): string {
  if (requests === 0) return formatSignatureCount(signatures);
  return `${formatSignatureCount(signatures)} and ${requests.toLocaleString('en')} ${requests === 1 ? 'request' : 'requests'}`;
}
