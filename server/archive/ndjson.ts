import type { Format } from './format.ts';

/** For programs: one JSON object a line, exactly what was signed. */
export const ndjson: Format = {
  head: '',
  line: (signature) => `${JSON.stringify(signature)}\n`,
};
