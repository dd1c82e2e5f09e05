import { fsyncSync } from 'node:fs';
import { UserError } from '../lib/errors.ts';
import type { ForwardedSignature, Target } from './target.ts';

/** Nothing reads standard output anymore. */
export class ReaderGoneError extends Error {
  override name = 'ReaderGoneError';
}

/** Writes one JSON object per line to standard output. */
export class NdjsonOutput implements Target {
  readonly name = 'Standard output';
  readonly address = 'ndjson:-';
  readonly batchSize = 1_000;
  #isReaderGone = false;

  async prepare(): Promise<void> {
    // `send` reports errors. Without any listener, an error would end the process.
    process.stdout.removeAllListeners('error');
    process.stdout.on('error', () => {});
  }

  /** @throws ReaderGoneError */
  async send(signature: ForwardedSignature): Promise<null> {
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) =>
      process.stdout.write(`${JSON.stringify(signature)}\n`, resolve),
    );
    this.#isReaderGone = error?.code === 'EPIPE';
    if (this.#isReaderGone) throw new ReaderGoneError();
    if (error)
      throw new UserError(`The output is incomplete: ${error.message}. Free disk space, and try again.`);
    return null;
  }

  /** @throws ReaderGoneError if nobody knows what was read: the state file doesn't say that it was forwarded */
  async flush(): Promise<void> {
    if (this.#isReaderGone) throw new ReaderGoneError();
    try {
      fsyncSync(process.stdout.fd);
    } catch {
      // Pipes and terminals can't be flushed.
    }
  }
}
