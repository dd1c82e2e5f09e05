/**
 * The wire contract: every shape that crosses the network, defined once. The server validates with these schemas and
 * describes them in `/openapi.json`. The widget imports only the types, so that a changed contract is a compile error.
 *
 * The message of a schema is the `code` in the `errors` of a problem document.
 */
import * as v from 'valibot';
import { cleanInput, type InputKind } from './clean-input.ts';

/** Maximum lengths in UTF-16 code units, as `maxlength` counts them. */
export const LENGTHS = {
  name: 200,
  email: 254,
  postalCode: 20,
  comment: 1000,
  partner: 64,
  lang: 35,
} as const;

/** A partner's name in snippets, like `mijente` or `harbour-aid`. */
export const PARTNER_CODE = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A petition's topic, like `housing`. */
export const TAG = /^(?=.{1,40}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** What is left of these after cleaning: control characters and lone surrogates. */
const FORBIDDEN = String.raw`\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069`;
const ONE_LINE = new RegExp(`^[^${FORBIDDEN}]*$`, 'u');
const LINES = new RegExp(`^(?:[^${FORBIDDEN}]|\\n)*$`, 'u');
/** A visible character. A name made only of spaces and joiners isn't a name. */
const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}\p{Cc}\p{Cs}]/u;
const emptyIfInvisible = (text: string) => (VISIBLE.test(text) ? text.trim() : '');

const cleaned = (kind: InputKind, maxLength: number) =>
  v.pipe(
    v.string('type'),
    v.transform((text) => emptyIfInvisible(cleanInput(text, kind))),
    v.regex(kind === 'lines' ? LINES : ONE_LINE, 'characters'),
    v.maxLength(maxLength, 'too_long'),
  );
const singleLine = (maxLength: number) => cleaned('line', maxLength);

const fieldRule = v.picklist(['off', 'optional', 'required']);
const boxRule = v.picklist(['off', 'optional']);

/** The fields of a petition's form, in addition to given name and email address, which are always required. */
export const Fields = v.object({
  familyName: fieldRule,
  postalCode: fieldRule,
  country: fieldRule,
  comment: fieldRule,
  /** Lets signers choose to be shown among the latest signatures. */
  display: boxRule,
  contact: boxRule,
  partnerContact: boxRule,
});
export type Fields = v.InferOutput<typeof Fields>;
export type FieldRule = v.InferOutput<typeof fieldRule>;

/** A piece of text in a block. Line breaks are "\n". */
export const Segment = v.union([
  v.string(),
  v.object({
    text: v.string(),
    /** http, https, or mailto. */
    href: v.optional(v.string()),
    strong: v.optional(v.literal(true)),
    emphasis: v.optional(v.literal(true)),
  }),
]);
export type Segment = v.InferOutput<typeof Segment>;

/** A block of a text. All that a page needs to show it: no HTML, no Markdown. */
export const Block = v.variant('type', [
  v.object({ type: v.picklist(['paragraph', 'heading']), content: v.array(Segment) }),
  v.object({
    type: v.literal('list'),
    /** Number of the first item. Null if the items have no numbers. */
    start: v.nullable(v.number()),
    items: v.array(v.array(Segment)),
  }),
  v.object({ type: v.literal('quote'), paragraphs: v.array(v.array(Segment)) }),
]);
export type Block = v.InferOutput<typeof Block>;

/** Who is behind a petition. */
export const Organizer = v.object({
  name: v.string(),
  logo: v.optional(
    v.object({
      /** URL of the widest. */
      src: v.string(),
      /** For `<img srcset>`. */
      srcset: v.string(),
      width: v.number(),
      height: v.number(),
      /** Empty if the name beside it says enough. */
      alt: v.string(),
    }),
  ),
  url: v.optional(v.string()),
  email: v.optional(v.string()),
  privacyUrl: v.optional(v.string()),
  imprintUrl: v.optional(v.string()),
});
export type Organizer = v.InferOutput<typeof Organizer>;

