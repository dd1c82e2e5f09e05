import { toHex } from '../lib/bytes.ts';

/** Signatures named per reason. A damaged disk may have thousands. */
const MAX_NAMED = 10;
/** Hex digits of a signer key that are shown. Enough to find the row, too few to recognize a person by. */
const SHOWN_DIGITS = 12;

/** Collects the signatures that were skipped, and why, without anything personal. */
export class SkippedReport {
  readonly #byReason = new Map<string, { count: number; signers: string[] }>();

  add(reason: string, signerKey: Uint8Array): void {
    const entry = this.#byReason.get(reason) ?? { count: 0, signers: [] };
    this.#byReason.set(reason, entry);
    entry.count += 1;
    if (entry.signers.length < MAX_NAMED) entry.signers.push(`${toHex(signerKey).slice(0, SHOWN_DIGITS)}…`);
  }

  /** One line per reason. */
  lines(): string[] {
    return [...this.#byReason].map(([reason, { count, signers }]) => {
      const more = count > signers.length ? ` and ${count - signers.length} more` : '';
      return `Skipped ${formatSignatureCount(count)}: ${reason}. Signer keys: ${signers.join(' ')}${more}`;
    });
  }
}

export const formatSignatureCount = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'signature' : 'signatures'}`;
