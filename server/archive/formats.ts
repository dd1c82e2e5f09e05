import { Mistake } from '../lib/errors.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { ndjson } from './ndjson.ts';

const FORMATS: Record<string, Format> = { csv, ndjson };

/** @throws Mistake where there is no such format */
export function formatNamed(name = 'csv'): Format {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name]!;
  throw new Mistake(`--format is "${name}"; it must be ${Object.keys(FORMATS).join(' or ')}.`);
}
