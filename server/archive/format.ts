import type { ExportedSignature } from './exported-signature.ts';

/** A way to write signatures down. */
export interface ExportFormat {
  /** What stands before the first. */
  head: string;
  line(signature: ExportedSignature): string;
}
