import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Encrypter, generateHybridIdentity } from 'age-encryption';
import { type Config, type SecretConfig, SHORTEST_SECRET } from '../config/config.ts';
import { Mistake } from '../lib/errors.ts';
import { makeFolder } from '../lib/fs.ts';
import { secretCheckValue } from '../signatures/signer-key.ts';
import type { Storage } from '../storage/open.ts';
import { readIdentities } from './identities.ts';

/** What signing needs to know by heart. */
export interface Keys {
  /** Keys the signers' hashes. Kept outside the database, so that a copy of that can't test a guess. */
  secret: Buffer;
  /** Public keys that personal data is sealed to. */
  recipients: readonly string[];
}

/** Where the keys are kept that the environment doesn't name. */
export function keyFiles(dataDir: string) {
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
export async function openKeys(config: Config, given: SecretConfig, storage: Storage): Promise<Keys> {
  const secret = await openSecret(config, given, storage);
  const recipients = given.recipients ?? (await keptRecipients(keyFiles(config.dataDir), storage));
  for (const recipient of recipients) assertRecipient(recipient);
  await rememberRecipients(recipients, storage);
  return { secret, recipients };
}

/**
 * The secret alone, for what seals nothing.
 *
 * @throws Mistake where it is missing or another than the database was made with
 */
export async function openSecret(config: Config, given: SecretConfig, storage: Storage): Promise<Buffer> {
  const { secret: file } = keyFiles(config.dataDir);
  const secret = Buffer.from(given.secret ?? (await keptSecret(file, storage)));
  await checkSecret(secret, storage, given.secret === undefined ? file : 'SECRET');
  return secret;
}

/** The check value that the database holds, if it has met its secret. */
export function storedCheckValue(storage: Storage): Promise<string | undefined> {
  return settingOf(storage, 'secret_check');
}

/** To whom the first start sealed, where that was to others than these; null where it was to the same. */
export async function otherRecipientsAtFirst(
  storage: Storage,
  recipients: readonly string[],
): Promise<string[] | null> {
  const first = (await firstRecipients(storage)) ?? [...recipients];
  return first.toSorted().join() === recipients.toSorted().join() ? null : first;
}

/** To whom the first start sealed, if it did. */
export async function firstRecipients(storage: Storage): Promise<string[] | undefined> {
  return (await settingOf(storage, 'recipients'))?.split(' ');
}

async function settingOf({ db }: Storage, name: 'secret_check' | 'recipients'): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

/** Public keys, so that another server, or a restored one, can be told from where it seals to. */
async function rememberRecipients(recipients: readonly string[], storage: Storage): Promise<void> {
  if (await firstRecipients(storage)) return;
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
    throw new Mistake(
      `The recipient "${recipient.slice(0, 20)}…" is damaged; copy the whole line that begins with "age1".`,
    );
  }
}

async function keptSecret(file: string, storage: Storage): Promise<string> {
  if (!existsSync(file)) {
    // A new secret would give everybody a new signer key: each could sign once more. Looked at twice, because
    // another server that starts at this moment may have made both in between.
    if ((await storedCheckValue(storage)) !== undefined && !existsSync(file)) {
      throw new Mistake(
        `${file} is missing, and the database was made with it. Put it back from your backup, or name it in SECRET_FILE.`,
      );
    }
    if (!existsSync(file)) createOnce(file, `${randomBytes(32).toString('hex')}\n`);
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < SHORTEST_SECRET) {
    throw new Mistake(`${file} holds no secret any more. Put it back from your backup.`);
  }
  return secret;
}

async function checkSecret(secret: Buffer, storage: Storage, source: string): Promise<void> {
  const value = secretCheckValue(secret);
  await storage.write((transaction) =>
    transaction
      .insertInto('setting')
      .values({ name: 'secret_check', value })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  );
  if ((await storedCheckValue(storage)) !== value) {
    throw new Mistake(
      `The secret in ${source} isn't the one this database was made with; with it, everyone could sign twice. Put the old one back.`,
    );
  }
}

async function keptRecipients(
  files: { identity: string; recipient: string },
  storage: Storage,
): Promise<string[]> {
  if (!existsSync(files.recipient)) {
    const used =
      (await firstRecipients(storage)) ??
      (await storage.db.selectFrom('data_key').select('id').limit(1).executeTakeFirst());
    // A new pair of keys would seal to somebody who can't open what is there, or what other servers seal.
    if (used && !existsSync(files.identity) && !existsSync(files.recipient)) {
      throw new Mistake(
        `${files.recipient} is missing, and signatures were sealed to it. Put it back from your backup, or set RECIPIENT.`,
      );
    }
    if (!existsSync(files.identity)) createOnce(files.identity, `${await generateHybridIdentity()}\n`);
    const identities = await readIdentities(files.identity);
    createOnce(files.recipient, identities.map(({ recipient }) => `${recipient}\n`).join(''));
  }
  return readFileSync(files.recipient, 'utf8').trim().split(/\s+/);
}

/**
 * Writes a file that only its owner reads, whole and on disk. Where another process made it first, that
 * one stands.
 */
function createOnce(file: string, content: string): void {
  makeFolder(dirname(file));
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(descriptor);
    rmSync(draft);
  }
}
