import type { ColumnType, Generated, Selectable } from 'kysely';

/** The tables, as Kysely knows them. The migrations that created them are frozen in `migrations/`. */
export interface Database {
  migration: MigrationTable;
  setting: SettingTable;
  petition: PetitionTable;
  petition_text: PetitionTextTable;
  petition_alias: PetitionAliasTable;
  petition_count: PetitionCountTable;
  signed_day: SignedDayTable;
  signed_hour: SignedHourTable;
  data_key: DataKeyTable;
  signature: SignatureRow;
  pending_signature: PendingRow;
  shown_signature: ShownTable;
  outbox: OutboxTable;
  used_challenge: UsedChallengeTable;
  decoy: DecoyTable;
  stopped_address: StoppedAddressTable;
  bounced_address: BouncedAddressTable;
  image: ImageTable;
  account: AccountRow;
  passkey: PasskeyRow;
  invitation: InvitationTable;
  session: SessionRow;
  audit_entry: AuditEntryRow;
  partner_link: PartnerLinkTable;
  imported_file: ImportedFileTable;
  webhook_endpoint: WebhookEndpointTable;
  webhook_petition: WebhookPetitionTable;
  webhook_state: WebhookStateTable;
  webhook_delivery: WebhookDeliveryTable;
  api_token: ApiTokenRow;
}

/** The migrations that were applied. */
interface MigrationTable {
  name: string;
}

/** Facts about the database itself. */
export interface SettingTable {
  /**
   * - `secret_check`: recognizes the secret that the database was created with
   * - `recipients`: those of the latest start
   * - `revision`: increased whenever petitions change
   * - `batch`: on SQLite, a new random value after each batch of signatures, confirmation, and withdrawal
   * - `withdrawals:` and the name of a log: the latest entry of that log. See `withdrawal-log.ts`
   * - `outbox`: empty. Servers that claim emails lock this row, so that they take turns
   * - `organizer_logo`: JSON of a `ServerLogo` or null, as of the latest start
   * - `last_backup`: when a backup was last made by this program. ISO 8601 in UTC
   * - `backup_id`: random, in the names of the backups that servers on this database make by themselves
   * - `backup_failure`: JSON of why the last of these failed, until one succeeds
   * - `identity_proof:` and the SHA-256 of the recipients: JSON of the day on which an account proved to have the identity, and
   *   its name
   * - `webhooks`: hour (UTC, YYYY-MM-DDTHH) of the last `petition.count` events. Servers that record events lock this row
   * - `mail_failure`: JSON of why emails were refused last, until one is delivered again
   */
  name:
    | 'secret_check'
    | 'recipients'
    | 'revision'
    | 'batch'
    | 'outbox'
    | 'mail_failure'
    | 'last_backup'
    | 'backup_id'
    | 'backup_failure'
    | 'organizer_logo'
    | 'webhooks'
    | `identity_proof:${string}`
    | `withdrawals:${string}`;
  value: string;
}

interface PetitionTable {
  id: number;
  slug: string;
  creator: string;
  status: 'open' | 'closed';
  /** Number of signatures that were collected elsewhere and are not stored here. */
  carried_over: number;
  own_goal: number | null;
  /** JSON of the contract's `Fields`. */
  fields: string;
  /** JSON object of partner code → name. */
  partners: string;
  /** JSON object of partner code → recipient, for partners that have one. */
  partner_recipients: Generated<string>;
  /** JSON array of the origins that it may be signed from. Null allows any. */
  origins: string | null;
  salt: Uint8Array;
  mailbox_rules: number;
  /** 1 if the organizer approves each name before it is shown publicly. */
  approve_names: Generated<number>;
  /** UTC day. Null while it is open. */
  closed_on: string | null;
  /** JSON: a string for all languages, or an object of language → text. Who the petition is addressed to. */
  target: string | null;
  /** Of the texts and outcomes. */
  format: Generated<'plain' | 'markdown'>;
  /** JSON of `Organizer`. Null for the server's own. */
  organizer: string | null;
  /** The last day on which it can be signed, in `time_zone`. */
  closes_on: string | null;
  /** IANA name. Null for the server's own. */
  time_zone: string | null;
  /** JSON array. */
  tags: Generated<string>;
  /** 1 if search engines are asked not to list it. */
  hidden_from_search: Generated<number>;
  /** JSON, like `target`. The sentence that is shared. */
  share_text: string | null;
  /** UTC day. Null if a version before this column created it. */
  created_on: string | null;
  /** 1 until it is published. Its `status` is `open` until then. */
  draft: Generated<number>;
  /** 1 if it is closed and has won. */
  victory: Generated<number>;
  /** JSON of a `PetitionImage`. */
  image: Generated<string | null>;
  /** The revision with which it last changed: see `bumpRevision`. */
  revision: Generated<number>;
}

