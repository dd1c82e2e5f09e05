import { abbreviateRecipients, type Identity } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import type { ExportFilter } from './export-filter.ts';
import type { SealedPage } from './exported-signature.ts';
import type { ExportFormat } from './format.ts';
import { type DecryptFailure, SignatureDecryptor } from './signature-decryptor.ts';
import { formatSignatureCount, SkippedReport } from './skipped-report.ts';
import { writeToStdout } from './write-stdout.ts';

const REASONS: Record<DecryptFailure, string> = {
  'no data key': 'their data key is missing',
  'data key closed': 'this identity doesn’t open their data key, or that is damaged',
  damaged: 'they are damaged, or were moved here from another petition or signer',
  newer: 'a newer version of this program wrote them',
};

/** Sealed signatures, and what is to become of them. */
export interface DecryptJob {
  petition: { id: number; slug: string };
  /** Whom the signatures were sealed to, as far as that is known. */
  recipients: readonly string[];
  pages: AsyncIterable<SealedPage>;
  filter: ExportFilter;
  identities: readonly Identity[];
  format: ExportFormat;
  /** What turned out to be wrong besides, once all pages were read. */
  problems?: () => string[];
}

/**
 * Opens the pages and writes them to standard output. What can't be opened is told on standard error, and
 * keeps nothing else back.
 *
 * @returns the exit code
 * @throws Mistake where the identity opens nothing at all
 */
export async function writeDecrypted(work: DecryptJob): Promise<number> {
  const opener = new SignatureDecryptor(
    work.petition.id,
    work.identities.map(({ secret }) => secret),
  );
  const leftOut = new SkippedReport();
  let count = 0;

  async function* text() {
    let { head } = work.format;
    for await (const { dataKeys, rows } of work.pages) {
      for (const dataKey of dataKeys) opener.addDataKey(dataKey);
      let lines = '';
      for (const row of rows) {
        const opened = await opener.decrypt(row);
        if (typeof opened === 'string') leftOut.add(REASONS[opened], row.signer_key);
        else if (work.filter.partner === null || opened.partnerContact === true) {
          lines += work.format.line(opened);
          count += 1;
        }
      }
      if (lines === '') continue;
      yield head + lines;
      head = '';
    }
    if (opener.failedDataKeys > 0) throw new UserError(opensNothing(work, opener.failedDataKeys));
    yield head;
  }

  if (!(await writeToStdout(text()))) return 0;
  const lines = [...leftOut.lines(), ...(work.problems?.() ?? [])];
  for (const line of [...lines, `${formatSignatureCount(count)} of ${work.petition.slug}.`]) {
    process.stderr.write(`${line}\n`);
  }
  return lines.length > 0 ? 1 : 0;
}

function opensNothing({ identities, recipients }: DecryptJob, dataKeys: number): string {
  const own = abbreviateRecipients(identities.map(({ recipient }) => recipient));
  const sealedTo =
    recipients.length > 0
      ? `; the signatures were sealed to ${abbreviateRecipients(recipients)} at first`
      : '';
  return `This identity (of ${own}) opens none of the ${dataKeys} data keys${sealedTo}. Nothing was exported.`;
}
