// Decodes and encodes one picture in a thread of its own, which then ends: a large one takes a quarter of a second, and signing
// must not wait for it. Plain JavaScript, because a thread is started from a file, and the same file works for the sources and
// for the build.
import { parentPort, workerData } from 'node:worker_threads';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** @typedef {import('@napi-rs/canvas').Canvas} Canvas */
/** @typedef {import('@napi-rs/canvas').Image} Image */
/** @typedef {import('./prepare-image.ts').ImageVariant} ImageVariant */
/** @typedef {import('./prepare-image.ts').ImageTask} ImageTask */

/** From the best that is tried to the worst that still looks good. */
const JPEG_QUALITIES = [82, 78, 74, 70, 66, 62, 58];

/**
 * @param {ImageTask} task
 * @returns {Promise<import('./prepare-image.ts').ImageResult>}
 */
async function encodeVariants({ bytes, widths, minWidth, minHeight, purpose }) {
  // Applies the orientation of cameras. Skia's own errors are about its internals.
  const image = await loadImage(bytes).catch(() => null);
  if (!image) return { problem: 'damaged' };
  if (image.width < minWidth || image.height < minHeight) {
    return { problem: 'small', width: image.width, height: image.height };
  }
  /** @type {ImageVariant[]} */
  const variants = [];
  // Each from the next larger one, which looks better than a single large step, and costs less.
  /** @type {Image | Canvas} */
  let source = image;
  for (const { width, bytesPerPixel } of chooseWidths(widths, image.width).toReversed()) {
    const height = purpose === 'icon' ? width : Math.max(1, Math.round((image.height * width) / image.width));
    const canvas = draw(source, width, height, purpose);
    const encoded =
      purpose === 'hero'
        ? await encodeJpeg(canvas, width * height * bytesPerPixel)
        : await canvas.encode('png');
    const type = purpose === 'hero' ? 'image/jpeg' : 'image/png';
    variants.unshift({ width, height, type, bytes: encoded });
    source = canvas;
  }
  return { variants };
}

/**
 * The picture's own width takes the place of those it can't fill.
 *
 * @param {ImageTask['widths']} widths
 * @param {number} available
 * @returns {ImageTask['widths']}
 */
function chooseWidths(widths, available) {
  const chosen = widths.filter(({ width }) => width < available);
  const next = widths[chosen.length];
  return next ? [...chosen, { ...next, width: Math.min(available, next.width) }] : chosen;
}

/**
 * @param {Image | Canvas} source
 * @param {number} width
 * @param {number} height
 * @param {ImageTask['purpose']} purpose
 * @returns {Canvas}
 */
function draw(source, width, height, purpose) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  if (purpose === 'hero') {
    // JPEG has no transparency, and would show it as black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  // An icon is a square with the whole picture in it.
  const scale = Math.min(width / source.width, height / source.height);
  const [drawnWidth, drawnHeight] =
    purpose === 'icon' ? [source.width * scale, source.height * scale] : [width, height];
  context.drawImage(source, (width - drawnWidth) / 2, (height - drawnHeight) / 2, drawnWidth, drawnHeight);
  return canvas;
}

/**
 * @param {Canvas} canvas
 * @param {number} maxBytes exceeded only by pictures that do so at the lowest quality
 */
async function encodeJpeg(canvas, maxBytes) {
  for (const quality of JPEG_QUALITIES) {
    const encoded = await canvas.encode('jpeg', quality);
    if (encoded.length <= maxBytes || quality === JPEG_QUALITIES.at(-1)) return encoded;
  }
  throw new Error('there are no qualities');
}

parentPort?.postMessage(await encodeVariants(workerData));
