import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateHybridIdentity } from 'age-encryption';
import { type Config, MIN_SECRET_LENGTH, type Secrets } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError, ensurePrivateDir, fsyncPath, writeIfAbsent } from '../lib/fs.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readSetting, writeSetting, writeSettingIfAbsent } from '../storage/settings.ts';
import { abbreviateRecipients, isRecipient, readIdentities } from './identities.ts';

/** The keys that signing needs. */
interface Keys {
  /**
   * Key of the signers' hashes. Kept outside the database, so that a copy of the database can't be used to
   * test a guess.
   */
  secret: Buffer;
  /** Public keys that personal data is sealed to. */
  recipients: readonly string[];
}

/** Where keys are kept that are not in the environment. */
export function keyFilePaths(dataDir: string) {
  return {
    secret: join(dataDir, 'secret'),
    identity: join(dataDir, 'identity'),
    recipient: join(dataDir, 'recipient'),
  };
}

/**
 * Loads the keys from the environment or the data folder. The first start creates what is missing.
 *
 * @throws UserError if a key is missing, unreadable, or not the one that the database was created with, or if RECIPIENT
 *   seems to have been forgotten
 */
export async function loadKeys(config: Config, secrets: Secrets, storage: PetitionStorage): Promise<Keys> {
  const secret = await loadSecret(config, secrets, storage);
  const files = keyFilePaths(config.dataDir);
  const recipients = secrets.recipients ?? (await readOrCreateRecipients(files, storage));
  for (const recipient of recipients) assertRecipient(recipient);
  // A file may be left over from before RECIPIENT was set. A changed variable was changed on purpose.
  if (!secrets.recipients) {
    await assertSameRecipients(recipients, files.recipient, storage);
    if ((await lastRecipients(storage)) === undefined) {
      for (const file of [files.identity, files.recipient]) if (existsSync(file)) flushKeyFile(file);
    }
  }
  await storage.write((transaction) => writeSettingIfAbsent(transaction, 'recipients', recipients.join(' ')));
  return { secret, recipients };
}

/**
 * Loads the secret alone, for commands that seal nothing.
 *
 * @throws UserError if it is missing, unreadable, or not the one that the database was created with
 */
export async function loadSecret(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
): Promise<Buffer> {
  const { secret: file } = keyFilePaths(config.dataDir);
  const secret = Buffer.from(secrets.secret ?? (await readOrCreateSecret(file, storage)));
  await checkSecret(secret, storage, secrets.secret === undefined ? file : 'SECRET');
  return secret;
}

/** Stored in the database to recognize its secret, without revealing it. */
export function secretCheckValue(secret: Uint8Array): string {
  return createHmac('sha256', secret).update('petition-widget secret check').digest('hex');
}

/** The check value in the database. Undefined if no server has started on it yet. */
export function storedSecretCheck({ db }: PetitionStorage): Promise<string | undefined> {
  return readSetting(db, 'secret_check');
}

/** The recipients of the latest start, if they differ from these and anything was sealed. Otherwise null. */
export async function changedRecipients(
  storage: PetitionStorage,
  recipients: readonly string[],
): Promise<string[] | null> {
  const last = await lastRecipients(storage);
  if (!last || isSameSet(last, recipients)) return null;
  const sealed = await storage.db.selectFrom('data_key').select('id').limit(1).executeTakeFirst();
  return sealed ? last : null;
}

/** The recipients of the latest start. Undefined if there was none yet. */
export async function lastRecipients({ db }: PetitionStorage): Promise<string[] | undefined> {
  return (await readSetting(db, 'recipients'))?.split(' ');
}

/**
 * Stores the recipients of this start, for the next one to compare.
 *
 * @returns those of the latest start, if they differ and anything was sealed. Otherwise null
 */
export async function storeRecipients(
  storage: PetitionStorage,
  recipients: readonly string[],
): Promise<string[] | null> {
  const changed = await changedRecipients(storage, recipients);
  const last = await lastRecipients(storage);
  if (!last || !isSameSet(last, recipients)) {
    await storage.write((transaction) => writeSetting(transaction, 'recipients', recipients.join(' ')));
  }
  return changed;
}

