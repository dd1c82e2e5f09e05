/** What the console's pages and the server say to each other. The schemas validate requests, and describe responses. */
import * as v from 'valibot';

const Token = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const Slug = v.pipe(v.string(), v.maxLength(100));
const Code = v.pipe(v.string(), v.maxLength(64));

/** Who is signed in. */
export const ConsoleSession = v.object({
  name: v.string(),
  role: v.picklist(['organizer', 'partner']),
  /** Slug of a partner's petition. Null for organizers. */
  petition: v.nullable(v.string()),
  /** Its code. */
  partner: v.nullable(v.string()),
});
export type ConsoleSession = v.InferOutput<typeof ConsoleSession>;

/** The token in the link of an invitation. */
export const Invitation = v.object({ token: Token });

/**
 * A new passkey, as the browser answered. With the invitation's token, or from a session that adds another one. The response's
 * own checks come with verifying it.
 */
export const NewPasskey = v.object({
  token: v.optional(Token),
  response: v.looseObject({ id: v.string() }),
  /** What its owner calls it. */
  label: v.pipe(v.string(), v.trim(), v.maxLength(80)),
});

export const SignIn = v.object({ response: v.looseObject({ id: v.string() }) });

export const Passkey = v.object({
  id: v.string(),
  label: v.string(),
  /** YYYY-MM-DD in UTC. */
  createdOn: v.string(),
  usedOn: v.nullable(v.string()),
});

export const OpenSession = v.object({
  id: v.string(),
  /** Browser and system. */
  label: v.string(),
  /** ISO 8601 in UTC. */
  createdAt: v.string(),
  seenAt: v.string(),
  /** Whether it is the one that asks. */
  isCurrent: v.boolean(),
});

/** Passkeys and sessions of the account that asks. */
export const OwnAccount = v.object({ passkeys: v.array(Passkey), sessions: v.array(OpenSession) });
export type OwnAccount = v.InferOutput<typeof OwnAccount>;

export const ConsoleAccount = v.object({
  ...ConsoleSession.entries,
  createdOn: v.string(),
  /** How many passkeys it has. Without any, it has never signed in. */
  passkeys: v.number(),
  /** Until when its invitation is valid. Null without one. */
  invitedUntil: v.nullable(v.string()),
});
export type ConsoleAccount = v.InferOutput<typeof ConsoleAccount>;

export const NewAccount = v.variant('role', [
  v.object({ name: Name, role: v.literal('organizer') }),
  v.object({ name: Name, role: v.literal('partner'), petition: Slug, partner: Code }),
]);

/** The link of an invitation, which is shown once. */
export const InvitationLink = v.object({
  url: v.string(),
  /** ISO 8601 in UTC. */
  expiresAt: v.string(),
});

export type InvitationLink = v.InferOutput<typeof InvitationLink>;

/** How many signatures were added on a day. */
const DayCount = v.object({ day: v.string(), signed: v.number() });

/** A petition in the console's list. A partner's numbers are those of its code. */
export const ConsolePetition = v.object({
  slug: v.string(),
  title: v.string(),
  /** Who it is addressed to. */
  target: v.nullable(v.string()),
  status: v.picklist(['draft', 'open', 'closed']),
  victory: v.boolean(),
  /** With those carried over. A partner's: only its own. */
  count: v.number(),
  /** Null if it is closed without one, and for partners. */
  goal: v.nullable(v.number()),
  today: v.number(),
  lastSevenDays: v.number(),
  /** The last thirty, oldest first. */
  days: v.array(DayCount),
  partners: v.record(v.string(), v.string()),
  /** Codes of those that open their signatures with an identity of their own. */
  partnersWithRecipient: v.array(v.string()),
  /** Link that shows a draft. Null once it is published, and for partners. */
  preview: v.nullable(v.string()),
  /** What to paste into a site, by partner code; empty for no partner. Only of one petition, not in lists. */
  snippets: v.optional(v.record(v.string(), v.string())),
});
export type ConsolePetition = v.InferOutput<typeof ConsolePetition>;

/** How a petition grew. */
export const Growth = v.object({
  /** From the first day with a signature until today or the last one, without gaps. */
  days: v.array(
    v.object({
      day: v.string(),
      signed: v.number(),
      /** By code. Those without one are left out. */
      partners: v.record(v.string(), v.number()),
    }),
  ),
  /** The last 72, oldest first. Empty for partners: hours are not counted by code. */
  hours: v.array(v.object({ hour: v.string(), signed: v.number() })),
  /** Signatures whose day nobody knows: carried over, or erased before growth was kept. */
  earlier: v.number(),
});
export type Growth = v.InferOutput<typeof Growth>;

export const AuditEntry = v.object({
  id: v.string(),
  /** ISO 8601 in UTC, to the minute. */
  at: v.string(),
  account: v.string(),
  action: v.string(),
  petition: v.nullable(v.string()),
  detail: v.nullable(v.string()),
});
export type AuditEntry = v.InferOutput<typeof AuditEntry>;
