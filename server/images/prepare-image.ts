import { createHash } from 'node:crypto';
import type { Canvas, Image } from '@napi-rs/canvas';
import { UserError } from '../lib/errors.ts';
import { damaged, type PictureHeader, readPictureHeader } from './picture-header.ts';

/** Where a picture is shown: across the page, or as a small mark beside a name. */
export type ImagePurpose = 'hero' | 'logo';

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

const SIZES = {
  hero: { widths: [480, 960, 1600], minWidth: 600, minHeight: 200 },
  logo: { widths: [96, 192], minWidth: 48, minHeight: 16 },
} as const;

/** From the best that is tried to the worst that still looks good. */
const JPEG_QUALITIES = [82, 76, 70, 64, 58];
/** A photo of 960 × 640 pixels then takes 100 kB at most, unless even the lowest quality exceeds it. */
const TARGET_BYTES_PER_PIXEL = 0.16;

/**
 * Decodes a picture, turns it upright, and encodes it in several widths. Never enlarges it.
 *
 * @throws UserError that continues a sentence about the file, like "is a GIF; …"
 */
export async function prepareImage(bytes: Buffer, purpose: ImagePurpose): Promise<PreparedImage> {
  if (bytes.length === 0) throw new UserError('is empty');
  if (bytes.length > MAX_IMAGE_BYTES) throw new UserError('is larger than 10 MB');
  assertDecodable(readPictureHeader(bytes));
  // Loaded only when needed: Skia takes time and memory.
  const { loadImage } = await import('@napi-rs/canvas');
  // Applies the orientation of cameras. Skia's own errors are about its internals.
  const image = await loadImage(bytes).catch(() => null);
  if (!image) throw damaged();
  const { widths, minWidth, minHeight } = SIZES[purpose];
  if (image.width < minWidth || image.height < minHeight) {
    throw new UserError(
      `has ${image.width} × ${image.height} pixels; it must be at least ${minWidth} wide and ${minHeight} high`,
    );
  }
  const variants: ImageVariant[] = [];
  // Each from the next larger one, which looks better than a single large step, and costs less.
  let source: Image | Canvas = image;
  for (const width of chooseWidths(widths, image.width).reverse()) {
    const height = Math.max(1, Math.round((image.height * width) / image.width));
    const canvas = await draw(source, width, height, purpose === 'hero');
    const encoded = purpose === 'hero' ? await encodeJpeg(canvas) : await canvas.encode('png');
    const type = purpose === 'hero' ? 'image/jpeg' : 'image/png';
    variants.unshift({ width, height, type, bytes: encoded });
    source = canvas;
  }
  const hash = createHash('sha256').update(variants.at(-1)!.bytes).digest('hex').slice(0, 32);
  return { hash, variants };
}

/** Before decoding: a small file can claim more pixels than the memory holds. */
function assertDecodable({ width, height }: PictureHeader): void {
  if (width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) return;
  throw new UserError(`has ${width} × ${height} pixels; the limits are 12,000 a side, and 50 million in all`);
}

/** The picture's own width takes the place of those it can't fill. */
function chooseWidths(widths: readonly number[], available: number): number[] {
  const widest = Math.min(available, widths.at(-1)!);
  return [...widths.filter((width) => width < widest), widest];
}

async function draw(source: Image | Canvas, width: number, height: number, opaque: boolean): Promise<Canvas> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  if (opaque) {
    // JPEG has no transparency, and would show it as black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

async function encodeJpeg(canvas: Canvas): Promise<Buffer> {
  const target = canvas.width * canvas.height * TARGET_BYTES_PER_PIXEL;
  let encoded: Buffer | undefined;
  for (const quality of JPEG_QUALITIES) {
    encoded = await canvas.encode('jpeg', quality);
    if (encoded.length <= target) break;
  }
  return encoded!;
}
