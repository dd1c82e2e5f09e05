import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Encrypter, generateHybridIdentity } from 'age-encryption';
import { type Config, MIN_SECRET_LENGTH, type Secrets } from '../config/config.ts';
import { UserError } from '../lib/errors.ts';
import { ensurePrivateDir, writeIfAbsent } from '../lib/fs.ts';
import { secretCheckValue } from '../signatures/signer-key.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readIdentities } from './identities.ts';

/** What signing needs to know by heart. */
export interface Keys {
  /** Keys the signers' hashes. Kept outside the database, so that a copy of that can't test a guess. */
  secret: Buffer;
  /** Public keys that personal data is sealed to. */
  recipients: readonly string[];
}

/** Where the keys are kept that the environment doesn't name. */
export function keyFilePaths(dataDir: string) {
  return {
    secret: join(dataDir, 'secret'),
    identity: join(dataDir, 'identity'),
    recipient: join(dataDir, 'recipient'),
  };
}

/**
 * Finds the keys in the environment or under the data folder; the first start makes what is missing.
 *
 * @throws Mistake where a key is missing or another than the database was made with
 */
export async function loadKeys(config: Config, given: Secrets, storage: PetitionStorage): Promise<Keys> {
  const secret = await loadSecret(config, given, storage);
  const recipients =
    given.recipients ?? (await readOrCreateRecipients(keyFilePaths(config.dataDir), storage));
  for (const recipient of recipients) assertRecipient(recipient);
  await storeOriginalRecipients(recipients, storage);
  return { secret, recipients };
}

/**
 * The secret alone, for what seals nothing.
 *
 * @throws Mistake where it is missing or another than the database was made with
 */
export async function loadSecret(config: Config, given: Secrets, storage: PetitionStorage): Promise<Buffer> {
  const { secret: file } = keyFilePaths(config.dataDir);
  const secret = Buffer.from(given.secret ?? (await readOrCreateSecret(file, storage)));
  await checkSecret(secret, storage, given.secret === undefined ? file : 'SECRET');
  return secret;
}

/** The check value that the database holds, if it has met its secret. */
export function storedSecretCheck(storage: PetitionStorage): Promise<string | undefined> {
  return readSetting(storage, 'secret_check');
}

/** To whom the first start sealed, where that was to others than these; null where it was to the same. */
export async function changedRecipients(
  storage: PetitionStorage,
  recipients: readonly string[],
): Promise<string[] | null> {
  const first = (await originalRecipients(storage)) ?? [...recipients];
  return first.toSorted().join() === recipients.toSorted().join() ? null : first;
}

/** To whom the first start sealed, if it did. */
export async function originalRecipients(storage: PetitionStorage): Promise<string[] | undefined> {
  return (await readSetting(storage, 'recipients'))?.split(' ');
}

async function readSetting(
  { db }: PetitionStorage,
  name: 'secret_check' | 'recipients',
): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

/** Public keys, so that another server, or a restored one, can be told from where it seals to. */
async function storeOriginalRecipients(
  recipients: readonly string[],
  storage: PetitionStorage,
): Promise<void> {
  if (await originalRecipients(storage)) return;
  await storage.write((transaction) =>
    transaction
      .insertInto('setting')
      .values({ name: 'recipients', value: recipients.join(' ') })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  );
}

/** @throws Mistake where it is no age recipient */
function assertRecipient(recipient: string): void {
  try {
    new Encrypter().addRecipient(recipient);
  } catch {
    throw new UserError(
      `The recipient "${recipient.slice(0, 20)}…" is damaged; copy the whole line that begins with "age1".`,
    );
  }
}

async function readOrCreateSecret(file: string, storage: PetitionStorage): Promise<string> {
  if (!existsSync(file)) {
    // A new secret would give everybody a new signer key: each could sign once more. Looked at twice, because
    // another server that starts at this moment may have made both in between.
    if ((await storedSecretCheck(storage)) !== undefined && !existsSync(file)) {
      throw new UserError(
        `${file} is missing, and the database was made with it. Put it back from your backup, or name it in SECRET_FILE.`,
      );
    }
    if (!existsSync(file)) createKeyFile(file, `${randomBytes(32).toString('hex')}\n`);
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new UserError(`${file} holds no secret any more. Put it back from your backup.`);
  }
  return secret;
}

async function checkSecret(secret: Buffer, storage: PetitionStorage, source: string): Promise<void> {
  const value = secretCheckValue(secret);
  await storage.write((transaction) =>
    transaction
      .insertInto('setting')
      .values({ name: 'secret_check', value })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  );
  if ((await storedSecretCheck(storage)) !== value) {
    throw new UserError(
      `The secret in ${source} isn't the one this database was made with; with it, everyone could sign twice. Put the old one back.`,
    );
  }
}

async function readOrCreateRecipients(
  files: { identity: string; recipient: string },
  storage: PetitionStorage,
): Promise<string[]> {
  if (!existsSync(files.recipient)) {
    const used =
      (await originalRecipients(storage)) ??
      (await storage.db.selectFrom('data_key').select('id').limit(1).executeTakeFirst());
    // A new pair of keys would seal to somebody who can't open what is there, or what other servers seal.
    if (used && !existsSync(files.identity) && !existsSync(files.recipient)) {
      throw new UserError(
        `${files.recipient} is missing, and signatures were sealed to it. Put it back from your backup, or set RECIPIENT.`,
      );
    }
    if (!existsSync(files.identity)) createKeyFile(files.identity, `${await generateHybridIdentity()}\n`);
    const identities = await readIdentities(files.identity);
    createKeyFile(files.recipient, identities.map(({ recipient }) => `${recipient}\n`).join(''));
  }
  return readFileSync(files.recipient, 'utf8').trim().split(/\s+/);
}

function createKeyFile(file: string, content: string): void {
  ensurePrivateDir(dirname(file));
  writeIfAbsent(file, content);
}
