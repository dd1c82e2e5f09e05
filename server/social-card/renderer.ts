import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { CardText } from './card-text.ts';

const { resolve } = createRequire(import.meta.url);
let skiaLoaded: Promise<unknown> | undefined;

/**
 * Draws a card. Loads Skia for the first card, and each font when a text first needs it, because they take time and
 * memory.
 *
 * @param picture the bytes of `text.image`
 * @returns a JPEG with a picture, otherwise a PNG
 */
export async function renderCard(text: CardText, picture?: Uint8Array): Promise<Buffer<ArrayBuffer>> {
  skiaLoaded ??= loadSkia();
  await skiaLoaded;
  const { drawCard } = await import('./draw-card.ts');
  return drawCard(text, picture);
}

/**
 * Loads Skia into the process on another thread, which then ends. Skia reads the installed fonts while it loads,
 * even if none is used, and that would block signing for some 200 ms. Importing it again takes 30 ms.
 */
async function loadSkia(): Promise<void> {
  const worker = new Worker(resolve('@napi-rs/canvas'), { execArgv: [] });
  // If this fails, the import fails, too, and with a better stack.
  await once(worker, 'exit').catch(() => {});
}
