import { UserError } from '../lib/errors.ts';

/**
 * Writes to standard output no faster than it is read there.
 *
 * @returns false where the reader went away, as `head` does
 * @throws Mistake where it can't be written, as on a full disk
 */
export async function writeToStdout(chunks: AsyncIterable<string>): Promise<boolean> {
  // Told to whoever wrote, below; unheard, it would end the process.
  process.stdout.on('error', () => {});
  for await (const chunk of chunks) {
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) =>
      process.stdout.write(chunk, resolve),
    );
    if (error?.code === 'EPIPE') return false;
    if (error)
      throw new UserError(`What was written is not whole: ${error.message}. Make room and try again.`);
  }
  return true;
}