interface PetitionTextTable {
  petition_id: number;
  lang: string;
  /** 0 is the petition's main language. */
  position: number;
  title: string;
  text: string;
  outcome: string | null;
}

/** An earlier slug of a petition. Links and widgets with it go on working. */
interface PetitionAliasTable {
  slug: string;
  petition_id: number;
}

/** Separate from the petition, because each batch of signatures rewrites this row. */
interface PetitionCountTable {
  petition_id: number;
  signed: number;
  /** How many of those were exported and erased. */
  erased: number;
  /** How many were ever shown publicly, which is the `place` of the latest. */
  shown: Generated<number>;
  /**
   * Random. Changes whenever signatures are removed, or what is shown of signers changes. `signed` tells of the others, so that
   * adding a signature takes no more work. Not a number of changes, which would tell a copy of the database how many there were.
   */
  mark: Generated<number>;
}

/**
 * How many signatures of a day through a partner count. `doctor --verify` compares it with the signatures.
 * Rows of 0 are normal: see `growth.ts`.
 */
interface SignedDayTable {
  petition_id: number;
  /** The `signed_on` of the signatures. Empty for those that were erased before this table existed. */
  day: string;
  /** Empty for those through no partner. */
  partner: string;
  signed: number;
}

/** How many signatures were added in an hour. Only the last 72 hours are kept. */
interface SignedHourTable {
  petition_id: number;
  /** UTC, YYYY-MM-DDTHH. */
  hour: string;
  signed: number;
}

/** Written in the transaction of the first row that is sealed under it, and checked in that of every other. */
export interface DataKeyRow {
  id: Uint8Array;
  /** UTC day of the first row. */
  made_on: string;
  /**
   * UTC day of the latest row: nothing under this key has a later `signed_on`. Null if a version before this
   * column wrote the key.
   */
  used_on: string | null;
  /** Abbreviated recipients, separated by spaces. Null if a version before this column wrote the key. */
  sealed_to: string | null;
  /** An age file. */
  sealed: Uint8Array;
  /**
   * The same key in an age file for a partner's recipient. Null unless everything under it is from signers who allowed that
   * partner to email them. Which partner is not stored: a key without signatures would tell more about who signed again.
   */
  partner_sealed: Uint8Array | null;
}

interface DataKeyTable extends Omit<DataKeyRow, 'used_on' | 'sealed_to'> {
  used_on: ColumnType<string | null, string | null | undefined, string | null>;
  sealed_to: ColumnType<string | null, string | null | undefined, string | null>;
  /** 1 while `retention` looks for rows under it. The next row under it sets this to 0, which keeps the key. */
  unused: Generated<number>;
}

/** A person under a petition. `(petition_id, signer_key)` is the primary key: one person counts once. */
export interface SignatureRow {
  petition_id: number;
  signer_key: Uint8Array;
  /** UTC day. Nothing more precise is stored. */
  signed_on: string;
  partner: string | null;
  data_key_id: Uint8Array;
  sealed: Uint8Array;
}

/**
 * A request to sign: what the outbox and the pending requests have in common. The columns `purge` filters by
 * are plaintext; the signer key is encrypted.
 */
export interface RequestRow {
  petition_id: number;
  /** 16 random bytes. */
  request_id: Uint8Array;
  /** UTC day. Nothing more precise is stored. */
  signed_on: string;
  partner: string | null;
  /** Its signer key, and what was entered under a key of its own, encrypted. See `request-cipher.ts`. */
  request: Uint8Array;
}

/**
 * A request whose email is still to be sent. Appended to a single table to keep signing fast. Every request
 * gets its own row, so that signing takes the same path for everyone.
 */
interface OutboxTable extends RequestRow {
  /** When the email is due, and a unique part. See `outbox-id.ts`. */
  id: Uint8Array;
  /** What the email needs, with the key for its link, encrypted under a key of the server. */
  letter: Uint8Array;
  /** When the server gives up sending it. ISO 8601 in UTC. */
  expires_at: string;
  attempts: Generated<number>;
  /**
   * A value that many signers share, by which a withdrawal finds the signer's rows without decrypting all. Null in rows
   * of versions without tags.
   */
  tag: Uint8Array | null;
  /** Until when a server has claimed it, to send it. ISO 8601 in UTC. */
  taken_until: Generated<string | null>;
}

