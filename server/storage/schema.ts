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
  outbox: LetterRow;
  used_challenge: UsedChallengeTable;
}

/** The steps of the schema that were applied. */
interface MigrationTable {
  name: string;
}

/** Facts about the database itself. */
interface SettingTable {
  /** `recipients` are those of the first start. `batch` is another random value after each batch of signatures on SQLite. */
  name: 'secret_check' | 'recipients' | 'revision' | 'batch';
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
 * A signature whose mailbox hasn't confirmed it yet. Each request makes one of its own, whoever asks: only
 * confirming one meets the primary key. So what a stranger typed under somebody's address is confirmed by nobody else's letter,
 * and signing takes the same way for everybody.
 */
export interface PendingRow extends SignatureRow {
  /** 16 random bytes. */
  id: Uint8Array;
  /** Of its letter: still in the outbox, sent, answered. */
  state: 'waiting' | 'sent' | 'confirmed';
  /** Until when the signer gets no other letter, ISO 8601 in UTC; taken away once that is over. */
  quiet_until: string | null;
}

/** A letter that is still to be sent, written in the same transaction as the signature it is about. */
export interface LetterRow {
  /** 16 random bytes. */
  id: Uint8Array;
  petition_id: number;
  signer_key: Uint8Array;
  /** What the letter needs, encrypted under a key of the server. */
  letter: Uint8Array;
  /** When to try next, ISO 8601 in UTC. */
  due_at: string;
  attempts: number;
  /** When it is given up, ISO 8601 in UTC. */
  expires_at: string;
}

/** What one transaction of the writer stores. */
export interface Batch {
  signatures: readonly SignatureRow[];
  pending: readonly PendingRow[];
  letters: readonly LetterRow[];
}

/** A proof of work that was taken, and isn't taken again. */
interface UsedChallengeTable {
  /** The challenge's signature. */
  id: Uint8Array;
  /** The hour (UTC) in which it has run out, YYYY-MM-DDTHH. */
  forget_after: string;
}
