import { createHmac } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { abbreviateRecipient, type Identity } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError, replaceFile, writeExclusive } from '../lib/fs.ts';
import { signatureId, signatureIdKey } from './signature-id.ts';

const FORMAT = 1;
const TARGET_DIGITS = 32;

const Header = v.object({
  forwarded: v.literal(FORMAT),
  petition: v.string(),
  petitionId: v.number(),
  /** Keyed hash: an address of a webhook can be secret. */
  target: v.string(),
  /** Whose key the hashes are made with, abbreviated. */
  identity: v.string(),
});

/** What a state file is about. */
interface Subject {
  petition: { id: number; slug: string };
  /** See `Target`. */
  address: string;
}

/**
 * Remembers what was forwarded, so that it is sent once: one keyed hash per line. The key is derived from the identity. Without
 * it, nobody can tell whose signature a line is about, not even with the sealed file.
 */
export class StateFile {
  readonly path: string;
  readonly #key: Buffer;
  readonly #ids = new Set<string>();
  readonly #pending: string[] = [];
  readonly #descriptor: number;

  /**
   * Opens the file, or creates it.
   *
   * @param path by default a file in the current folder
   * @throws UserError if it is about something else, in use, or can't be read or written
   */
  static async open(
    identities: readonly Identity[],
    { petition, address }: Subject,
    path?: string,
  ): Promise<StateFile> {
    const first = identities[0]!;
    const file = resolve(
      path ?? `forward-${petition.slug}-${hashTarget(signatureIdKey(first), address).slice(0, 8)}.state`,
    );
    try {
      lock(file);
      try {
        const header = readHeader(file);
        const identity = header ? findIdentity(identities, header.identity, file) : first;
        const key = signatureIdKey(identity);
        const expected: v.InferOutput<typeof Header> = {
          forwarded: FORMAT,
          petition: petition.slug,
          petitionId: petition.id,
          target: hashTarget(key, address),
          identity: abbreviateRecipient(identity.recipient),
        };
        if (!header)
          await replaceFile(file, (draft) => writeFileSync(draft, `${JSON.stringify(expected)}\n`));
        else if (header.petitionId !== expected.petitionId || header.target !== expected.target) {
          throw new UserError(
            `${file} is about another petition or target. Name another file with --state, or leave that out.`,
          );
        }
        return new StateFile(file, key);
      } catch (error) {
        unlock(file);
        throw error;
      }
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`The state file ${file} can't be used: ${describeFsError(error)}.`);
    }
  }

  private constructor(path: string, key: Buffer) {
    this.path = path;
    this.#key = key;
    const content = readFileSync(path);
    const end = content.lastIndexOf(0x0a) + 1;
    // A line that was being written when the process or the machine ended.
    if (end < content.length) truncateSync(path, end);
    for (const line of content.toString('utf8', 0, end).split('\n').slice(1, -1)) this.#ids.add(line);
    this.#descriptor = openSync(path, 'a');
  }

  /** For the target. */
  idOf(signature: { signer_key: Uint8Array; sealed: Uint8Array }): string {
    return `sig_${signatureId(this.#key, 'id', signature)}`;
  }

  has(signature: { signer_key: Uint8Array; sealed: Uint8Array }): boolean {
    return this.#ids.has(signatureId(this.#key, 'line', signature));
  }

  /** Takes effect with `flush`. */
  add(signature: { signer_key: Uint8Array; sealed: Uint8Array }): void {
    this.#pending.push(signatureId(this.#key, 'line', signature));
  }

  /** @throws UserError if the disk is full */
  flush(): void {
    if (this.#pending.length === 0) return;
    try {
      writeSync(this.#descriptor, this.#pending.map((line) => `${line}\n`).join(''));
      fsyncSync(this.#descriptor);
    } catch (error) {
      throw new UserError(
        `The state file ${this.path} can't be written: ${describeFsError(error)}. What was sent last may be sent once more.`,
      );
    }
    for (const line of this.#pending.splice(0)) this.#ids.add(line);
  }

  close(): void {
    closeSync(this.#descriptor);
    unlock(this.path);
  }
}

const hashTarget = (key: Buffer, address: string) =>
  createHmac('sha256', key).update(`target ${address}`).digest('hex').slice(0, TARGET_DIGITS);

/** @returns null if there is none yet @throws UserError if it is another kind of file */
function readHeader(file: string): v.InferOutput<typeof Header> | null {
  if (!existsSync(file)) return null;
  const [line = ''] = readFileSync(file, 'utf8').split('\n', 1);
  try {
    return v.parse(Header, JSON.parse(line));
  } catch {
    throw new UserError(
      `${file} is not a state file of \`petitions forward\`, or is damaged. Name another one with --state.`,
    );
  }
}

function findIdentity(identities: readonly Identity[], wanted: string, file: string): Identity {
  const identity = identities.find(({ recipient }) => abbreviateRecipient(recipient) === wanted);
  if (identity) return identity;
  throw new UserError(
    `${file} was started with the identity of ${wanted}. Add that identity to the file in --identity: without it, nobody can tell what was forwarded already.`,
  );
}

const lockOf = (file: string) => `${file}.lock`;
const unlock = (file: string) => rmSync(lockOf(file), { force: true });

/** @throws UserError if another process uses the state file */
function lock(file: string): void {
  try {
    writeExclusive(lockOf(file), String(process.pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(lockOf(file), 'utf8'));
    if (isRunning(owner)) {
      throw new UserError(
        `Another \`petitions forward\` (process ${owner}) uses ${file}. Wait until it ends. If there is none, delete ${lockOf(file)}.`,
      );
    }
    // It was killed.
    unlock(file);
    lock(file);
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid || !Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
