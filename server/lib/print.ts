import { describeFsError } from './fs.ts';

/** Prints a line on standard output. */
export const print = (text: string) => write(process.stdout, text);

/** Prints a line on standard error. */
export const printError = (text: string) => write(process.stderr, text);

/** Readers that go away, as `head` does, end no command. Call before anything else is written. */
export function ignoreClosedReaders(): void {
  listen(process.stdout, onOutputError);
  // There is nowhere left to report it.
  listen(process.stderr, () => {});
}

function write(stream: NodeJS.WriteStream, text: string): void {
  ignoreClosedReaders();
  stream.write(`${text}\n`);
}

function listen(stream: NodeJS.WriteStream, listener: (error: NodeJS.ErrnoException) => void): void {
  if (stream.listenerCount('error') === 0) stream.on('error', listener);
}

/** The work continues without output, and the exit code is the same. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.exitCode = 1;
  printError(`The output is incomplete: ${describeFsError(error)}.`);
}
