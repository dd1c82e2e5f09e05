/**
 * The wire: every shape that crosses it, once. The server validates with these schemas and describes them
 * in `/openapi.json`; the widget imports the types only, so that a changed contract is a compile error.
 *
 * A message in a schema is the `code` that stands in a problem document's `errors`.
 */
import * as v from 'valibot';

/** Longest accepted values, in UTF-16 code units, as `maxlength` counts them. */
export const LENGTHS = {
  name: 200,
  email: 254,
  postalCode: 20,
  comment: 1000,
  partner: 64,
  lang: 35,
} as const;

/** What a partner calls itself in a snippet: `mijente`, `harbour-aid`. */
export const PARTNER_CODE = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Controls, line separators, lone surrogates and the marks that reorder text around them. */
const UNWRITABLE = String.raw`\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069`;
const ONE_LINE = new RegExp(`^[^${UNWRITABLE}]*$`, 'u');
const LINES = new RegExp(`^(?:[^${UNWRITABLE}]|\\n)*$`, 'u');
/** Something a person can see: a name of spaces and joiners alone is no name. */
const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}\p{Cc}\p{Cs}]/u;
const orNothing = (text: string) => (VISIBLE.test(text) ? text.trim() : '');

const line = (longest: number) =>
  v.pipe(
    v.string('type'),
    v.transform(orNothing),
    v.regex(ONE_LINE, 'characters'),
    v.maxLength(longest, 'too_long'),
  );

const lines = (longest: number) =>
  v.pipe(
    v.string('type'),
    v.transform((text) => orNothing(text.replace(/\r\n?/g, '\n').replaceAll('\t', ' '))),
    v.regex(LINES, 'characters'),
    v.maxLength(longest, 'too_long'),
  );

const fieldRule = v.picklist(['off', 'optional', 'required']);
const boxRule = v.picklist(['off', 'optional']);

/** Which fields a petition asks for besides the given name and the e-mail address, which are always asked. */
export const Fields = v.object({
  familyName: fieldRule,
  postalCode: fieldRule,
  country: fieldRule,
  comment: fieldRule,
  /** Whether it is shown who signed last, of those who wish it. */
  display: boxRule,
  contact: boxRule,
  partnerContact: boxRule,
});
export type Fields = v.InferOutput<typeof Fields>;
export type FieldRule = v.InferOutput<typeof fieldRule>;

export const Petition = v.object({
  slug: v.string(),
  status: v.picklist(['open', 'closed']),
  /** What came of it, in the answer's language; null while it is open or where nobody said. */
  outcome: v.nullable(v.string()),
  /** BCP 47 tag of `title` and `text`. */
  lang: v.string(),
  /** BCP 47 tags the petition can be had in, its own first. */
  languages: v.array(v.string()),
  title: v.string(),
  /** Plain text: blank lines part paragraphs, bare URLs become links, nothing else is markup. */
  text: v.string(),
  creator: v.string(),
  /** Published signatures, those carried over included. Lags by a tick. */
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** What to fill the bar up to. Always above `count` while the petition is open. */
  goal: v.pipe(v.number(), v.integer(), v.minValue(1)),
  fields: Fields,
  /** What may be chosen where the country is asked for, ISO 3166-1 alpha-2; none where it isn't. */
  countries: v.array(v.string()),
  /** Who signed last, of those who wish that everybody sees it; the latest first. */
  latest: v.array(v.object({ name: v.string(), comment: v.nullable(v.string()) })),
  /** Display names of the partners by code, for the box "… may contact me". */
  partners: v.record(v.string(), v.string()),
  /** What a signer is told; and what stands at each box, where the petition has it, "#" in the place of the partner's name. */
  consent: v.object({
    /** BCP 47 tag of these words: to be sent along, so that it stands on record in which they were read. */
    lang: v.string(),
    version: v.string(),
    text: v.string(),
    boxes: v.object({
      display: v.optional(v.string()),
      contact: v.optional(v.string()),
      partnerContact: v.optional(v.string()),
    }),
  }),
  confirmation: v.picklist(['off', 'required']),
  /** The hosted page. */
  url: v.string(),
});
export type Petition = v.InferOutput<typeof Petition>;

export const Count = v.pick(Petition, ['count', 'goal']);
export type Count = v.InferOutput<typeof Count>;

/** What is sent to sign. Whether an optional field is required is the petition's to say. */
export const SignatureInput = v.object(
  {
    givenName: v.pipe(line(LENGTHS.name), v.minLength(1, 'required')),
    familyName: v.optional(line(LENGTHS.name)),
    email: v.pipe(line(LENGTHS.email), v.minLength(1, 'required')),
    postalCode: v.optional(line(LENGTHS.postalCode)),
    /** ISO 3166-1 alpha-2. */
    country: v.optional(v.pipe(v.string('type'), v.regex(/^(?:[A-Z]{2})?$/, 'invalid'))),
    comment: v.optional(lines(LENGTHS.comment)),
    /** Whether everybody may see first name, initial and, once it is approved, comment. */
    display: v.optional(v.boolean('type')),
    /** Whether the organiser may write again. */
    contact: v.optional(v.boolean('type')),
    /** Whether the partner may write. */
    partnerContact: v.optional(v.boolean('type')),
    partner: v.optional(v.pipe(v.string('type'), v.regex(PARTNER_CODE, 'invalid'))),
    lang: v.optional(v.pipe(v.string('type'), v.regex(/^[A-Za-z0-9-]{2,35}$/, 'invalid'))),
    /** The `challenge` of a problem with its solution, as ALTCHA's libraries encode the two. '' is none. */
    proof: v.optional(v.pipe(v.string('type'), v.maxLength(4000, 'too_long'))),
  },
  'required',
);
export type SignatureInput = v.InferOutput<typeof SignatureInput>;
export type SignatureField = keyof SignatureInput;

export const SignatureAnswer = v.object({
  /** `confirm`: a letter is on its way and counts once answered. `signed`: counted at the next tick. */
  status: v.picklist(['confirm', 'signed']),
});
export type SignatureAnswer = v.InferOutput<typeof SignatureAnswer>;

export const FIELD_ERROR_CODES = [
  'required',
  'type',
  'too_long',
  'characters',
  'invalid',
  'duplicate',
] as const;

export const FieldError = v.object({
  /** Which field of the request, or null where it is the request as a whole. */
  field: v.nullable(v.string()),
  code: v.picklist(FIELD_ERROR_CODES),
});
export type FieldError = v.InferOutput<typeof FieldError>;

/** Work to be done before signing, as ALTCHA's libraries take it. */
export const Challenge = v.object({
  parameters: v.looseObject({
    algorithm: v.literal('SHA-256'),
    nonce: v.string(),
    salt: v.string(),
    cost: v.literal(1),
    keyLength: v.literal(32),
    /** Hex digits that the hash of salt, nonce and a counter in four bytes begins with. */
    keyPrefix: v.string(),
  }),
  signature: v.string(),
});
export type Challenge = v.InferOutput<typeof Challenge>;

/** RFC 9457. Never repeats what was sent. */
export const ProblemDetails = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  /** One sentence on what to do. */
  detail: v.string(),
  errors: v.optional(v.array(FieldError)),
  /** Stands where `type` ends in `proof-required`: sent back solved, in `proof`, it lets the signature in. */
  challenge: v.optional(Challenge),
});
export type ProblemDetails = v.InferOutput<typeof ProblemDetails>;
