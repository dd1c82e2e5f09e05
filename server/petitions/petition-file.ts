import * as v from 'valibot';
import { Fields, PARTNER_CODE, TAG } from '../../common/contract.ts';
import { isRecipient } from '../crypto/identities.ts';
import { isKnownLanguage, suggestLanguage } from '../i18n/known-language.ts';
import { UserError } from '../lib/errors.ts';
import { isHostname } from '../lib/ip-address.ts';
import { findJsonError, locate } from '../lib/json.ts';
import { isTimeZone, isValidDay } from '../lib/time.ts';
import { isHttpUrl } from '../lib/url.ts';
import { parseEmailAddress } from '../signatures/email-address.ts';
import { type EntryError, InvalidEntriesError } from './entry-errors.ts';

const MAX_NUMBER = 1_000_000_000;

const EXPECTED_PARTNERS = 'must be an object of partner codes and names, like {"harbour-aid": "Harbour Aid"}';
const EXPECTED_LOCALIZED = 'must be text, or an object of languages and texts, like {"en": "…"}';
const EXPECTED_ALT =
  'must say what the picture shows, in up to 300 characters: text, or one for each language, like {"en": "…"}';
const EXPECTED_TEXTS = 'must be an object of languages, like {"en": {"title": "…", "text": "…"}}';

const integer = (min: number) =>
  v.pipe(
    v.number('must be a number, without quotes'),
    v.integer('must be a whole number'),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(MAX_NUMBER, 'must be at most 1,000,000,000'),
  );

/** Text by organizers. May contain line breaks of any kind, but no other control characters. */
const text = (maxLength: number) =>
  v.pipe(
    v.string('must be text'),
    v.transform((value) => value.replace(/\r\n?/g, '\n').normalize('NFC').trim()),
    v.minLength(1, 'must not be empty'),
    // Written only when it is needed: the first number that Intl formats takes longer than the rest of this file.
    v.maxLength(maxLength, () => `must be at most ${maxLength.toLocaleString('en')} characters`),
    v.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, 'contains a control character; remove it'),
  );

/** Text without line breaks and without characters that change the text direction. */
const singleLine = (maxLength: number) =>
  v.pipe(
    text(maxLength),
    v.regex(
      /^[^\n\t\u2028-\u202e\u2066-\u2069]*$/u,
      'must be a single line, without characters that change the text direction',
    ),
  );

/** Rejects arrays, which `v.record` accepts as objects with numbers for keys. */
const notArray = (message: string) =>
  v.custom<object>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), message);

const languageTag = v.pipe(
  v.string(),
  v.check(
    isLanguageTag,
    ({ input }) =>
      `is not a language tag; write it like "en", "es", or "pt-BR", including the case${formatSuggestion(input)}`,
  ),
);

/** Like `v.strictObject`, which names only the first unknown key. */
const strictObject = <T extends v.ObjectEntries>(entries: T) =>
  v.objectWithRest(entries, v.never('unknown key; check the spelling')) as unknown as v.GenericSchema<
    v.InferInput<v.StrictObjectSchema<T, undefined>>,
    v.InferOutput<v.StrictObjectSchema<T, undefined>>
  >;

const languageCode = v.pipe(
  languageTag,
  v.check(
    (tag) => !isLanguageTag(tag) || isKnownLanguage(tag),
    ({ input }) => `is not the code of a language${formatSuggestion(input)}`,
  ),
);

/** One text for all languages, or one for each. */
const localized = (maxLength: number) => {
  const text = singleLine(maxLength);
  const texts = v.pipe(
    notArray(EXPECTED_LOCALIZED),
    v.record(languageCode, text, EXPECTED_LOCALIZED),
    v.check((texts) => Object.keys(texts).length > 0, 'must have at least one language'),
  );
  return v.lazy((input): typeof text | typeof texts => (typeof input === 'string' ? text : texts));
};

const httpUrl = v.pipe(
  v.string('must be text'),
  v.maxLength(2_000, 'must be at most 2,000 characters'),
  v.check(isHttpUrl, 'must be a URL that starts with https:// or http://'),
);

const filePath = v.pipe(v.string('must be text'), v.regex(/^[^\p{Cc}]+$/u, 'must be the path of a file'));

/** What a picture shows: one text for all languages, or one for each. */
const altText = v.union(
  [
    singleLine(300),
    v.pipe(
      notArray(EXPECTED_ALT),
      v.record(languageTag, singleLine(300), EXPECTED_ALT),
      v.check((alt) => Object.keys(alt).length > 0, EXPECTED_ALT),
    ),
  ],
  (issue) => (issue.issues?.length === 1 ? issue.issues[0]!.message : EXPECTED_ALT),
);

