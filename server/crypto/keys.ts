import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Encrypter, generateHybridIdentity } from 'age-encryption';
import { type Config, MIN_SECRET_LENGTH, type Secrets } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError, ensurePrivateDir, writeIfAbsent } from '../lib/fs.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readSetting, writeSettingIfAbsent } from '../storage/settings.ts';
import { readIdentities } from './identities.ts';

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
 * @throws UserError if a key is missing, unreadable, or not the one that the database was created with
 */
export async function loadKeys(config: Config, secrets: Secrets, storage: PetitionStorage): Promise<Keys> {
  const secret = await loadSecret(config, secrets, storage);
  const recipients =
    secrets.recipients ?? (await readOrCreateRecipients(keyFilePaths(config.dataDir), storage));
  for (const recipient of recipients) assertRecipient(recipient);
  await storeOriginalRecipients(recipients, storage);
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

/** The recipients of the first start, if they differ from these. Otherwise null. */
export async function changedRecipients(
  storage: PetitionStorage,
  recipients: readonly string[],
): Promise<string[] | null> {
  const original = (await originalRecipients(storage)) ?? [...recipients];
  return original.toSorted().join() === recipients.toSorted().join() ? null : original;
}

/** The recipients of the first start. Undefined if there was none yet. */
export async function originalRecipients({ db }: PetitionStorage): Promise<string[] | undefined> {
  return (await readSetting(db, 'recipients'))?.split(' ');
}

/** Lets a second or restored server notice that it seals to different recipients. */
async function storeOriginalRecipients(
  recipients: readonly string[],
  storage: PetitionStorage,
): Promise<void> {
  if (await originalRecipients(storage)) return;
  await storage.write((transaction) => writeSettingIfAbsent(transaction, 'recipients', recipients.join(' ')));
}

function assertRecipient(recipient: string): void {
  try {
    new Encrypter().addRecipient(recipient);
  } catch {
    throw new UserError(
      `"${recipient.slice(0, 20)}…" is not a valid age recipient. Copy the whole line that begins with "age1".`,
    );
  }
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
      (await originalRecipients(storage)) ??
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

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UserError(`${file} can't be read: ${describeFsError(error)}. Check who owns it.`);
  }
}
