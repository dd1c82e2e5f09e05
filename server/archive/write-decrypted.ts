import { type Identity, shortened } from '../crypto/identities.ts';
import { Mistake } from '../lib/errors.ts';
import type { Choice } from './export-filter.ts';
import type { SealedPage } from './exported-signature.ts';
import type { Format } from './format.ts';
import { type Failure, Opener } from './signature-decryptor.ts';
import { counted, LeftOut } from './skipped-report.ts';
import { writeOut } from './write-stdout.ts';

const REASONS: Record<Failure, string> = {
  'no data key': 'their data key is missing',
  'data key closed': 'this identity doesn’t open their data key, or that is damaged',
  damaged: 'they are damaged, or were moved here from another petition or signer',
  newer: 'a newer version of this program wrote them',
};

/** Sealed signatures, and what is to become of them. */
export interface HandOver {
  petition: { id: number; slug: string };
  /** Whom the signatures were sealed to, as far as that is known. */
  recipients: readonly string[];
  pages: AsyncIterable<SealedPage>;
  choice: Choice;
  identities: readonly Identity[];
  format: Format;
  /** What turned out to be wrong besides, once all pages were read. */
  damage?: () => string[];
}

/**
 * Opens the pages and writes them to standard output. What can't be opened is told on standard error, and
 * keeps nothing else back.
 *
 * @returns the exit code
 * @throws Mistake where the identity opens nothing at all
 */
export async function handOver(work: HandOver): Promise<number> {
  const opener = new Opener(
    work.petition.id,
    work.identities.map(({ secret }) => secret),
  );
  const leftOut = new LeftOut();
  let count = 0;

  async function* text() {
    let { head } = work.format;
    for await (const { dataKeys, rows } of work.pages) {
      for (const dataKey of dataKeys) opener.learn(dataKey);
      let lines = '';
      for (const row of rows) {
        const opened = await opener.open(row);
        if (typeof opened === 'string') leftOut.add(REASONS[opened], row.signer_key);
        else if (work.choice.partner === null || opened.partnerContact === true) {
          lines += work.format.line(opened);
          count += 1;
        }
      }
      if (lines === '') continue;
      yield head + lines;
      head = '';
    }
    if (opener.triedInVain > 0) throw new Mistake(opensNothing(work, opener.triedInVain));
    yield head;
  }

  if (!(await writeOut(text()))) return 0;
  const lines = [...leftOut.lines(), ...(work.damage?.() ?? [])];
  for (const line of [...lines, `${counted(count)} of ${work.petition.slug}.`]) {
    process.stderr.write(`${line}\n`);
  }
  return lines.length > 0 ? 1 : 0;
}

function opensNothing({ identities, recipients }: HandOver, dataKeys: number): string {
  const own = shortened(identities.map(({ recipient }) => recipient));
  const sealedTo =
    recipients.length > 0 ? `; the signatures were sealed to ${shortened(recipients)} at first` : '';
  return `This identity (of ${own}) opens none of the ${dataKeys} data keys${sealedTo}. Nothing was exported.`;
}
