import { Mistake } from '../mistake.ts';
import { csv } from './csv.ts';
import { ndjson } from './ndjson.ts';
import type { ExportedSignature } from './signature.ts';

/** A way to write signatures down. */
export interface Format {
  /** What stands before the first. */
  head: string;
  line(signature: ExportedSignature): string;
}

const FORMATS: Record<string, Format> = { csv, ndjson };

/** @throws Mistake where there is no such format */
export function formatNamed(name = 'csv'): Format {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name]!;
  throw new Mistake(`--format is "${name}"; it must be ${Object.keys(FORMATS).join(' or ')}.`);
}
