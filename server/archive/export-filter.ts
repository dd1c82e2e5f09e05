import { UserError } from '../lib/errors.ts';
import type { SignatureRow } from '../storage/schema.ts';

/** Selects a petition's signatures. */
export interface ExportFilter {
  /** Only signatures made through this partner by people who allowed it to contact them. Null selects all. */
  partner: string | null;
  /** Only signatures from this day (UTC, YYYY-MM-DD) on. Null selects all. */
  since: string | null;
}

/** Matches a sealed row. Whether the partner may contact the signer is known only after decryption. */
export function matchesFilter(
  filter: ExportFilter,
  row: Pick<SignatureRow, 'partner' | 'signed_on'>,
): boolean {
  return (
    (filter.partner === null || row.partner === filter.partner) &&
    (filter.since === null || row.signed_on >= filter.since)
  );
}

/** @throws UserError if no one can have signed through the partner */
export function assertKnownPartner({ partner }: ExportFilter, known: readonly string[], slug: string): void {
  if (partner === null || known.includes(partner)) return;
  const names = known.map((code) => `"${code}"`).join(', ');
  throw new UserError(
    known.length === 0
      ? `${slug} has no partners.`
      : `${slug} has no partner "${partner}". Its partners: ${names}.`,
  );
}

/**
 * Combines a filter with the one that a sealed file was made with.
 *
 * @throws UserError if the file lacks some of the selected signatures
 */
export function narrowFilter(file: ExportFilter, selected: ExportFilter): ExportFilter {
  if (file.partner !== null && selected.partner !== null && file.partner !== selected.partner) {
    throw new UserError(`The file contains only signatures made through "${file.partner}".`);
  }
  if (file.since !== null && selected.since !== null && selected.since < file.since) {
    throw new UserError(`The file contains only signatures from ${file.since} on.`);
  }
  return { partner: selected.partner ?? file.partner, since: selected.since ?? file.since };
}
