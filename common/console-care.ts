/**
 * What the console's pages and the server say to each other about comments, safety, the server's health, and partners' links.
 * The schemas validate requests, and describe responses.
 */
import * as v from 'valibot';
import { FINDING_CODES, FINDING_LEVELS, HEALTH_TOPICS } from './findings/findings.ts';

const Handle = v.pipe(v.string(), v.maxLength(40));

/**
 * - `waiting`: not public until it is approved
 * - `approved`: public
 * - `refused`: the name is public, the comment isn't; can be undone until `finalAt`
 * - `hidden`: nothing is public; can be undone until `finalAt`
 * - `name`: the name is public, and there is no comment or no longer one
 */
const CommentState = v.picklist(['waiting', 'approved', 'refused', 'hidden', 'name']);

/** A public signature as organizers see it. */
export const ConsoleComment = v.object({
  /** Identifies it without revealing anything about the signer. */
  handle: v.string(),
  /** As the public sees it. */
  name: v.string(),
  comment: v.nullable(v.string()),
  state: CommentState,
  /** Until when the decision can be undone. ISO 8601 in UTC. Null if there is no end, or nothing to undo. */
  finalAt: v.nullable(v.string()),
});
export type ConsoleComment = v.InferOutput<typeof ConsoleComment>;

export const CommentPage = v.object({
  comments: v.array(ConsoleComment),
  /** For the parameter `after`. Null on the last page. */
  next: v.nullable(v.string()),
  /** Whether names without a comment wait for approval, too. */
  approvesNames: v.boolean(),
  /** Whether signers can choose to be shown at all. */
  showsNames: v.boolean(),
});
export type CommentPage = v.InferOutput<typeof CommentPage>;

export const CommentDecision = v.object({
  handle: Handle,
  action: v.picklist(['approve', 'refuse', 'hide', 'undo']),
  /** The state in which it was seen. Otherwise somebody else has decided meanwhile. */
  seen: CommentState,
});
export type CommentDecision = v.InferOutput<typeof CommentDecision>;

/** A day in UTC, as YYYY-MM-DD. That it exists is checked by the server. */
const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const Partner = v.pipe(v.string(), v.maxLength(64));
/** What a passkey answered. Its own checks come with verifying it. */
export const PasskeyResponse = v.looseObject({ id: v.string() });

/** What would be removed, before anything is. */
export const PurgePreview = v.object({
  /** Without the requests for confirmation emails: one that vanishes together with a signature would show whose it was. */
  groups: v.array(
    v.object({
      day: v.string(),
      /** Code. Null for those through no partner. */
      partner: v.nullable(v.string()),
      signatures: v.number(),
    }),
  ),
  /** Hours of these days with signatures, as far as they are kept. Through all partners. */
  hours: v.array(v.object({ hour: v.string(), signed: v.number() })),
  /** Signatures of the petition, of all days, that `retention` moved into sealed files. They can't be removed here. */
  erased: v.number(),
});
export type PurgePreview = v.InferOutput<typeof PurgePreview>;

export const Purge = v.object({
  /** First and last day. */
  since: Day,
  until: Day,
  /** Only those through this partner. Empty for those through none; left out for all. */
  partner: v.optional(Partner),
  /** The petition's slug, typed to confirm. */
  confirm: v.string(),
  /** Of the account, to `/sign-in/options`: a stolen session isn't enough. */
  passkey: PasskeyResponse,
});
export type Purge = v.InferOutput<typeof Purge>;

/** What was removed. */
export const PurgeResult = v.object({ signatures: v.number(), requests: v.number() });
export type PurgeResult = v.InferOutput<typeof PurgeResult>;

export const AddressErasure = v.object({
  email: v.pipe(v.string(), v.maxLength(400)),
  /** The petition's slug, typed to confirm. */
  confirm: v.string(),
  /** What the identity read in the challenge. */
  proof: v.pipe(v.string(), v.maxLength(100)),
});
export type AddressErasure = v.InferOutput<typeof AddressErasure>;

/** The same whether or not anything was stored about the address. */
export const AddressErased = v.object({
  /** How many petitions were searched. */
  petitions: v.number(),
  /** Slugs of those from which `retention` moved signatures into sealed files, whosever they are. */
  sealedFiles: v.array(v.string()),
});
export type AddressErased = v.InferOutput<typeof AddressErased>;

export const Retention = v.object({
  /** UTC. Null unless it is closed. */
  closedOn: v.nullable(v.string()),
  /** How many are stored here. */
  stored: v.number(),
  /** How many were moved into sealed files. */
  erased: v.number(),
  /** First day on which they can be moved, UTC. Null unless it is closed. */
  dueOn: v.nullable(v.string()),
  /** Sealed files that were written here and are still on the server. */
  files: v.array(v.object({ name: v.string(), bytes: v.number() })),
});
export type Retention = v.InferOutput<typeof Retention>;

