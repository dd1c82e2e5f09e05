import { UserError } from '../lib/errors.ts';
import { isValidDay } from '../lib/time.ts';
import type { SignatureRow } from '../storage/schema.ts';

/** Which signatures of a petition are wanted. */
export interface ExportFilter {
  /** For handing to this partner: who signed through it, and let it write to them. null takes all. */
  partner: string | null;
  /** From this day (UTC, YYYY-MM-DD) on. null takes all. */
  since: string | null;
}

/** As options of the command line. */
export const FILTER_OPTIONS = { partner: { type: 'string' }, since: { type: 'string' } } as const;

/** @throws Mistake where `since` is no day */
export function parseExportFilter(values: { partner?: string; since?: string }): ExportFilter {
  const { partner = null, since = null } = values;
  if (since !== null && !isValidDay(since)) {
    throw new UserError(`--since is "${since}"; it must be a day like 2031-02-03.`);
  }
  return { partner, since };
}

/** As far as it can be told without opening a row; whom a partner may write to is sealed. */
export function matchesFilter(
  choice: ExportFilter,
  row: Pick<SignatureRow, 'partner' | 'signed_on'>,
): boolean {
  return (
    (choice.partner === null || row.partner === choice.partner) &&
    (choice.since === null || row.signed_on >= choice.since)
  );
}

/** @throws Mistake where nobody can have signed through the partner */
export function assertKnownPartner({ partner }: ExportFilter, known: readonly string[], slug: string): void {
  if (partner === null || known.includes(partner)) return;
  throw new UserError(
    known.length === 0
      ? `${slug} has no partners.`
      : `${slug} has no partner "${partner}", but ${known.map((each) => `"${each}"`).join(', ')}.`,
  );
}

/**
 * What is wanted of a file that was made by a choice already.
 *
 * @throws Mistake where the file lacks some of it
 */
export function narrowFilter(made: ExportFilter, wanted: ExportFilter): ExportFilter {
  if (made.partner !== null && wanted.partner !== null && made.partner !== wanted.partner) {
    throw new UserError(`The file holds only those who signed through "${made.partner}".`);
  }
  if (made.since !== null && wanted.since !== null && wanted.since < made.since) {
    throw new UserError(`The file holds only those who signed from ${made.since} on.`);
  }
  return { partner: wanted.partner ?? made.partner, since: wanted.since ?? made.since };
}