export const Petition = v.object({
  slug: v.string(),
  status: v.picklist(['draft', 'open', 'closed']),
  /** The outcome as plain text, in the response's language. Null while the petition is open, or if no outcome was given. */
  outcome: v.nullable(v.string()),
  outcomeBlocks: v.array(Block),
  /** Whether it is closed and has won. */
  victory: v.boolean(),
  /** BCP 47 tag of `title` and `text`. */
  lang: v.string(),
  /** BCP 47 tags of the petition's languages, its own first. */
  languages: v.array(v.string()),
  title: v.string(),
  /** Plain text: blank lines separate paragraphs, bare URLs become links, nothing else is markup. */
  text: v.string(),
  /** The same text with its formatting. */
  blocks: v.array(Block),
  /** How many of the blocks a small place shows before "Read more". All of them if the text is short. */
  preview: v.number(),
  creator: v.string(),
  /** Who the petition is addressed to, in the response's language. */
  target: v.nullable(v.string()),
  organizer: v.nullable(Organizer),
  /** The last day on which it can be signed, YYYY-MM-DD. */
  closesOn: v.nullable(v.string()),
  /** When that day ends where the petition is. ISO 8601 in UTC. */
  closesAt: v.nullable(v.string()),
  tags: v.array(v.string()),
  /** Sentences about the petition, in the requested language like the consent. */
  captions: v.object({
    /** "To: Governor Ducey" */
    target: v.nullable(v.string()),
    /** How many signed today, rounded down, from ten on. */
    signedToday: v.nullable(v.string()),
    /** Set if it is closed and has won. */
    victory: v.nullable(v.string()),
    /** How much time is left, in the last two weeks. */
    closing: v.nullable(v.string()),
    /** With "#" for the organizer's name. */
    organizer: v.string(),
    privacyPolicy: v.string(),
    imprint: v.string(),
  }),
  /** Whether the petition has more to show than a title, a creator, and paragraphs with links. */
  hasDetails: v.boolean(),
  /** The sentence to share, in the response's language. Null for the usual one. */
  shareText: v.nullable(v.string()),
  /** The petition's picture, in several widths. */
  image: v.nullable(
    v.object({
      /** URL of the widest. */
      src: v.string(),
      /** URLs of all widths, as in the attribute of an `<img>`. */
      srcset: v.string(),
      /** Pixels of `src`. */
      width: v.pipe(v.number(), v.integer()),
      height: v.pipe(v.number(), v.integer()),
      /** What the picture shows, in the response's language if given in it. */
      alt: v.string(),
      /** Who made it. */
      credit: v.nullable(v.string()),
    }),
  ),
  /** Published signatures, including those carried over. Lags by one publish interval. */
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The end of the progress bar. Always above `count` while the petition is open. */
  goal: v.pipe(v.number(), v.integer(), v.minValue(1)),
  fields: Fields,
  /** Countries to choose from, ISO 3166-1 alpha-2. Empty if the form has no country field. */
  countries: v.array(v.string()),
  /** The latest signers who chose to be shown publicly, newest first. */
  latest: v.array(v.object({ name: v.string(), comment: v.nullable(v.string()) })),
  /** Display names of the partners by code, for the box "… may email me". */
  partners: v.record(v.string(), v.string()),
  /** The text that signers read, and the label of each box that the petition has, with "#" for the partner's name. */
  consent: v.object({
    /** BCP 47 tag of these texts. Sent with the signature, which records which language was shown. */
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
  /** URL of the hosted page. */
  url: v.string(),
});
export type Petition = v.InferOutput<typeof Petition>;

/** What a card shows of a petition. */
export const PetitionSummary = v.object({
  ...v.pick(Petition, [
    'slug',
    'status',
    'lang',
    'title',
    'creator',
    'target',
    'closesOn',
    'tags',
    'image',
    'count',
    'goal',
    'url',
  ]).entries,
  /** In the requested language. */
  captions: v.object({
    ...v.pick(Petition.entries.captions, ['target', 'closing']).entries,
    /** "Created by Ilse V." */
    creator: v.string(),
    /** The count: "8,889" */
    count: v.string(),
    /** Follows it: "of 9,000 signatures" */
    goal: v.string(),
    /** That it is closed, or has won. Null while it is open. */
    closed: v.nullable(v.string()),
  }),
});
export type PetitionSummary = v.InferOutput<typeof PetitionSummary>;

export const Count = v.pick(Petition, ['count', 'goal']);
export type Count = v.InferOutput<typeof Count>;

/** The body of a request to sign. The petition decides which optional fields are required. */
export const SignatureInput = v.object(
  {
    givenName: v.pipe(singleLine(LENGTHS.name), v.minLength(1, 'required')),
    familyName: v.optional(singleLine(LENGTHS.name)),
    email: v.pipe(cleaned('email', LENGTHS.email), v.minLength(1, 'required')),
    postalCode: v.optional(singleLine(LENGTHS.postalCode)),
    /** ISO 3166-1 alpha-2. */
    country: v.optional(v.pipe(v.string('type'), v.regex(/^(?:[A-Z]{2})?$/, 'invalid'))),
    comment: v.optional(cleaned('lines', LENGTHS.comment)),
    /** Whether first name, last initial, and the comment once approved may be shown publicly. */
    display: v.optional(v.boolean('type')),
    /** Whether the organizer may email the signer. */
    contact: v.optional(v.boolean('type')),
    /** Whether the partner may email the signer. */
    partnerContact: v.optional(v.boolean('type')),
    partner: v.optional(v.pipe(v.string('type'), v.regex(PARTNER_CODE, 'invalid'))),
    lang: v.optional(v.pipe(v.string('type'), v.regex(/^[A-Za-z0-9-]{2,35}$/, 'invalid'))),
    /** The `challenge` of a problem document and its solution, in ALTCHA's encoding. Empty for none. */
    proof: v.optional(v.pipe(v.string('type'), v.maxLength(4000, 'too_long'))),
  },
  'required',
);
export type SignatureInput = v.InferOutput<typeof SignatureInput>;

export const SignatureResponse = v.object({
  /** `confirm`: counts once the emailed link is confirmed. `signed`: counts from the next publish interval. */
  status: v.picklist(['confirm', 'signed']),
});
export type SignatureResponse = v.InferOutput<typeof SignatureResponse>;

const FIELD_ERROR_CODES = ['required', 'type', 'too_long', 'characters', 'invalid', 'duplicate'] as const;

export const FieldError = v.object({
  /** The field, or null for the request as a whole. */
  field: v.nullable(v.string()),
  code: v.picklist(FIELD_ERROR_CODES),
  /** What the value must be, in English, where the code doesn't say it: "must be at least 1". In the console's API only. */
  message: v.optional(v.string()),
});
export type FieldError = v.InferOutput<typeof FieldError>;

/** A proof-of-work challenge in ALTCHA's format. */
export const Challenge = v.object({
  parameters: v.looseObject({
    algorithm: v.literal('SHA-256'),
    nonce: v.string(),
    salt: v.string(),
    cost: v.literal(1),
    keyLength: v.literal(32),
    /** Hex digits at the start of the hash of salt, nonce, and a four-byte counter. */
    keyPrefix: v.string(),
  }),
  signature: v.string(),
});
export type Challenge = v.InferOutput<typeof Challenge>;

/** RFC 9457. Never repeats input. */
export const ProblemDetails = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  /** What happened and what to do. */
  detail: v.string(),
  errors: v.optional(v.array(FieldError)),
  /** Present if `type` ends in `proof-required`. Send the signature again with the solution in `proof`. */
  challenge: v.optional(Challenge),
});
export type ProblemDetails = v.InferOutput<typeof ProblemDetails>;
