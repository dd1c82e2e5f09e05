import * as v from 'valibot';
import { Fields, PARTNER_CODE } from '../../common/contract.ts';
import { UserError } from '../lib/errors.ts';

const BILLION = 1_000_000_000;

const integer = (least: number) =>
  v.pipe(
    v.number('must be a number, without quotes'),
    v.integer('must be a whole number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(BILLION, 'must be at most 1,000,000,000'),
  );

/** Text that organisers write: line breaks as they like, no other controls. */
const written = (longest: number) =>
  v.pipe(
    v.string('must be text'),
    v.transform((text) => text.replace(/\r\n?/g, '\n').normalize('NFC').trim()),
    v.minLength(1, 'must not be empty'),
    v.maxLength(longest, `must be at most ${longest.toLocaleString('en')} characters`),
    v.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, 'holds a control character; take it out'),
  );

/** A list is an object too, with numbers for keys. */
const notAList = (message: string) =>
  v.custom<object>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), message);

/** The same on one line, and without the marks that turn text around. */
const writtenInLine = (longest: number) =>
  v.pipe(
    written(longest),
    v.regex(
      /^[^\n\t\u2028-\u202e\u2066-\u2069]*$/u,
      'must stand on one line, without marks that turn text around',
    ),
  );

const languageTag = v.pipe(
  v.string(),
  v.check(
    isLanguageTag,
    'is no language tag; write it like "en", "es" or "pt-BR", in the case of those examples',
  ),
);

const { familyName, postalCode, country, comment, display, contact, partnerContact } = Fields.entries;
const fieldRules = v.strictObject({
  familyName: v.optional(oneOf(familyName)),
  postalCode: v.optional(oneOf(postalCode)),
  country: v.optional(oneOf(country)),
  comment: v.optional(oneOf(comment)),
  display: v.optional(oneOf(display)),
  contact: v.optional(oneOf(contact)),
  partnerContact: v.optional(oneOf(partnerContact)),
});

/** One petition of a file that `petitions load` takes. What is left out stays as it is; null is the default. */
const Entry = v.strictObject({
  slug: v.pipe(
    v.string('must be text'),
    v.maxLength(80, 'must be at most 80 characters'),
    v.regex(
      /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
      'may hold small letters a to z, digits and single hyphens, like "keep-lena-home"',
    ),
  ),
  creator: writtenInLine(120),
  carriedOver: v.nullish(integer(0)),
  goal: v.nullish(integer(1)),
  status: v.optional(v.picklist(['open', 'closed'], 'must be "open" or "closed"')),
  partners: v.nullish(
    v.pipe(
      notAList('must be an object of partner codes and names, like {"harbour-aid": "Harbour Aid"}'),
      v.record(
        v.pipe(
          v.string(),
          v.regex(
            PARTNER_CODE,
            'is no partner code; small letters, digits, hyphens and underscores, 64 at most',
          ),
        ),
        writtenInLine(80),
        'must be an object of partner codes and names, like {"harbour-aid": "Harbour Aid"}',
      ),
    ),
  ),
  origins: v.nullish(
    v.pipe(
      v.array(
        v.pipe(
          v.string('must be text'),
          v.check(isOrigin, 'is no origin; write it like "https://partner.example", without anything behind'),
        ),
        'must be a list of origins, like ["https://partner.example"]',
      ),
      v.maxLength(1000, 'must be at most 1,000 origins'),
    ),
  ),
  fields: v.nullish(fieldRules),
  texts: v.pipe(
    notAList('must be an object of languages, like {"en": {"title": "…", "text": "…"}}'),
    v.record(
      languageTag,
      v.nullable(v.strictObject({ title: writtenInLine(200), text: written(20_000) })),
      'must be an object of languages, like {"en": {"title": "…", "text": "…"}}',
    ),
    v.check((texts) => Object.values(texts).some(Boolean), 'must hold at least one language'),
  ),
});
export type Entry = v.InferOutput<typeof Entry>;

/** What a petition has where its entry says nothing. */
export const DEFAULT_FIELDS: Fields = {
  familyName: 'optional',
  postalCode: 'off',
  country: 'off',
  comment: 'off',
  display: 'off',
  contact: 'optional',
  partnerContact: 'off',
};

/**
 * Reads the text of a petitions file.
 *
 * @throws Mistake that lists every bad entry with its place, its slug and what is allowed there
 */
export function parsePetitionFile(json: string): Entry[] {
  const parsed = parseJson(json);
  if (!Array.isArray(parsed)) {
    throw new UserError(
      'The file must hold a JSON array of petitions: [ {"slug": …}, … ]. Nothing was written.',
    );
  }
  const mistakes: string[] = [];
  const entries: Entry[] = [];
  const places = new Map<string, number>();
  parsed.forEach((candidate: unknown, index) => {
    const result = v.safeParse(Entry, candidate);
    const name = nameOf(candidate, index);
    if (!result.success) {
      mistakes.push(...result.issues.map((issue) => `${name}: ${describeIssue(issue)}`));
      return;
    }
    const earlier = places.get(result.output.slug);
    if (earlier !== undefined) mistakes.push(`${name}: slug: stands already at entry ${earlier + 1}`);
    places.set(result.output.slug, index);
    entries.push(result.output);
  });
  if (mistakes.length > 0) {
    throw new UserError(
      `Nothing was written, because of:\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return entries;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(`The file is no JSON (${(error as Error).message}). Nothing was written.`);
  }
}

function nameOf(candidate: unknown, index: number): string {
  const slug = (candidate as { slug?: unknown } | null)?.slug;
  return typeof slug === 'string' ? `entry ${index + 1} ("${slug.slice(0, 80)}")` : `entry ${index + 1}`;
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const place = path ? `${path}: ` : '';
  if (issue.type !== 'strict_object') return place + issue.message;
  if (issue.expected === 'never') return `${place}is not known here; check its spelling`;
  if (issue.expected === 'Object') return `${place}must be an object in braces`;
  return `${place}is missing`;
}

function oneOf<T extends v.PicklistSchema<readonly string[], undefined>>(schema: T) {
  const allowed = schema.options.map((option) => `"${option}"`).join(', ');
  return v.picklist(schema.options as T['options'], `must be one of ${allowed}`);
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

/** Written as browsers send it: the host in small letters, the usual port left out. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) && origin === text;
}
