import type { ExportFormat } from '../../common/export-formats.ts';
import { abbreviateRecipient, abbreviateRecipients, type Identity } from '../crypto/identities.ts';
import type { SealedDataKey } from '../crypto/sealer.ts';
import { UserError } from '../lib/errors.ts';
import { printError } from '../lib/print.ts';
import type { ExportFilter } from './export-filter.ts';
import type { SealedPage } from './sealed-page.ts';
import { type DecryptFailure, SignatureDecryptor } from './signature-decryptor.ts';
import { formatSignatureCount, SkippedReport } from './skipped-report.ts';
import { writeToStdout } from './write-stdout.ts';

export const FAILURE_REASONS: Record<DecryptFailure, string> = {
  'data-key-missing': 'data key missing',
  'data-key-unreadable': 'data key damaged, or sealed to another identity',
  damaged: 'damaged, or moved here from another petition or signer',
  changed: 'its day or partner was changed after it was signed',
  'newer-version': 'written by a newer version of this program',
};

/** Sealed signatures, and how to write them. */
interface DecryptJob {
  petition: { id: number; slug: string };
  pages: AsyncIterable<SealedPage>;
  filter: ExportFilter;
  identities: readonly Identity[];
  format: ExportFormat;
  /** Recipients at the time at which the source was written, if it says so. For keys that don't say what they are sealed to. */
  recipients?: readonly string[];
  /** Problems with the source itself, known once all pages were read. */
  problems?: () => string[];
}

/**
 * Decrypts the pages and writes them to standard output. Signatures that can't be decrypted are reported on standard
 * error and don't affect the others.
 *
 * @returns the exit code
 * @throws UserError if the identity decrypts nothing at all
 */
export async function writeDecrypted(job: DecryptJob): Promise<number> {
  const privateKeys = job.identities.map(({ privateKey }) => privateKey);
  const decryptor = new SignatureDecryptor(job.petition.id, privateKeys);
  const skipped = new SkippedReport();
  let count = 0;

  async function* chunks() {
    let { head } = job.format;
    for await (const { dataKeys, rows } of job.pages) {
      for (const dataKey of dataKeys) decryptor.addDataKey(dataKey);
      let lines = '';
      for (const row of rows) {
        const signature = await decryptor.decrypt(row);
        if (typeof signature === 'string') skipped.add(FAILURE_REASONS[signature], row.signer_key);
        else if (job.filter.partner === null || signature.partnerContact === true) {
          lines += job.format.line(signature);
          count += 1;
        }
      }
      if (lines === '') continue;
      yield head + lines;
      head = '';
    }
    if (decryptor.unreadableKeys.length > 0 && !decryptor.hasReadableKey) {
      throw new UserError(describeWrongIdentity(job, decryptor.unreadableKeys));
    }
    yield head;
  }

  if (!(await writeToStdout(chunks()))) return 0;
  const problems = [...skipped.lines(), ...(job.problems?.() ?? [])];
  const hints = describeMissingIdentities(job.identities, decryptor.unreadableKeys);
  for (const line of [...problems, `${formatSignatureCount(count)} of ${job.petition.slug}.`, ...hints]) {
    printError(line);
  }
  return problems.length > 0 ? 1 : 0;
}

function describeWrongIdentity(
  { identities, petition, recipients = [] }: DecryptJob,
  dataKeys: readonly SealedDataKey[],
): string {
  const own = abbreviateRecipients(identities.map(({ recipient }) => recipient));
  const needed = describeMissingIdentities(identities, dataKeys).join(' ');
  // The keys in a partner's file don't say it.
  const missing =
    needed ||
    (recipients.length > 0 &&
      `When the file was written, the recipient was ${abbreviateRecipients(recipients)}.`);
  return [
    `The identity of ${own} decrypts no signature of ${petition.slug}.`,
    missing,
    'Nothing was exported.',
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * Says which identities are missing, if any.
 *
 * @throws UserError if those that are there decrypt nothing at all
 */
export function checkIdentities(
  { unreadableKeys, hasReadableKey }: SignatureDecryptor,
  identities: readonly Identity[],
  slug: string,
): string[] {
  const hints = describeMissingIdentities(identities, unreadableKeys);
  if (unreadableKeys.length === 0 || hasReadableKey) return hints;
  const own = abbreviateRecipients(identities.map(({ recipient }) => recipient));
  throw new UserError([`The identity of ${own} decrypts no signature of ${slug}.`, ...hints].join(' '));
}

/** Says which identities are needed for the data keys that could not be decrypted, as far as that is known. */
function describeMissingIdentities(
  identities: readonly Identity[],
  dataKeys: readonly SealedDataKey[],
): string[] {
  const own = new Set(identities.map(({ recipient }) => abbreviateRecipient(recipient)));
  const needed = new Set<string>();
  for (const { sealedTo } of dataKeys) {
    const recipients = sealedTo?.split(' ') ?? [];
    // With one of these, the data key itself is damaged.
    if (recipients.length > 0 && !recipients.some((recipient) => own.has(recipient))) {
      needed.add(recipients.join(' or '));
    }
  }
  return [...needed].map((recipients) => `Signatures are encrypted to ${recipients}: use that identity.`);
}
