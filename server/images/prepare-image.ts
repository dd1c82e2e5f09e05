import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UserError } from '../lib/errors.ts';
import { damaged, type PictureHeader, readPictureHeader } from './picture-header.ts';

/** Where a picture is shown: across the page, as a small mark beside a name, or as the icon of a page. */
export type ImagePurpose = 'hero' | 'logo' | 'icon';

export interface ImageVariant {
  width: number;
  height: number;
  type: 'image/jpeg' | 'image/png';
  bytes: Buffer;
}

/** A picture as it is stored and served: re-encoded, without anything else from its file. */
export interface PreparedImage {
  /** Of the pixels as encoded, so that it says nothing about the original file. */
  hash: string;
  /** Narrowest first. */
  variants: ImageVariant[];
}

export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
const MAX_SIDE = 12_000;
/** Decoded, a pixel takes four bytes. */
const MAX_PIXELS = 50_000_000;

/**
 * How many bytes a JPEG may take for each pixel: a photo of 960 × 720 takes 100 kB at most. Larger ones are shown on screens
 * whose pixels are smaller, and need less.
 */
const HERO_WIDTHS = [
  { width: 480, bytesPerPixel: 0.17 },
  { width: 960, bytesPerPixel: 0.144 },
  { width: 1600, bytesPerPixel: 0.125 },
];
const logoWidths = (...widths: number[]) => widths.map((width) => ({ width, bytesPerPixel: Infinity }));

const SIZES = {
  hero: { widths: HERO_WIDTHS, minWidth: 600, minHeight: 200 },
  logo: { widths: logoWidths(96, 192, 384), minWidth: 48, minHeight: 16 },
  // Drawn into a square.
  icon: { widths: logoWidths(96), minWidth: 48, minHeight: 16 },
} as const;

/** What `image-worker.js` does. Widths are from the narrowest to the widest. */
export interface ImageTask {
  bytes: Uint8Array;
  purpose: ImagePurpose;
  widths: readonly { width: number; bytesPerPixel: number }[];
  minWidth: number;
  minHeight: number;
}

export type ImageResult =
  | { problem?: undefined; variants: ImageVariant[] }
  | { problem: 'damaged' }
  | { problem: 'small'; width: number; height: number };

/**
 * Decodes a picture, turns it upright, and encodes it in several widths, in another thread. Never enlarges it.
 *
 * @throws UserError that continues a sentence about the file, like "is a GIF; …"
 */
export async function prepareImage(bytes: Buffer, purpose: ImagePurpose): Promise<PreparedImage> {
  if (bytes.length === 0) throw new UserError('is empty');
  if (bytes.length > MAX_IMAGE_BYTES) throw new UserError('is larger than 10 MB');
  assertDecodable(readPictureHeader(bytes));
  const size = SIZES[purpose];
  const result = await runTask({ bytes, purpose, ...size });
  if (result.problem === 'damaged') throw damaged();
  if (result.problem === 'small') {
    throw new UserError(
      `has ${result.width} × ${result.height} pixels; it must be at least ${size.minWidth} wide and ${size.minHeight} high`,
    );
  }
  const variants = result.variants.map((variant) => ({ ...variant, bytes: Buffer.from(variant.bytes) }));
  const hash = createHash('sha256').update(variants.at(-1)!.bytes).digest('hex').slice(0, 32);
  return { hash, variants };
}

async function runTask(task: ImageTask): Promise<ImageResult> {
  const worker = new Worker(new URL('./image-worker.js', import.meta.url), {
    workerData: task,
    execArgv: [],
  });
  try {
    // Rejects if the thread fails.
    const [result] = await once(worker, 'message');
    return result;
  } finally {
    await worker.terminate();
  }
}

/** Before decoding: a small file can claim more pixels than the memory holds. */
function assertDecodable({ width, height }: PictureHeader): void {
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) return;
  throw new UserError(`has ${width} × ${height} pixels; the limits are 12,000 a side, and 50 million in all`);
}
