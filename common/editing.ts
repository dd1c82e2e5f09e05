/** How the console edits petitions: what it reads, and what it sends besides entries for `petitions load`. */
import * as v from 'valibot';
import { Fields, Petition } from './contract.ts';

/** One text for all languages, or one for each. */
const Localized = v.union([v.string(), v.record(v.string(), v.string())]);
export type Localized = v.InferOutput<typeof Localized>;

/** A petition as an entry for `petitions load`, with every value. */
export const EditablePetition = v.object({
  slug: v.string(),
  creator: v.string(),
  status: v.picklist(['draft', 'open', 'closed']),
  /** By language, the main one first. */
  texts: v.record(v.string(), v.object({ title: v.string(), text: v.string() })),
  target: v.nullable(Localized),
  format: v.picklist(['plain', 'markdown']),
  image: v.nullable(
    v.object({
      /** Hash of a picture that was uploaded. */
      upload: v.string(),
      alt: Localized,
      credit: v.nullable(v.string()),
    }),
  ),
  /** Null for the server's own. */
  organizer: v.nullable(
    v.object({
      name: v.string(),
      logo: v.optional(v.object({ upload: v.string(), alt: v.optional(Localized) })),
      url: v.optional(v.string()),
      email: v.optional(v.string()),
      privacyUrl: v.optional(v.string()),
      imprintUrl: v.optional(v.string()),
    }),
  ),
  goal: v.nullable(v.number()),
  carriedOver: v.number(),
  /** The last day, YYYY-MM-DD. */
  closesOn: v.nullable(v.string()),
  timeZone: v.nullable(v.string()),
  tags: v.array(v.string()),
  noindex: v.boolean(),
  shareText: v.nullable(Localized),
  fields: Fields,
  approveNames: v.boolean(),
  /** By code: the name, with the recipient if the partner has one. */
  partners: v.record(
    v.string(),
    v.union([v.string(), v.object({ name: v.string(), recipient: v.string() })]),
  ),
  origins: v.nullable(v.array(v.string())),
});
export type EditablePetition = v.InferOutput<typeof EditablePetition>;

/** Asks what a petition would look like. */
export const PreviewRequest = v.object({
  /** Slug of the petition that is edited. Null if it is new. */
  petition: v.nullable(v.string()),
  /** For `petitions load`. */
  entry: v.looseObject({}),
  lang: v.pipe(v.string(), v.maxLength(35)),
});

/** What the widget would get. Nothing was stored. */
export const Preview = v.object({ petition: Petition });
export type Preview = v.InferOutput<typeof Preview>;

export const Closing = v.object({
  /** How it ended: one text for all languages, or one for each. Null keeps what there is, empty text removes it. */
  outcome: v.nullable(Localized),
  victory: v.optional(v.boolean()),
});
export type Closing = v.InferOutput<typeof Closing>;

/** A picture to be used by an entry. */
export const Upload = v.object({
  purpose: v.picklist(['hero', 'logo']),
  /** The file, in base64. */
  data: v.pipe(v.string(), v.base64()),
});

export const UploadedImage = v.object({
  /** For `image.upload` or `organizer.logo.upload`. */
  upload: v.string(),
  /** Path on this server. */
  src: v.string(),
  width: v.number(),
  height: v.number(),
});
export type UploadedImage = v.InferOutput<typeof UploadedImage>;
