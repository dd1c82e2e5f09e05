/** As many as Action Network returns. */
export const MAX_PER_PAGE = 25;

const OPERATORS: Record<string, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};
const CONDITION = /^\s*(\w+)\s+(\w+)\s+'([^']*)'\s*$/;

/** The request asks for something that isn't supported. The message says what is. */
export class OsdiQueryError extends Error {
  override name = 'OsdiQueryError';
}

/** What the clients send with a list. */
export interface OsdiQuery {
  page: number;
  perPage: number;
  /** Conditions on dates, all of which must hold. */
  conditions: { field: string; matches(time: number): boolean }[];
}

/**
 * @param dateFields names of the fields that can be filtered by
 * @throws OsdiQueryError
 */
export function parseOsdiQuery(parameters: URLSearchParams, dateFields: readonly string[]): OsdiQuery {
  const filter = parameters.get('filter')?.trim() ?? '';
  return {
    page: integer(parameters, 'page', 1, Number.MAX_SAFE_INTEGER),
    perPage: integer(parameters, 'per_page', MAX_PER_PAGE, MAX_PER_PAGE),
    conditions:
      filter === '' ? [] : filter.split(/\s+and\s+/i).map((text) => parseCondition(text, dateFields)),
  };
}

function integer(parameters: URLSearchParams, name: string, absent: number, max: number): number {
  const text = parameters.get(name) || String(absent);
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= 1 && value <= max) return value;
  throw new OsdiQueryError(
    `\`${name}\` must be a whole number from 1${max === MAX_PER_PAGE ? ` to ${max}` : ''}.`,
  );
}

function parseCondition(text: string, dateFields: readonly string[]) {
  const [, field = '', operator = '', value = ''] = CONDITION.exec(text) ?? [];
  const compare = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  if (!compare || !dateFields.includes(field) || Number.isNaN(time)) {
    throw new OsdiQueryError(
      `\`filter\` supports ${dateFields.join(' and ')} with eq, gt, ge, lt, and le, joined by \`and\`, like: ${dateFields[0]} gt '2031-02-03'.`,
    );
  }
  return { field, matches: (fieldTime: number) => compare(fieldTime, time) };
}
