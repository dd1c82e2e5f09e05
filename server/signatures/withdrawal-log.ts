import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { deriveKey } from '../crypto/derive-key.ts';
import { ensurePrivateDir, fsyncPath, writeIfAbsent } from '../lib/fs.ts';
import { utcDay } from '../lib/time.ts';
import type { Database, SettingTable } from '../storage/schema.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** How long withdrawals are kept, in addition to the current month. A backup should be restored sooner. */
const KEPT_MONTHS = 3;
const TAG_BYTES = 32;
/** The hash, behind `UNDONE` if the withdrawal was undone. */
const ENTRY = /^~?[\w-]{43}$/;
const UNDONE = '~';
const MONTH = /^\d{4}-\d{2}$/;

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
   */
  async add(transaction: Kysely<Database>, records: readonly Uint8Array[]): Promise<void> {
    const tags = records.map((record) => this.tag(record));
    if (tags.length === 0) tags.push(randomBytes(TAG_BYTES).toString('base64url'));
    await this.#append(transaction, tags);
  }

  /** Records, in the transaction that confirms a withdrawn signature again, that its withdrawal no longer applies. */
  async undo(transaction: Kysely<Database>, record: Uint8Array): Promise<void> {
    await this.#append(transaction, [`${UNDONE}${this.tag(record)}`]);
  }

  async #append(transaction: Kysely<Database>, entries: readonly string[]): Promise<void> {
    // First, because this makes concurrent withdrawals wait for each other, so that both have the same order.
    await this.remember(transaction, entries.at(-1)!);
    const month = utcDay().slice(0, 7);
    const file = join(this.#folder, month);
    const isNew = !existsSync(file);
    const handle = await open(file, 'a', 0o600);
    try {
      // The first line break ends what a crash may have left.
      await handle.appendFile(`\n${entries.join('\n')}\n`);
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

  /**
   * The entries that the database lacks. There are none unless it was restored, or a withdrawal was cut off.
   *
   * @returns `withdrawn`: hashes of the records to delete; `latest`: undefined if there are no such entries
   */
  async missingIn(db: Kysely<Database>): Promise<{ withdrawn: Set<string>; latest: string | undefined }> {
    const entries = this.#months().flatMap((month) =>
      readFileSync(join(this.#folder, month), 'utf8')
        .split('\n')
        .filter((line) => ENTRY.test(line)),
    );
    const latest = await readSetting(db, this.#name);
    const missing = latest === undefined ? entries : entries.slice(entries.lastIndexOf(latest) + 1);
    const withdrawn = new Set<string>();
    for (const entry of missing) {
      if (entry.startsWith(UNDONE)) withdrawn.delete(entry.slice(UNDONE.length));
      else withdrawn.add(entry);
    }
    return { withdrawn, latest: missing.at(-1) };
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