/**
 * A request whose email was sent, until it is 30 days old. Only confirming it involves the primary key of
 * `signature`, so the link in one email never confirms what a stranger entered with the same address.
 * Confirming leaves the row as it is: someone who knows of a request must not learn its outcome.
 */
export interface PendingRow extends RequestRow {
  /**
   * One of the few slots that a signer has under a petition. Slots can be mapped to signers only with the
   * secret. Random if none was left.
   */
  slot: Uint8Array;
  /** Until when the signer gets no other email. ISO 8601 in UTC. Set to null afterward. */
  quiet_until: string | null;
  /**
   * UTC day on which a withdrawn request is deleted. Null unless it was withdrawn right after its email was sent.
   * Until then, the email's link confirms it again.
   */
  delete_on: string | null;
}

/** A signature that counts and whose signer chose to show it publicly. */
interface ShownTable {
  petition_id: number;
  signer_key: Uint8Array;
  /** Numbers them in the order in which they were confirmed. */
  place: number;
  /** Name by which the organizer refers to it. */
  handle: string;
  /** What the signer shows publicly, encrypted under a key of the server. */
  shown: Uint8Array;
  /** State of the comment. If the petition's names are approved, of the name as well: `waiting` hides it. */
  comment: 'none' | 'waiting' | 'approved';
  /** What was decided and can still be undone. In effect already: the comment is `none`, or nothing of the row is shown. */
  decision: 'refused' | 'hidden' | null;
  /** When the decision can't be undone anymore, and what it takes away is erased. ISO 8601 in UTC, to the minute. */
  final_at: string | null;
}

/**
 * Random bytes that SQLite writes in place of a signature that already exists. Otherwise a first signature
 * would take longer, because it writes one more page. A few hundred slots, overwritten again and again.
 */
interface DecoyTable {
  slot: number;
  bytes: Uint8Array;
}

/** A mailbox whose owner asked never to be emailed again. */
interface StoppedAddressTable {
  /** Keyed hash. See `stopped-addresses.ts`. */
  hash: Uint8Array;
}

/** An address of which a mail server said that it gets no email. */
interface BouncedAddressTable {
  /** Keyed hash. See `bounced-addresses.ts`. */
  hash: Uint8Array;
  /** UTC day from which emails to it are tried again. */
  expires_on: string;
}

/** A petition's picture in one of its widths. */
interface ImageTable {
  hash: string;
  width: number;
  /** Media type. */
  type: string;
  bytes: Uint8Array;
  /** UTC day since which no petition uses it. */
  unused_since: string | null;
}

/** Somebody who may use the console. */
export interface AccountRow {
  /** 16 random bytes in hex. */
  id: string;
  name: string;
  role: 'organizer' | 'partner';
  /** A partner's petition and code. Null for organizers. */
  petition_id: number | null;
  partner: string | null;
  /** UTC day. */
  created_on: string;
}

/** A passkey (WebAuthn credential) with which an account signs in. */
export interface PasskeyRow {
  /** The credential's ID in base64url. */
  id: string;
  account_id: string;
  /** COSE key. */
  public_key: Uint8Array;
  /** How often the authenticator says it was used, as text: 32 bits without a sign. */
  counter: string;
  /** What its owner calls it. */
  label: string;
  /** UTC day. */
  created_on: string;
  used_on: string | null;
}

/** A link with which the holder of an account registers a passkey, once. */
interface InvitationTable {
  /** SHA-256 of the token. */
  hash: Uint8Array;
  account_id: string;
  /** ISO 8601 in UTC. */
  expires_at: string;
}

export interface SessionRow {
  /** SHA-256 of the cookie. */
  hash: Uint8Array;
  account_id: string;
  /** Browser and system, like "Firefox on Linux". */
  label: string;
  /** ISO 8601 in UTC. */
  created_at: string;
  seen_at: string;
}

/** A change that somebody made in the console or on the command line. Never about a signer. */
export interface AuditEntryRow {
  /** Starts with the time, so that it orders entries. */
  id: string;
  /** ISO 8601 in UTC, to the minute. */
  at: string;
  /** The account's name at that time. */
  account: string;
  action: string;
  /** Slug. */
  petition: string | null;
  detail: string | null;
}

/** A link that shows a partner's numbers without an account. */
interface PartnerLinkTable {
  /** SHA-256 of the token. */
  hash: Uint8Array;
  petition_id: number;
  partner: string;
  /** UTC day. */
  created_on: string;
}

/** How many rows without an email address a file added to the petition's `carried_over`, so that it adds them once. */
interface ImportedFileTable {
  petition_id: number;
  /** Keyed hash of the file's content. */
  hash: Uint8Array;
  /** The most that it was found to have. */
  carried_over: number;
}