const newImage = strictObject({ file: filePath, alt: altText, credit: v.nullish(singleLine(120)) });
/** A picture that is in the database already, by its hash: the console uploads it first. */
const upload = v.pipe(v.string('must be text'), v.regex(/^[0-9a-f]{32}$/, 'is not the hash of a picture'));
const uploadedImage = strictObject({ upload, alt: altText, credit: v.nullish(singleLine(120)) });
/** Changes the words about the picture that is stored. */
const storedImage = v.pipe(
  strictObject({
    file: v.optional(v.undefined()),
    alt: v.optional(altText),
    credit: v.nullish(singleLine(120)),
  }),
  v.check((image) => Object.keys(image).length > 0, 'must have a file, or another alt or credit'),
);
const image = v.lazy((input): typeof newImage | typeof uploadedImage | typeof storedImage => {
  if (typeof input !== 'object' || input === null || 'file' in input) return newImage;
  return 'upload' in input ? uploadedImage : storedImage;
});

const logoPath = v.pipe(
  filePath,
  v.transform((file): { file: string; alt?: v.InferOutput<typeof altText> } => ({ file })),
);
const logoObject = strictObject({ file: filePath, alt: v.optional(altText) });
const uploadedLogo = strictObject({ upload, alt: v.optional(altText) });

const organizer = strictObject({
  name: singleLine(120),
  logo: v.optional(
    v.lazy((input): typeof logoPath | typeof uploadedLogo | typeof logoObject => {
      if (typeof input === 'string') return logoPath;
      return typeof input === 'object' && input !== null && 'upload' in input ? uploadedLogo : logoObject;
    }),
  ),
  url: v.optional(httpUrl),
  email: v.optional(
    v.pipe(
      v.string('must be text'),
      v.maxLength(254, 'must be at most 254 characters'),
      v.check(
        (address) => parseEmailAddress(address) !== null,
        'must be an email address, like info@example.org',
      ),
    ),
  ),
  privacyUrl: v.optional(httpUrl),
  imprintUrl: v.optional(httpUrl),
});

const partnerName = singleLine(80);
const partnerObject = strictObject({
  name: partnerName,
  recipient: v.nullish(
    v.pipe(
      v.string('must be text'),
      v.trim(),
      v.check(isRecipient, ({ input }) =>
        /AGE-SECRET-KEY/i.test(String(input))
          ? 'is a private key. It must be the public key, which starts with "age1"; make a new pair, because this one is no longer secret'
          : 'must be one age recipient: copy the whole line that starts with "age1"',
      ),
    ),
  ),
});
const partner = v.lazy((input): typeof partnerName | typeof partnerObject =>
  typeof input === 'object' && input !== null ? partnerObject : partnerName,
);

const { familyName, postalCode, country, comment, display, contact, partnerContact } = Fields.entries;
const fieldRules = strictObject({
  familyName: v.optional(oneOf(familyName)),
  postalCode: v.optional(oneOf(postalCode)),
  country: v.optional(oneOf(country)),
  comment: v.optional(oneOf(comment)),
  display: v.optional(oneOf(display)),
  contact: v.optional(oneOf(contact)),
  partnerContact: v.optional(oneOf(partnerContact)),
});

const slug = v.pipe(
  v.string('must be text'),
  v.maxLength(80, 'must be at most 80 characters'),
  v.regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'must consist of lowercase letters a to z, digits, and single hyphens, like "keep-lena-home"',
  ),
);

/** @throws UserError if it can't be one */
export function assertSlug(text: string): void {
  const result = v.safeParse(slug, text);
  if (!result.success) throw new UserError(`The slug "${text}" ${result.issues[0].message}.`);
}

