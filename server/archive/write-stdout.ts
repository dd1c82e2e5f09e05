import { UserError } from '../lib/errors.ts';

/**
 * Writes to standard output, no faster than it is read.
 *
 * @returns false if the reader went away, as `head` does
 * @throws UserError if writing fails, for example on a full disk
 */
export async function writeToStdout(chunks: AsyncIterable<string>): Promise<boolean> {
  // The callback below reports errors, so the usual listener must not. Without any, an error would end the process.
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', () => {});
  for await (const chunk of chunks) {
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) =>
      process.stdout.write(chunk, resolve),
    );
    if (error?.code === 'EPIPE') return false;
    if (error) {
      throw new UserError(`The output is incomplete: ${error.message}. Free disk space, and try again.`);
    }
  }
  return true;
}
