import type { Generated, Selectable } from 'kysely';

/** The tables as Kysely knows them. What made them stands, frozen, in `migrations/`. */
export interface Database {
  migration: MigrationTable;
  setting: SettingTable;
  petition: PetitionTable;
  petition_text: PetitionTextTable;
  petition_count: PetitionCountTable;
  data_key: DataKeyTable;
  signature: SignatureRow;
  pending_signature: PendingRow;
  shown_signature: ShownTable;
  outbox: OutboxTable;
  used_challenge: UsedChallengeTable;
  decoy: DecoyTable;
}

/** The steps of the schema that were applied. */
interface MigrationTable {
  name: string;
}

/** Facts about the database itself. */
interface SettingTable {
  /**
   * `recipients` are those of the first start. `batch` is another random value after each batch of signatures, confirmation and
   * withdrawal on SQLite. `outbox` says nothing: who takes letters out locks it, so that servers do it one after the other.
   */
  name: 'secret_check' | 'recipients' | 'revision' | 'batch' | 'outbox';
  value: string;
}

interface PetitionTable {
  id: number;
  slug: string;
  creator: string;
  status: 'open' | 'closed';
  /** Signatures gathered elsewhere whose records stayed there. */
  carried_over: number;
  own_goal: number | null;
  /** JSON of the contract's `Fields`. */
  fields: string;
  /** JSON object of partner code → display name. */
  partners: string;
  /** JSON array of the origins it may be signed from; null where that is any. */
  origins: string | null;
  salt: Uint8Array;
  mailbox_rules: number;
  /** The day (UTC); null while it is open. */
  closed_on: string | null;
}

interface PetitionTextTable {
  petition_id: number;
  lang: string;
  /** The first is the petition's own language. */
  position: number;
  title: string;
  text: string;
  outcome: string | null;
}

/** Apart from the petition, because each batch of signatures rewrites this row. */
interface PetitionCountTable {
  petition_id: number;
  signed: number;
  /** How many of those were exported and have no row any more. */
  erased: number;
  /** How many were ever shown: the next one's place. */
  shown: Generated<number>;
}

interface DataKeyTable {
  id: Uint8Array;
  made_on: string;
  sealed: Uint8Array;
}

/** A person under a petition. `(petition_id, signer_key)` is the primary key: one person counts once. */
export interface SignatureRow {
  petition_id: number;
  signer_key: Uint8Array;
  /** The day (UTC), no finer. */
  signed_on: string;
  partner: string | null;
  data_key_id: Uint8Array;
  sealed: Uint8Array;
}

/**
 * Somebody asked to sign: what the outbox and what is pending have in common. It says in plain what `purge` takes back a
 * robot's wave by, and nothing of whose it is.
 */
export interface RequestRow {
  petition_id: number;
  /** 16 random bytes. */
  request_id: Uint8Array;
  /** The day (UTC), no finer. */
  signed_on: string;
  partner: string | null;
  /** The signature that it is about, with its signer key: see `request-seal.ts`. */
  request: Uint8Array;
}

/**
 * A request whose letter is still to be sent. It is one row at the end of one table, because that is what signing waits
 * for. Each request has one of its own, whoever asks: signing takes the same way for everybody.
 */
interface OutboxTable extends RequestRow {
  /** When the letter is due, and then what makes it the only one: see `outbox-key.ts`. */
  id: Uint8Array;
  /** What the letter needs, encrypted under a key of the server. */
  letter: Uint8Array;
  /** When it is given up, ISO 8601 in UTC. */
  expires_at: string;
  attempts: Generated<number>;
  /** Until when it is in the hands of a server that delivers it, ISO 8601 in UTC. */
  taken_until: Generated<string | null>;
}

/**
 * A request whose letter went out, until it is 30 days old. Only confirming one meets the primary key of `signature`, so
 * what a stranger typed under somebody's address is confirmed by nobody else's letter. Confirming leaves the row as it is: who
 * knows of a request must not see here what became of it.
 */
export interface PendingRow extends RequestRow {
  /** One of the few that a signer has under a petition, told from others by the secret alone. Noise where there was none left. */
  slot: Uint8Array;
  /** Until when the signer gets no other letter, ISO 8601 in UTC; taken away once that is over. */
  quiet_until: string | null;
}

/** Somebody whom the signature counts for, and who lets everybody see it. */
interface ShownTable {
  petition_id: number;
  signer_key: Uint8Array;
  /** The order in which they came. */
  place: number;
  /** What the organiser calls it by. */
  handle: string;
  /** What the signer lets everybody see, encrypted under a key of the server. */
  shown: Uint8Array;
  comment: 'none' | 'waiting' | 'approved';
}

/**
 * Noise that SQLite writes in the place of a signature that was there already, or a first one would take longer to
 * store by the page that it goes to. A few hundred slots, over and over.
 */
interface DecoyTable {
  slot: number;
  bytes: Uint8Array;
}

/** What one transaction of the writer stores. */
export interface Batch {
  signatures: readonly SignatureRow[];
  /** Due at once. */
  requests: readonly NewRequest[];
}

export type OutboxRow = Selectable<OutboxTable>;
/** One that nobody has tried to deliver yet. */
export type NewRequest = Omit<OutboxRow, 'attempts' | 'taken_until'>;

/** A proof of work that was taken, and isn't taken again. */
interface UsedChallengeTable {
  /** The challenge's signature. */
  id: Uint8Array;
  /** The hour (UTC) in which it has run out, YYYY-MM-DDTHH. */
  forget_after: string;
}
