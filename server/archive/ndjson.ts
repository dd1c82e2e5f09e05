import type { ExportFormat } from './format.ts';

/** For programs: one JSON object a line, exactly what was signed. */
export const ndjson: ExportFormat = {
  head: '',
  line: (signature) => `${JSON.stringify(signature)}\n`,
};