/** A URL that events are sent to. What is sealed is encrypted under a key of the server: see `webhook-cipher.ts`. */
interface WebhookEndpointTable {
  id: string;
  /** Sealed: it may contain a token. */
  url: Uint8Array;
  /** Sealed. Signs what is sent. */
  secret: Uint8Array;
  /** Sealed. The secret before the last rotation. */
  previous_secret: Uint8Array | null;
  /** Until when it signs as well. ISO 8601 in UTC. */
  previous_until: string | null;
  /** JSON array of event types. */
  events: string;
  /** 1 if it gets the events of all petitions, else of those in `webhook_petition`. */
  all_petitions: number;
  /** Why it gets no events: an organizer disabled it, it answered 410, or it failed for days. Null while it gets them. */
  disabled: 'organizer' | 'gone' | 'failing' | null;
  /** When it last accepted an event. ISO 8601 in UTC, to the minute. */
  accepted_at: string | null;
  /** When the first attempt since then failed. ISO 8601 in UTC, to the minute. */
  failing_since: string | null;
  /** UTC day. */
  created_on: string;
}

/** A petition whose events an endpoint gets. */
interface WebhookPetitionTable {
  endpoint_id: string;
  petition_id: number;
}

/** What the last events about a petition said, so that each is decided once. Written in the transaction that adds them. */
interface WebhookStateTable {
  petition_id: number;
  /** Of what the petition says. Null until a server has looked at it, if it was published before this table existed. */
  digest: string | null;
  status: 'open' | 'closed';
  /** The last milestone that was reached. */
  milestone: number;
  own_goal: number | null;
  /** The highest of its own goals that was reached. */
  goal_reached: number;
  /** The count in the last `petition.count`. */
  counted: number;
}

/** An event for an endpoint. Kept for a few days after it was delivered, as a log. */
interface WebhookDeliveryTable {
  /** Starts with the time, so that it orders them. */
  id: string;
  endpoint_id: string;
  type: string;
  /** What is sent, sealed. */
  body: Uint8Array;
  /** ISO 8601 in UTC, to the minute. */
  created_at: string;
  status: 'waiting' | 'delivered' | 'failed';
  /** When the next attempt is due. ISO 8601 in UTC. Null unless it is waiting. */
  due_at: string | null;
  /** Until when a server has claimed it, to send it. ISO 8601 in UTC. */
  taken_until: string | null;
  attempts: number;
  /** How many of them were made before somebody sent it again. Those after it decide when it is tried next. */
  attempts_before: number;
  /** When it was last attempted. ISO 8601 in UTC, to the minute. */
  attempted_at: string | null;
  /** HTTP status of the last attempt. Null without a response. */
  response_status: number | null;
  /** Why there was no response. */
  failure: string | null;
}

export type WebhookEndpointRow = Selectable<WebhookEndpointTable>;
export type WebhookStateRow = Selectable<WebhookStateTable>;
export type WebhookDeliveryRow = Selectable<WebhookDeliveryTable>;

/** What a program sends to read counts or sealed files. */
export interface ApiTokenRow {
  /** SHA-256 of the token. */
  hash: Uint8Array;
  /** What organizers call it. Unique. */
  name: string;
  /** `counts` of all petitions, or the `sealed` file of one. */
  scope: 'counts' | 'sealed';
  /** Null for `counts`. */
  petition_id: number | null;
  /** Who created it in the console. Null for the command line. */
  account_id: string | null;
  /** UTC days. It is valid on the last one. */
  created_on: string;
  expires_on: string;
  used_on: string | null;
}

/** What the batch writer stores in one transaction. */
export interface Batch {
  /** Those of all rows, which are stored with them. Left out only if they are in the database for certain. */
  dataKeys?: readonly DataKeyRow[];
  signatures: readonly SignatureRow[];
  /** Their emails are due immediately. */
  requests: readonly NewRequest[];
  /**
   * Set if the signatures were made elsewhere, at hours that nobody knows: they count on their days only. Such a batch is for one
   * petition, and has data keys and no requests.
   */
  isImport?: boolean;
}

export type OutboxRow = Selectable<OutboxTable>;
/** A row that no server has claimed yet. */
export type NewRequest = Omit<OutboxRow, 'attempts' | 'taken_until' | 'tag'> & { tag: Uint8Array };

/** A proof of work that was accepted, and won't be accepted again. */
interface UsedChallengeTable {
  /** The challenge's signature. */
  id: Uint8Array;
  /** The hour (UTC) in which it has expired, YYYY-MM-DDTHH. */
  forget_after: string;
}
