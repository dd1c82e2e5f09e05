import type { ExportFormatName } from '../../common/export-formats.ts';
import type { ExportColumn, ExportedSignature } from '../../common/exported-signature.ts';
import type { IdentityProblem } from './identities.ts';
import type { OpeningError, OpeningResult } from './sealed-file.ts';

/** Which of the opened signatures are shown or saved. */
export interface Selection {
  /** Only those who allowed the organizer to email them. */
  contactOnly: boolean;
  /** YYYY-MM-DD in UTC. */
  since: string | null;
  partner: string | null;
}

/** What the page asks its worker. */
export type OpeningRequest =
  | { type: 'open'; file: Blob; identity: Uint8Array; passphrase: string }
  | { type: 'rows'; selection: Selection; limit: number }
  | { type: 'save'; selection: Selection; format: ExportFormatName; columns: readonly ExportColumn[] };

/** What the worker answers. */
export type OpeningAnswer =
  | { type: 'progress'; opened: number; bytesRead: number; bytes: number }
  | { type: 'opened'; result: OpeningResult; partners: string[] }
  | { type: 'failed'; reason: OpeningError | IdentityProblem | 'unreadable' }
  | { type: 'rows'; rows: ExportedSignature[]; count: number }
  | { type: 'saved'; file: Blob; count: number };
