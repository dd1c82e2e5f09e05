import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { deriveKey } from '../crypto/derive-key.ts';
import { ensurePrivateDir, fsyncPath, writeIfAbsent } from '../lib/fs.ts';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, SettingTable } from '../storage/schema.ts';
import { lockSetting, readSetting, writeSetting } from '../storage/settings.ts';

/** How long withdrawals are kept, in addition to the current month. A backup should be restored sooner. */
const KEPT_MONTHS = 3;
const TAG_BYTES = 32;
const NAME_BYTES = 8;
/** Longer than several entries. The longest has a hash for each of a signer's requests. */
const MAX_TAIL_BYTES = 64 * 1024;
/**
 * The hash of a withdrawn record, then those of the requests that can still undo the withdrawal. Or, behind `UNDONE`, the
 * hash of a request that did. The end is a name of its own, which entries of earlier versions lack.
 */
const ENTRY = /^~?[\w-]{43}(?: [\w-]{43})*(?: =[\w-]{11})?$/;
const UNDONE = '~';
const MONTH = /^\d{4}-\d{2}$/;

interface MissingWithdrawals {
  withdrawn: ReadonlySet<string>;
  undoable: ReadonlySet<string>;
}

/**
 * Remembers withdrawals outside the database, so that a restored backup doesn't bring back who withdrew.
 *
 * An entry is a keyed hash of the deleted record, which is encrypted. It names nobody, and says nothing to anyone who
 * doesn't have that record: neither the secret nor an email address lets anyone ask who withdrew. If the same person
 * signs again, the record is another one.
 *
 * A file per month in a folder, appended to. The database remembers the latest entry, which shows whether it was
 * restored. The name in the database is the log's own, because servers that share a database each have a log.
 */
export class WithdrawalLog {
  readonly #folder: string;
  readonly #key: Uint8Array;
  readonly #name: SettingTable['name'];

