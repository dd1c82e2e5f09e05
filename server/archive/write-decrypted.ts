import { abbreviateRecipients, type Identity } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { printError } from '../lib/print.ts';
import type { ExportFilter } from './export-filter.ts';
import type { SealedPage } from './exported-signature.ts';
import type { ExportFormat } from './formats.ts';
import { type DecryptFailure, SignatureDecryptor } from './signature-decryptor.ts';
import { formatSignatureCount, SkippedReport } from './skipped-report.ts';
import { writeToStdout } from './write-stdout.ts';

const REASONS: Record<DecryptFailure, string> = {
  'data-key-missing': 'data key missing',
  'data-key-unreadable': 'data key damaged, or sealed to another identity',
  damaged: 'damaged, or moved here from another petition or signer',
  'newer-version': 'written by a newer version of this program',
};

/** Sealed signatures, and how to write them. */
interface DecryptJob {
  petition: { id: number; slug: string };
  /** Recipients that the signatures were sealed to, as far as known. */
  recipients: readonly string[];
  pages: AsyncIterable<SealedPage>;
  filter: ExportFilter;
  identities: readonly Identity[];
  format: ExportFormat;
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
        if (typeof signature === 'string') skipped.add(REASONS[signature], row.signer_key);
        else if (job.filter.partner === null || signature.partnerContact === true) {
          lines += job.format.line(signature);
          count += 1;
        }
      }
      if (lines === '') continue;
      yield head + lines;
      head = '';
    }
    if (decryptor.failedDataKeys > 0)
      throw new UserError(describeWrongIdentity(job, decryptor.failedDataKeys));
    yield head;
  }

  if (!(await writeToStdout(chunks()))) return 0;
  const problems = [...skipped.lines(), ...(job.problems?.() ?? [])];
  for (const line of [...problems, `${formatSignatureCount(count)} of ${job.petition.slug}.`]) {
    printError(line);
  }
  return problems.length > 0 ? 1 : 0;
}

function describeWrongIdentity({ identities, recipients }: DecryptJob, dataKeys: number): string {
  const own = abbreviateRecipients(identities.map(({ recipient }) => recipient));
  const sealedTo =
    recipients.length > 0
      ? ` The signatures were originally sealed to ${abbreviateRecipients(recipients)}.`
      : '';
  return `This identity (${own}) decrypts none of the ${dataKeys} data keys.${sealedTo} Nothing was exported.`;
}
