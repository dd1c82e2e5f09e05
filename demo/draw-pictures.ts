// Draws the demo's pictures: node --import tsx demo/draw-pictures.ts FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const SOURCES = fileURLToPath(new URL('./pictures/', import.meta.url));
const LOGO_SOURCES = fileURLToPath(new URL('./logos/', import.meta.url));
const LOGO_SIZE = 512;
const WIDTH = 1600;
const HEIGHT = 900;

/** How far away the spray of a shaded area comes from, in pixels. */
const SPRAY_RADIUS = 46;
/** Colors that differ by more, over all three channels, are two shapes, and their edge stays sharp. */
const EDGE = 28;
/** A speck of grain is as many pixels wide and high. Finer grain would be lost on a phone, and takes more bytes. */
const SPECK = 2;
/** The tooth of the paper, in steps of 255. */
const TOOTH = 5;
const SEED = 14;

/** Draws every picture into `folder` as SLUG.jpg. */
export async function drawPictures(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const sources = readdirSync(SOURCES).filter((name) => name.endsWith('.svg'));
  await Promise.all(
    sources.map(async (source) => {
      const picture = await drawPicture(readFileSync(join(SOURCES, source))).catch((cause) => {
        throw new Error(`${source} can't be drawn`, { cause });
      });
      writeFileSync(join(folder, `${basename(source, '.svg')}.jpg`), picture);
    }),
  );
}

/** Draws every logo into `folder` as NAME.png. */
export async function drawLogos(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const source of readdirSync(LOGO_SOURCES)) {
    const canvas = createCanvas(LOGO_SIZE, LOGO_SIZE);
    const svg = readFileSync(join(LOGO_SOURCES, source));
    canvas.getContext('2d').drawImage(await loadImage(svg), 0, 0, LOGO_SIZE, LOGO_SIZE);
    writeFileSync(join(folder, `${basename(source, '.svg')}.png`), await canvas.encode('png'));
  }
}

/** Renders an SVG as if it were printed: its gradients become grain, its flat colors stay flat. */
export async function drawPicture(svg: Buffer): Promise<Buffer> {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.drawImage(await loadImage(svg), 0, 0, WIDTH, HEIGHT);
  const image = context.getImageData(0, 0, WIDTH, HEIGHT);
  spray(image.data);
  context.putImageData(image, 0, 0);
  return canvas.encode('jpeg', 92);
}

/**
 * Gives each speck the color of a point nearby, unless that one belongs to another shape. In a flat area nothing changes;
 * in a gradient, the colors mix like sprayed ink.
 */
function spray(pixels: Uint8ClampedArray): void {
  const source = new Uint8ClampedArray(pixels);
  const random = mulberry32(SEED);
  for (let top = 0; top < HEIGHT; top += SPECK) {
    for (let left = 0; left < WIDTH; left += SPECK) {
      const dx = Math.round((random() + random() - 1) * SPRAY_RADIUS);
      const dy = Math.round((random() + random() - 1) * SPRAY_RADIUS);
      const tooth = (random() - 0.5) * 2 * TOOTH;
      for (let y = top; y < top + SPECK; y++) {
        for (let x = left; x < left + SPECK; x++) {
          const to = (y * WIDTH + x) * 4;
          const from = (clamp(y + dy, HEIGHT) * WIDTH + clamp(x + dx, WIDTH)) * 4;
          const isSameShape = distance(source, to, from) <= EDGE;
          for (let channel = 0; channel < 3; channel++) {
            pixels[to + channel] = source[(isSameShape ? from : to) + channel]! + tooth;
          }
        }
      }
    }
  }
}

const clamp = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1);

const distance = (pixels: Uint8ClampedArray, a: number, b: number) =>
  Math.abs(pixels[a]! - pixels[b]!) +
  Math.abs(pixels[a + 1]! - pixels[b + 1]!) +
  Math.abs(pixels[a + 2]! - pixels[b + 2]!);

/** A small generator with a seed, so that the same picture is drawn every time. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) {
    console.error('Give the folder to draw into.');
    process.exit(1);
  }
  await drawPictures(resolve(folder));
}
