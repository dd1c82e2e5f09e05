import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { ApiTokenDescription } from '../../common/api.ts';
import { SealedFileReader } from '../archive/sealed-file-reader.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { DAY_MS, utcDay } from '../lib/time.ts';
import { fetchSafely, parseSafeUrl, throwIfTemporary } from './http-client.ts';
import { type RetryOptions, retry, TemporaryError } from './retry.ts';

/** Links that confirm are valid for thirty days, and a signature counts on the day it was requested. */
const RECENT_DAYS = 32;
/** Warns this long before a token expires. */
const WARNING_DAYS = 14;

/** Where sealed signatures come from. */
export interface Source {
  /** Opens them from the beginning. Can be called again after `refresh`. */
  open(): Promise<SealedFileReader>;
  /** Gets the latest signatures. @returns false if nothing can have changed */
  refresh(): Promise<boolean>;
  /** Removes what is on disk only because of this. */
  close(): void;
}

/** A sealed file on this machine, which another program may replace. */
export class FileSource implements Source {
  readonly #path: string;
  #version = '';

  constructor(path: string) {
    this.#path = resolve(path);
  }

  open = (): Promise<SealedFileReader> => SealedFileReader.open(readChunks(this.#path), this.#path);

  async refresh(): Promise<boolean> {
    const previous = this.#version;
    try {
      const { mtimeMs, size, ino } = statSync(this.#path);
      this.#version = `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      throw new UserError(`${this.#path} can't be read: ${describeFsError(error)}.`);
    }
    return this.#version !== previous;
  }

  close(): void {}
}

/**
 * A server with a console token. The sealed file is stored first, because forwarding can take hours, and is as sealed on this disk
 * as on the server's.
 */
export class ServerSource implements Source {
  readonly #origin: string;
  readonly #name: string;
  readonly #token: string;
  readonly #path: string;
  readonly #options: RetryOptions;
  readonly #since: string;
  #completeOn = '';

  /**
   * @param path for the sealed file
   * @param since first day, or '' for all
   * @throws UserError
   */
  constructor(address: string, token: string, path: string, since: string, options: RetryOptions) {
    const url = parseSafeUrl(address, 'The address of the server');
    if (url.pathname !== '/' || url.search !== '') {
      throw new UserError(
        `Give only the server's address, ${url.origin}. The token says which petition it is for.`,
      );
    }
    this.#origin = url.origin;
    this.#name = `The server at ${url.host}`;
    this.#token = token;
    this.#path = path;
    this.#since = since;
    this.#options = options;
  }

  open = (): Promise<SealedFileReader> => SealedFileReader.open(readChunks(this.#path), this.#name);

  async refresh(): Promise<boolean> {
    await retry(() => this.#download(), this.#name, this.#options);
    return true;
  }

  close(): void {
    rmSync(this.#path, { force: true });
  }

  async #download(): Promise<void> {
    const now = this.#options.clock.now();
    const { slug, expiresOn } = await this.#describeToken();
    if (expiresOn < utcDay(now + WARNING_DAYS * DAY_MS)) {
      this.#options.report(`The token expires on ${expiresOn}. Create another one before that.`);
    }
    // Imports add signatures of any day, so once a day, everything is read.
    const readsAll = this.#completeOn !== utcDay(now);
    const recent = readsAll ? '' : utcDay(now - RECENT_DAYS * DAY_MS);
    const since = recent > this.#since ? recent : this.#since;
    const query = since === '' ? '' : `?since=${since}`;
    const response = await this.#get(
      `/api/v1/petitions/${encodeURIComponent(slug)}/signatures.sealed${query}`,
    );
    if (!response.body) throw new TemporaryError('sent nothing');
    try {
      await pipeline(Readable.fromWeb(response.body), createWriteStream(this.#path, { mode: 0o600 }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === 'write') {
        throw new UserError(`${this.#path} can't be written: ${describeFsError(error)}.`);
      }
      throw new TemporaryError('broke off its answer');
    }
    if (readsAll) this.#completeOn = utcDay(now);
  }

  async #describeToken(): Promise<{ slug: string; expiresOn: string }> {
    const described: unknown = await (await this.#get('/api/v1/token')).json().catch(() => null);
    if (!v.is(ApiTokenDescription, described)) {
      throw new UserError(`${this.#name} is not a petition server, or is an older version.`);
    }
    if (described.petition !== null) return { slug: described.petition, expiresOn: described.expiresOn };
    throw new UserError(
      'The token in PETITIONS_TOKEN reads counts, not sealed files. Create one for the sealed file of the petition.',
    );
  }

  async #get(path: string): Promise<Response> {
    const response = await fetchSafely(`${this.#origin}${path}`, {
      headers: { Authorization: `Bearer ${this.#token}` },
      // No limit for the whole file, however long it takes.
      ...(path.includes('.sealed') && { signal: null }),
    });
    throwIfTemporary(response, this.#options.clock.now());
    if (response.status === 200) return response;
    await response.body?.cancel();
    if (response.status === 401 || response.status === 403) {
      throw new UserError(
        `${this.#name} doesn't accept the token in PETITIONS_TOKEN: it was revoked, has expired, or is for another petition. Create another one in the console, then run the same command again: it goes on where it stopped, and sends nothing twice.`,
      );
    }
    throw new UserError(
      `${this.#name} is not a petition server, or is an older version (${response.status}).`,
    );
  }
}

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    throw new UserError(`${path} can't be read: ${describeFsError(error)}.`);
  }
}