/** Moves a petition's signatures into a sealed file on the server. */
export const RetentionMove = v.object({
  /** The petition's slug, typed to confirm. */
  confirm: v.string(),
  /** Of the account, to `/sign-in/options`: a stolen session isn't enough. */
  passkey: PasskeyResponse,
});
export type RetentionMove = v.InferOutput<typeof RetentionMove>;

/** Deletes a sealed file from the server. */
export const MovedFileDeletion = v.object({
  name: v.pipe(v.string(), v.maxLength(200)),
  /** SHA-256 of a copy, in hexadecimal: who has no whole copy can't delete the only one. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  passkey: PasskeyResponse,
});
export type MovedFileDeletion = v.InferOutput<typeof MovedFileDeletion>;

const MailRefusal = v.object({
  /** When it happened, to the minute. ISO 8601 in UTC. */
  at: v.string(),
  code: v.optional(v.string()),
  responseCode: v.optional(v.number()),
  /** The mail server's words, without what could name a recipient. */
  reply: v.optional(v.string()),
});
export type MailRefusal = v.InferOutput<typeof MailRefusal>;

export const ServerHealth = v.object({
  version: v.string(),
  /** Node's version. */
  node: v.string(),
  /** What `petitions doctor --json` prints. */
  findings: v.array(
    v.object({
      topic: v.picklist(HEALTH_TOPICS),
      level: v.picklist(FINDING_LEVELS),
      code: v.picklist(FINDING_CODES),
      /** By name. Which a code has is in `common/findings/findings.ts`. */
      values: v.record(v.string(), v.union([v.string(), v.number(), v.array(v.string())])),
      /** In English. */
      message: v.string(),
    }),
  ),
  /** Emails that are late. Null without a mail server. */
  emails: v.nullable(
    v.object({
      /** How many the mail server didn't take. They are tried again. */
      refused: v.number(),
      /** How many no server has tried to send. */
      untried: v.number(),
      /** When the oldest was requested, to the minute. ISO 8601 in UTC. */
      since: v.nullable(v.string()),
      /** Why emails were refused last. Null if others are delivered. */
      failure: v.nullable(MailRefusal),
    }),
  ),
  /** When this program last made a backup. Null on PostgreSQL, where another program makes backups. */
  backup: v.nullable(v.object({ last: v.nullable(v.string()) })),
  /** On the disk of the database. Null on PostgreSQL. */
  freeBytes: v.nullable(v.number()),
});
export type ServerHealth = v.InferOutput<typeof ServerHealth>;

export const TestEmail = v.object({
  address: v.pipe(v.string(), v.maxLength(400)),
  /** Language of the email. */
  lang: v.pipe(v.string(), v.maxLength(20)),
});
export type TestEmail = v.InferOutput<typeof TestEmail>;

export const TestEmailResult = v.object({
  /** Why the mail server refused it. Null if it took it. */
  failure: v.nullable(MailRefusal),
});
export type TestEmailResult = v.InferOutput<typeof TestEmailResult>;

/** How many links of each partner work, by code. Partners without any are left out. */
export const PartnerLinks = v.record(v.string(), v.number());
export type PartnerLinks = v.InferOutput<typeof PartnerLinks>;

export const PartnerLinkRequest = v.object({ partner: Partner });

/** A link to a partner's numbers, which is shown once. */
export const NewPartnerLink = v.object({ url: v.string() });
export type NewPartnerLink = v.InferOutput<typeof NewPartnerLink>;

/** An API token as organizers see it. */
export const ListedToken = v.object({
  name: v.string(),
  /** `counts` of all petitions, or the `sealed` file of one. */
  scope: v.picklist(['counts', 'sealed']),
  /** Slug. Null for `counts`. */
  petition: v.nullable(v.string()),
  /** Name of the account. Null if it was created on the command line. */
  createdBy: v.nullable(v.string()),
  /** Days as YYYY-MM-DD in UTC. */
  createdOn: v.string(),
  expiresOn: v.string(),
  /** Null until it is used. */
  usedOn: v.nullable(v.string()),
  isExpired: v.boolean(),
});
export type ListedToken = v.InferOutput<typeof ListedToken>;

const TokenOptions = {
  name: v.pipe(v.string(), v.maxLength(80)),
  days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366)),
  /** Of the account, to `/sign-in/options`: the token outlives the session. */
  passkey: PasskeyResponse,
};
export const TokenRequest = v.variant('scope', [
  v.object({ ...TokenOptions, scope: v.literal('counts') }),
  v.object({ ...TokenOptions, scope: v.literal('sealed'), petition: v.pipe(v.string(), v.maxLength(100)) }),
]);
export type TokenRequest = v.InferOutput<typeof TokenRequest>;

/** A token, which is shown once. */
export const NewToken = v.object({ token: v.string(), expiresOn: v.string() });
export type NewToken = v.InferOutput<typeof NewToken>;