  constructor(dataDir: string, secret: Uint8Array) {
    this.#folder = join(dataDir, 'withdrawals');
    this.#key = deriveKey(secret, 'petition-widget withdrawal');
    ensurePrivateDir(this.#folder);
    const id = join(this.#folder, 'id');
    if (!existsSync(id)) writeIfAbsent(id, `${randomBytes(8).toString('hex')}\n`);
    this.#name = `withdrawals:${readFileSync(id, 'utf8').trim()}`;
  }

  /** The hash by which a record is found again. */
  tag(record: Uint8Array): string {
    return createHmac('sha256', this.#key).update(record).digest('base64url');
  }

  /**
   * Adds a withdrawal, in its transaction and before the commit: after a crash in between it is repeated, not forgotten.
   *
   * @param records what was deleted; nothing is added differently if there was nothing
   * @param requests which of the signer's requests are kept for a while, and can undo it
   */
  async add(
    transaction: Kysely<Database>,
    records: readonly Uint8Array[],
    requests: readonly Uint8Array[] = [],
  ): Promise<void> {
    const tags = records.map((record) => this.tag(record));
    if (tags.length === 0) tags.push(randomBytes(TAG_BYTES).toString('base64url'));
    const requestTags = requests.map((request) => this.tag(request));
    await this.#append(
      transaction,
      tags.map((tag) => [tag, ...requestTags].join(' ')),
    );
  }

  /**
   * Records, in the transaction that confirms a withdrawn request again, that its withdrawal no longer applies: neither
   * to what it was confirmed as before, which was sealed differently, nor to the records themselves.
   */
  async undo(transaction: Kysely<Database>, records: readonly Uint8Array[]): Promise<void> {
    await this.#append(
      transaction,
      records.map((record) => `${UNDONE}${this.tag(record)}`),
    );
  }

  async #append(transaction: Kysely<Database>, entries: readonly string[]): Promise<void> {
    // First, because this makes concurrent withdrawals wait for each other, so that both have the same order.
    const known = await lockSetting(transaction, this.#name);
    const lines = entries.map((entry) => `${entry} ${createName()}`);
    const latest = await this.latest();
    // A database that was restored while this server kept running lacks earlier entries. It must go on showing that.
    if (latest === undefined || latest === known) await this.remember(transaction, nameOf(lines.at(-1)!));
    const month = utcDay().slice(0, 7);
    const file = join(this.#folder, month);
    const isNew = !existsSync(file);
    const handle = await open(file, 'a', 0o600);
    try {
      // The first line break ends what a crash may have left.
      await handle.appendFile(`\n${lines.join('\n')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (isNew) fsyncPath(this.#folder);
  }

  /** Records that the database contains all withdrawals up to this entry. */
  async remember(transaction: Kysely<Database>, entry: string): Promise<void> {
    await writeSetting(transaction, this.#name, entry);
  }

  /** Whether the database lacks entries. A withdrawal that isn't committed yet doesn't count. */
  async isAhead(storage: PetitionStorage): Promise<boolean> {
    const latest = await this.latest();
    if (latest === undefined || latest === (await readSetting(storage.db, this.#name))) return false;
    return storage.write(async (transaction) => {
      // Waits for withdrawals in progress.
      const known = await lockSetting(transaction, this.#name);
      return known !== (await this.latest());
    });
  }

  /** The name of the last entry. Undefined if there is none. */
  async latest(): Promise<string | undefined> {
    for (const month of this.#months().reverse()) {
      const tail = await readTail(join(this.#folder, month));
      const entry = tail.split('\n').findLast((line) => ENTRY.test(line));
      if (entry !== undefined) return nameOf(entry);
    }
    return undefined;
  }

  /**
   * The entries that the database lacks. There are none unless it was restored, or a withdrawal was cut off.
   *
   * @returns `withdrawn`: hashes of the records to delete; `undoable`: of the requests to keep for a while; `latest`: undefined
   *   if there are no such entries
   */
  async missingIn(db: Kysely<Database>): Promise<MissingWithdrawals & { latest: string | undefined }> {
    const entries = this.#months().flatMap((month) =>
      readFileSync(join(this.#folder, month), 'utf8')
        .split('\n')
        .filter((line) => ENTRY.test(line)),
    );
    const latest = await readSetting(db, this.#name);
    const known = latest === undefined ? -1 : entries.map(nameOf).lastIndexOf(latest);
    const last = entries.at(-1);
    if (last === undefined || known === entries.length - 1)
      return { withdrawn: new Set(), undoable: new Set(), latest: undefined };
    return { ...stillWithdrawn(entries, known + 1), latest: nameOf(last) };
  }

  /** Deletes the files of months that are long past. */
  deleteOld(now = Date.now()): void {
    const current = new Date(now);
    const oldest = new Date(Date.UTC(current.getUTCFullYear(), current.getUTCMonth() - KEPT_MONTHS));
    const month = oldest.toISOString().slice(0, 7);
    for (const name of this.#months()) if (name < month) rmSync(join(this.#folder, name), { force: true });
  }

  #months(): string[] {
    return readdirSync(this.#folder)
      .filter((name) => MONTH.test(name))
      .sort();
  }
}

/** Two entries about one record are not the same: what came between them would be forgotten. */
const createName = () => `=${randomBytes(NAME_BYTES).toString('base64url')}`;

/** The end of a file, with at least its last line. */
async function readTail(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - MAX_TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** How the database remembers an entry. */
function nameOf(entry: string): string {
  const fields = entry.split(' ');
  const last = fields.at(-1)!;
  return last.startsWith('=') ? last : fields[0]!;
}

/**
 * Goes through the entries in their order, and drops the withdrawals that were undone.
 *
 * @param start index of the first entry that counts; those before only say what belongs together
 */
function stillWithdrawn(entries: readonly string[], start: number): MissingWithdrawals {
  const withdrawn = new Set<string>();
  const undoable = new Set<string>();
  /** By request: the records that it was confirmed as. A later withdrawal of the same request is about all of them. */
  const recordsOf = new Map<string, Set<string>>();
  for (const [index, entry] of entries.entries()) {
    const [first, ...requests] = entry.split(' ').filter((field) => !field.startsWith('=')) as [
      string,
      ...string[],
    ];
    if (first.startsWith(UNDONE)) {
      const request = first.slice(UNDONE.length);
      withdrawn.delete(request);
      undoable.delete(request);
      for (const record of recordsOf.get(request) ?? []) withdrawn.delete(record);
      continue;
    }
    for (const request of requests) recordsOf.set(request, (recordsOf.get(request) ?? new Set()).add(first));
    if (index < start) continue;
    withdrawn.add(first);
    for (const request of requests) undoable.add(request);
    for (const request of [first, ...requests]) {
      for (const record of recordsOf.get(request) ?? []) withdrawn.add(record);
    }
  }
  return { withdrawn, undoable };
}
