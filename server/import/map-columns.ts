import {
  FIELDS,
  type Field,
  guessColumns,
  type Mapping,
  normalizeHeader,
} from '../../common/import/columns.ts';
import { UsageError, UserError } from '../lib/errors.ts';

/**
 * Parses the `COLUMN=FIELD` of `--map`.
 *
 * @throws UsageError if there is no such field
 */
export function parseMap(text: string): { column: string; field: Field } {
  // Columns may contain "=", fields don't.
  const at = text.lastIndexOf('=');
  const field = text.slice(at + 1).trim();
  const column = text.slice(0, Math.max(at, 0)).trim();
  if (column === '' || !(FIELDS as readonly string[]).includes(field)) {
    throw new UsageError(
      `"${text}" is not COLUMN=FIELD. COLUMN is a header of the file, FIELD one of: ${FIELDS.join(', ')}.`,
    );
  }
  return { column, field: field as Field };
}

/**
 * Decides which column holds what.
 *
 * @param maps from {@link parseMap}. They take precedence
 * @throws UserError if a column of `maps` is missing, or if it can't be told which of several columns is meant
 */
export function mapColumns(
  path: string,
  header: readonly string[],
  maps: readonly { column: string; field: Field }[],
): Mapping {
  const chosen: Mapping = {};
  const taken = new Set<number>();
  const names = header.map((name) => name.trim());
  for (const { column, field } of maps) {
    const index = findColumn(names, column);
    if (index < 0) {
      throw new UserError(`${path} has no column "${column}". Its columns are: ${listColumns(names)}.`);
    }
    taken.add(index);
    if (field === 'ignore') continue;
    if (chosen[field] !== undefined) {
      throw new UserError(`Two columns are mapped to "${field}". Choose one.`);
    }
    chosen[field] = index;
  }
  const { mapping, ties } = guessColumns(names, chosen, (column) => taken.has(column));
  const [tie] = ties;
  if (tie) {
    const [first, second] = tie.columns.map((column) => `"${names[column]}"`);
    throw new UserError(
      `The columns ${first} and ${second} of ${path} may both hold the field "${tie.field}". Choose one with --map "COLUMN=${tie.field}", and leave out the other with --map "COLUMN=ignore".`,
    );
  }
  if (mapping.email === undefined && mapping.givenName === undefined && mapping.name === undefined) {
    throw new UserError(
      `${path} has no column that looks like a name or an email address. Its columns are: ${listColumns(names)}. Say which is which with --map, as in --map "COLUMN=email".`,
    );
  }
  return mapping;
}

/** Exactly as written, or else without regard to case, accents, and punctuation. */
function findColumn(names: readonly string[], column: string): number {
  const exact = names.indexOf(column);
  if (exact >= 0) return exact;
  const normalized = normalizeHeader(column);
  return names.findIndex((name) => normalizeHeader(name) === normalized);
}

const MAX_LISTED = 30;

/** Headers of a file without a header are the first signature, which may be somebody's name: only short ones are repeated. */
function listColumns(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LISTED).map((name) => `"${name.slice(0, 40)}"`);
  return names.length > MAX_LISTED ? `${listed.join(', ')}, …` : listed.join(', ');
}
