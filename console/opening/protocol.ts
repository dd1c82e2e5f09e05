import type { ExportColumn, ExportedSignature } from '../../common/exported-signature.ts';
import type { IdentityProblem } from './identities.ts';
import type { OpeningError, OpeningResult } from './sealed-file.ts';

/** Which of the opened signatures are shown, saved, or printed. */
export interface Selection {
  /** Only those who allowed the organizer to email them. */
  contactOnly: boolean;
  /** Only those who allowed their partner to email them, as `petitions decrypt --partner`. */
  partnerContactOnly: boolean;
  /** YYYY-MM-DD in UTC. */
  since: string | null;
  /** Code. Empty for signatures without a partner, null for all. */
  partner: string | null;
}

/** The command line's `csv`, `csv-semicolon`, `csv` without the mark, and `ndjson`. */
export type SaveFormat = 'excel' | 'excel-semicolon' | 'csv' | 'ndjson';

/** An identity as it was chosen or pasted. */
export interface IdentityInput {
  file: Uint8Array;
  passphrase: string;
}

/** What the page asks its worker. Each has one answer, and `open` also reports progress. */
export type OpeningRequest =
  | { type: 'open'; file: Blob; identity: IdentityInput }
  | { type: 'prove'; sealed: string; identity: IdentityInput }
  | { type: 'rows'; selection: Selection; offset: number; limit: number }
  | { type: 'save'; selection: Selection; format: SaveFormat; columns: readonly ExportColumn[] };

export interface OpeningProgress {
  opened: number;
  bytesRead: number;
  bytes: number;
}

/** What is known of an opened file, without the signatures themselves. */
export interface Opened extends OpeningResult {
  /** Codes that somebody signed through. */
  partners: string[];
}

export interface Rows {
  rows: ExportedSignature[];
  /** How many are selected. */
  count: number;
}

export type FailureReason = OpeningError | IdentityProblem | 'not-a-challenge' | 'unreadable';
