import { PARTNER_CODE } from '../contract.ts';
import { Mistake } from '../mistake.ts';
import { countWave, purgeWave, type WaveRow } from '../petitions/purge.ts';
import { findPetition } from '../petitions/store.ts';
import { isDay } from '../signing/utc-day.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const purge: Command = {
  usage: 'purge SLUG --since DAY [--until DAY] [--partner CODE] [--dry-run]',
  summary: 'take back the signatures of some days, where a robot made them; --dry-run only counts them',
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
      throw new Mistake(
        `--since is missing: the first day (UTC) to take back.\nUsage: petitions ${purge.usage}`,
      );
    }
    for (const [name, day] of Object.entries({ since, until })) {
      if (day !== undefined && !isDay(day)) {
        throw new Mistake(`--${name} is no day; write it like 2031-02-03.`);
      }
    }
    if (until !== undefined && until < since) throw new Mistake('--until lies before --since.');
    if (partner !== undefined && !PARTNER_CODE.test(partner)) {
      throw new Mistake('--partner is no partner code; `petitions list --json` shows those there are.');
    }
    const dryRun = values['dry-run'] === true;
    const rows = await withStorage(
      async (storage) => {
        const petition = await findPetition(storage.db, slug);
        const wave = { petitionId: petition.id, since, until, partner };
        return dryRun ? countWave(storage, wave) : purgeWave(storage, wave);
      },
      { make: false },
    );
    print(report(rows, dryRun));
    return 0;
  },
};

function report(rows: readonly WaveRow[], dryRun: boolean): string {
  const lines = rows.map((row) => `${row.day}  ${row.partner ?? '-'}  ${amount(row)}`);
  const signatures = rows.reduce((sum, row) => sum + row.signatures, 0);
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  if (requests > 0) {
    lines.push(
      'A request is a letter that was asked for in the last 30 days. Who confirmed it stands among the signatures, too: which these are can’t be told.',
    );
  }
  const total = amount({ signatures, requests });
  lines.push(
    dryRun
      ? `${total}; nothing was changed. Without --dry-run they are taken back for good: make a backup first.`
      : `${total} were taken back. Running servers show the lower count within two seconds.`,
  );
  return lines.join('\n');
}

function amount({ signatures, requests }: Pick<WaveRow, 'signatures' | 'requests'>): string {
  const counted = (count: number, what: string) =>
    `${count.toLocaleString('en')} ${count === 1 ? what : `${what}s`}`;
  if (requests === 0) return counted(signatures, 'signature');
  return `${counted(signatures, 'signature')} and ${counted(requests, 'request')}`;
}
