import type { SingleBar } from 'cli-progress';

export { print, printError } from '../lib/print.ts';

/**
 * Shows a progress bar while items are written to standard output, unless that is a terminal, where the bar would mix
 * with them.
 *
 * @param sizeOf how much an item adds toward `total`
 */
export async function* withProgress<T>(
  items: AsyncIterable<T>,
  label: string,
  total: () => number | Promise<number>,
  sizeOf: (item: T) => number,
): AsyncGenerator<T> {
  const bar = process.stdout.isTTY ? NO_BAR : await startProgress(label, total);
  try {
    for await (const item of items) {
      yield item;
      bar.advance(sizeOf(item));
    }
  } finally {
    bar.stop();
  }
}

interface ProgressBar {
  advance(by: number): void;
  set(value: number): void;
  /** Removes the bar. Call before printing anything else. */
  stop(): void;
}

const NO_BAR: ProgressBar = { advance: () => {}, set: () => {}, stop: () => {} };

/**
 * Shows a progress bar on standard error if that is a terminal. Otherwise writes nothing.
 *
 * @param total called only if the bar is shown
 */
export async function startProgress(
  label: string,
  total: () => number | Promise<number>,
): Promise<ProgressBar> {
  if (!process.stderr.isTTY) return NO_BAR;
  const { default: cliProgress } = await import('cli-progress');
  const bar: SingleBar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage}% {duration_formatted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    clearOnComplete: true,
    // If wrapping were turned off, Ctrl+C would leave it off.
    linewrap: true,
    stream: process.stderr,
  });
  bar.start(await total(), 0);
  return { advance: (by) => bar.increment(by), set: (value) => bar.update(value), stop: () => bar.stop() };
}
