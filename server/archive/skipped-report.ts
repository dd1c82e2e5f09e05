import { toHex } from './stored-pages.ts';

/** Signatures that are named of each kind; a damaged disk may have thousands. */
const NAMED = 10;
/** Hex digits of a signer key: enough to find the row, and nothing to recognise a person by. */
const DIGITS = 12;

/** What went wrong with signatures, told without anything personal. */
export class SkippedReport {
  readonly #byReason = new Map<string, { count: number; signers: string[] }>();

  add(reason: string, signerKey: Uint8Array): void {
    const entry = this.#byReason.get(reason) ?? { count: 0, signers: [] };
    this.#byReason.set(reason, entry);
    entry.count += 1;
    if (entry.signers.length < NAMED) entry.signers.push(`${toHex(signerKey).slice(0, DIGITS)}…`);
  }

  /** A line for each reason. */
  lines(): string[] {
    return [...this.#byReason].map(([reason, { count, signers }]) => {
      const more = count > signers.length ? ` and ${count - signers.length} more` : '';
      return `Left out, because ${reason}: ${formatSignatureCount(count)}, by signer key ${signers.join(' ')}${more}`;
    });
  }
}

export const formatSignatureCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'signature' : 'signatures'}`;