/** An entry of the file for `petitions load`. Absent values keep what is stored; null resets to the default. */
const PetitionEntry = strictObject({
  slug,
  creator: singleLine(120),
  carriedOver: v.nullish(integer(0)),
  goal: v.nullish(integer(1)),
  status: v.optional(v.picklist(['draft', 'open', 'closed'], 'must be "draft", "open", or "closed"')),
  target: v.nullish(localized(200)),
  format: v.nullish(v.picklist(['plain', 'markdown'], 'must be "plain" or "markdown"')),
  organizer: v.nullish(organizer),
  closesOn: v.nullish(
    v.pipe(v.string('must be text'), v.check(isValidDay, 'must be a day that exists, like "2027-05-31"')),
  ),
  timeZone: v.nullish(
    v.pipe(v.string('must be text'), v.check(isTimeZone, 'must be a time zone, like "America/New_York"')),
  ),
  tags: v.nullish(
    v.pipe(
      v.array(
        v.pipe(
          v.string('must be text'),
          v.regex(
            TAG,
            'is not a tag; use up to 40 lowercase letters, digits, and single hyphens, like "housing"',
          ),
        ),
        'must be a list of tags, like ["housing"]',
      ),
      v.maxLength(20, 'must be at most 20 tags'),
      v.check((tags) => new Set(tags).size === tags.length, 'must not repeat a tag'),
    ),
  ),
  noindex: v.nullish(v.boolean('must be true or false, without quotes')),
  shareText: v.nullish(localized(280)),
  partners: v.nullish(
    v.pipe(
      notArray(EXPECTED_PARTNERS),
      v.record(
        v.pipe(
          v.string(),
          v.regex(
            PARTNER_CODE,
            'is not a partner code; use up to 64 lowercase letters, digits, hyphens, and underscores',
          ),
        ),
        partner,
        EXPECTED_PARTNERS,
      ),
    ),
  ),
  origins: v.nullish(
    v.pipe(
      v.array(
        v.pipe(
          v.string('must be text'),
          v.check(isOrigin, 'is not an origin; write it like "https://partner.example", without a path'),
        ),
        'must be a list of origins, like ["https://partner.example"]',
      ),
      v.maxLength(1000, 'must be at most 1,000 origins'),
    ),
  ),
  fields: v.nullish(fieldRules),
  image: v.nullish(image),
  approveNames: v.nullish(v.boolean('must be true or false, without quotes')),
  texts: v.pipe(
    notArray(EXPECTED_TEXTS),
    v.record(
      languageTag,
      v.nullable(strictObject({ title: singleLine(200), text: text(20_000) })),
      EXPECTED_TEXTS,
    ),
    // An older version accepted any code, and null removes it.
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [lang, content] of Object.entries(dataset.value)) {
        if (content === null || !isLanguageTag(lang) || isKnownLanguage(lang)) continue;
        const path: [v.ObjectPathItem] = [
          { type: 'object', origin: 'key', input: dataset.value, key: lang, value: content },
        ];
        addIssue({ message: `is not the code of a language${formatSuggestion(lang)}`, path });
      }
    }),
  ),
});
export type PetitionEntry = v.InferOutput<typeof PetitionEntry>;

/** The form fields of a petition whose entry doesn't set them. */
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
 * Parses and checks a petition file.
 *
 * @throws UserError that lists every invalid value with its entry, slug, and what is allowed
 */
export function parsePetitionFile(json: string): PetitionEntry[] {
  const parsed = parseJson(json);
  if (!Array.isArray(parsed)) {
    throw new UserError(
      'The file must contain a JSON array of petitions, like [{"slug": …}, …]. Nothing was written.',
    );
  }
  return parseEntries(parsed);
}

/** @throws InvalidEntriesError */
export function parseEntries(candidates: readonly unknown[]): PetitionEntry[] {
  const errors: EntryError[] = [];
  const entries: PetitionEntry[] = [];
  const indexes = new Map<string, number>();
  candidates.forEach((candidate, index) => {
    const result = v.safeParse(PetitionEntry, candidate);
    const slug = slugOf(candidate);
    if (!result.success) {
      errors.push(...result.issues.map((issue) => ({ index, slug, ...describeIssue(issue) })));
      return;
    }
    const entry = result.output;
    const earlier = indexes.get(entry.slug);
    if (earlier !== undefined) {
      errors.push({ index, slug, path: 'slug', message: `already used by entry ${earlier + 1}` });
    }
    indexes.set(entry.slug, index);
    entries.push(entry);
  });
  if (errors.length > 0) throw new InvalidEntriesError(errors);
  return entries;
}

function parseJson(json: string): unknown {
  const text = json.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    // Too deeply nested, for example.
    const found = findJsonError(text);
    if (!found) throw error;
    const { line, column, excerpt } = locate(text, found.index);
    throw new UserError(
      `The file is not valid JSON. Line ${line}, column ${column}: ${found.hint}. Nothing was written.\n\n${excerpt}`,
    );
  }
}

function slugOf(candidate: unknown): string | undefined {
  const slug = (candidate as { slug?: unknown } | null)?.slug;
  return typeof slug === 'string' ? slug : undefined;
}

function describeIssue(issue: v.BaseIssue<unknown>): { path: string; message: string } {
  const path = v.getDotPath(issue) ?? '';
  if (issue.type !== 'object_with_rest') return { path, message: issue.message };
  return { path, message: issue.expected === 'Object' ? 'must be an object in braces' : 'is missing' };
}

function oneOf<T extends v.PicklistSchema<readonly string[], undefined>>(schema: T) {
  const allowed = schema.options.map((option) => `"${option}"`).join(', ');
  return v.picklist(schema.options as T['options'], `must be one of ${allowed}`);
}

function formatSuggestion(lang: string): string {
  const suggestion = suggestLanguage(lang);
  return suggestion ? `; did you mean "${suggestion.code}" (${suggestion.name})?` : '';
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

/** Written as browsers send it: host in lowercase, default port omitted. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, origin, hostname } = new URL(value);
  return /^https?:$/.test(protocol) && origin === value && isHostname(hostname);
}