/** Recipients, abbreviated, that stored data keys are sealed to, one entry for each set of them. */
export async function usedRecipients({ db }: PetitionStorage): Promise<string[]> {
  const rows = await db.selectFrom('data_key').select('sealed_to').distinct().execute();
  return rows.flatMap(({ sealed_to }) => sealed_to ?? []).sort();
}

/** Nobody may hold the identity of a recipient that a server falls back to. */
async function assertSameRecipients(
  recipients: readonly string[],
  file: string,
  storage: PetitionStorage,
): Promise<void> {
  const last = await changedRecipients(storage, recipients);
  if (!last) return;
  throw new UserError(
    `RECIPIENT is not set, and ${file} is ${abbreviateRecipients(recipients)}, but signatures were last encrypted to ${abbreviateRecipients(last)}. Set RECIPIENT or RECIPIENT_FILE as before. If you mean to change the recipient, set RECIPIENT_FILE=${file}.`,
  );
}

const isSameSet = (a: readonly string[], b: readonly string[]) => a.toSorted().join() === b.toSorted().join();

function assertRecipient(recipient: string): void {
  if (isRecipient(recipient)) return;
  throw new UserError(
    `"${recipient.slice(0, 20)}…" is not a valid age recipient. Copy the whole line that begins with "age1".`,
  );
}

async function readOrCreateSecret(file: string, storage: PetitionStorage): Promise<string> {
  if (!existsSync(file)) {
    // A new secret would give everyone a new signer key, so that they could sign again. Checked twice, because
    // another server that starts at the same time may have created both in between.
    if ((await storedSecretCheck(storage)) !== undefined && !existsSync(file)) {
      throw new UserError(
        `${file} is missing, and the database was created with it. Restore it from your backup, or set SECRET_FILE to its path.`,
      );
    }
    if (!existsSync(file)) createKeyFile(file, `${randomBytes(32).toString('hex')}\n`);
  }
  const secret = readKeyFile(file);
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new UserError(`${file} no longer contains the secret. Restore it from your backup.`);
  }
  return secret;
}

async function checkSecret(secret: Buffer, storage: PetitionStorage, source: string): Promise<void> {
  const value = secretCheckValue(secret);
  // From here on, the database is useless without the file. An earlier start may have died before it flushed it.
  if (source !== 'SECRET' && (await storedSecretCheck(storage)) === undefined) flushKeyFile(source);
  await storage.write((transaction) => writeSettingIfAbsent(transaction, 'secret_check', value));
  if ((await storedSecretCheck(storage)) !== value) {
    throw new UserError(
      `The secret in ${source} isn't the one this database was created with. With it, everyone could sign twice. Restore the old one.`,
    );
  }
}

async function readOrCreateRecipients(
  files: { identity: string; recipient: string },
  storage: PetitionStorage,
): Promise<string[]> {
  if (!existsSync(files.recipient)) {
    const inUse =
      (await lastRecipients(storage)) ??
      (await storage.db.selectFrom('data_key').select('id').limit(1).executeTakeFirst());
    // The holder of the private key couldn't decrypt signatures that are sealed to a new key pair.
    if (inUse && !existsSync(files.identity) && !existsSync(files.recipient)) {
      throw new UserError(
        `${files.recipient} is missing, and signatures were sealed to it. Restore it from your backup, or set RECIPIENT.`,
      );
    }
    if (!existsSync(files.identity)) createKeyFile(files.identity, `${await generateHybridIdentity()}\n`);
    const identities = await readIdentities(files.identity);
    createKeyFile(files.recipient, identities.map(({ recipient }) => `${recipient}\n`).join(''));
  }
  return readKeyFile(files.recipient).split(/\s+/);
}

/** Keeps the existing file if another process was faster. */
function createKeyFile(file: string, content: string): void {
  try {
    ensurePrivateDir(dirname(file));
    writeIfAbsent(file, content);
  } catch (error) {
    throw new UserError(
      `${file} can't be created: ${describeFsError(error)}. Check DATA_DIR, and who owns the folder.`,
    );
  }
}

function flushKeyFile(file: string): void {
  try {
    fsyncPath(file);
    fsyncPath(dirname(file));
  } catch (error) {
    throw new UserError(`${file} can't be flushed to disk: ${describeFsError(error)}. Check who owns it.`);
  }
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UserError(`${file} can't be read: ${describeFsError(error)}. Check who owns it.`);
  }
}
