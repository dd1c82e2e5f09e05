import { Command, InvalidArgumentError, Option } from 'commander';
import {
  createApiToken,
  type ListedToken,
  listApiTokens,
  MAX_TOKEN_DAYS,
  revokeApiToken,
  type TokenScope,
} from '../accounts/api-tokens.ts';
import { COMMAND_LINE } from '../accounts/audit.ts';
import { UsageError, UserError } from '../lib/errors.ts';
import { withStorage } from './command.ts';
import { print, printError } from './output.ts';

interface Options {
  add?: string;
  counts?: boolean;
  sealed?: string;
  days: number;
  revoke?: string;
}

const DEFAULT_DAYS = 90;

export const tokens = new Command('tokens')
  .summary('List, create, or revoke API tokens')
  .description(
    'List the API tokens with which programs read counts or sealed files, create one, or revoke one. A new token is printed once, on standard output; only its hash is stored. It is sent in the header `Authorization: Bearer`.',
  )
  .option('--add <NAME>', 'create a token; NAME is what you call it')
  .option('--counts', 'the new token reads the counts of all petitions')
  .option('--sealed <SLUG>', 'the new token reads the sealed file of this petition')
  .addOption(
    new Option('--days <N>', `how long the new token is valid, at most ${MAX_TOKEN_DAYS} days`)
      .argParser(parseDays)
      .default(DEFAULT_DAYS),
  )
  .option('--revoke <NAME>', 'end a token at once')
  .action(async (options: Options) => {
    const { add, revoke, days } = options;
    const scope = readScope(options);
    await withStorage(
      async (storage) => {
        if (add !== undefined && scope) {
          const by = { id: null, name: COMMAND_LINE };
          const { token, expiresOn } = await createApiToken(storage, { name: add, scope, days }, by);
          printError(`The token is shown only now, and valid until ${expiresOn} (UTC):`);
          print(token);
        } else if (revoke !== undefined) {
          if (!(await revokeApiToken(storage, revoke, COMMAND_LINE))) {
            throw new UserError(`There is no token "${revoke}". Run \`petitions tokens\` to see them.`);
          }
          print(`${revoke} is revoked. Programs that use it get an error from now on.`);
        } else {
          const listed = await listApiTokens(storage.db);
          if (listed.length === 0) {
            print('There are no tokens. Create one with `petitions tokens --add NAME --counts`.');
          }
          for (const token of listed) print(describeToken(token));
        }
      },
      { create: false },
    );
  });

/** @throws UsageError if the options don't go together */
function readScope({ add, counts, sealed, revoke }: Options): TokenScope | null {
  if (add !== undefined && revoke !== undefined) {
    throw new UsageError('Use either --add or --revoke.');
  }
  if (add === undefined) {
    if (!counts && sealed === undefined) return null;
    throw new UsageError('--counts and --sealed are for a new token. Add --add NAME, or leave them out.');
  }
  if (counts && sealed === undefined) return { scope: 'counts' };
  if (!counts && sealed !== undefined) return { scope: 'sealed', slug: sealed };
  throw new UsageError('A new token needs either --counts or --sealed SLUG.');
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days < 1 || days > MAX_TOKEN_DAYS) {
    throw new InvalidArgumentError(`Write a number from 1 to ${MAX_TOKEN_DAYS}.`);
  }
  return days;
}

function describeToken({ name, petition, createdBy, expiresOn, usedOn, isExpired }: ListedToken): string {
  const scope = petition === null ? 'counts' : `sealed files of ${petition.slug}`;
  const end = `${isExpired ? 'expired' : 'valid until'} ${expiresOn}`;
  const use = usedOn === null ? 'never used' : `last used ${usedOn}`;
  return `${name}  ${scope}  ${end}, ${use}, created by ${createdBy ?? COMMAND_LINE}`;
}
