import { UserError } from '../lib/errors.ts';
import { csv } from './csv.ts';
import type { ExportFormat } from './format.ts';
import { ndjson } from './ndjson.ts';

const FORMATS: Record<string, ExportFormat> = { csv, ndjson };

/** @throws Mistake where there is no such format */
export function findExportFormat(name = 'csv'): ExportFormat {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name]!;
  throw new UserError(`--format is "${name}"; it must be ${Object.keys(FORMATS).join(' or ')}.`);
}
