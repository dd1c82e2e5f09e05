import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { AppContext } from '../../server/context.ts';
import { prepareImage } from '../../server/images/prepare-image.ts';
import { parsePetitionFile } from '../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../server/petitions/repository.ts';

/** Creates or updates a petition with a landscape of this width as its picture, and publishes it. */
export async function loadWithPicture(
  { storage, petitions }: Pick<AppContext, 'storage' | 'petitions'>,
  entry: { slug: string; [key: string]: unknown },
  width: number,
): Promise<void> {
  const picture = await prepareImage(await drawLandscape(width, 700).encode('jpeg', 90), 'hero');
  const image = { file: 'hills.jpg', alt: 'Green hills', credit: 'Drawn by a script' };
  const parsed = parsePetitionFile(JSON.stringify([{ ...entry, image }]));
  await loadPetitions(storage, parsed, { pictures: new Map([[entry.slug, picture]]) });
  await petitions.refresh();
}

/** Draws hills under a sky: a picture with gradients and edges, but without people. */
export function drawLandscape(width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, '#27406b');
  sky.addColorStop(1, '#f3b27a');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  for (let hill = 0; hill < 5; hill += 1) {
    context.fillStyle = `hsl(${140 + 12 * hill} 30% ${42 - 7 * hill}%)`;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += 4) {
      const wave = Math.sin(x / (width / (5 + hill)) + hill * 2) + Math.sin(x / 9) / 20;
      context.lineTo(x, height * (0.5 + 0.09 * hill + 0.05 * wave));
    }
    context.lineTo(width, height);
    context.fill();
  }
  return canvas;
}

/** A JPEG whose quarters are red, green, blue, and yellow, clockwise from the top left. */
export function quarters(width: number, height: number): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const colors = ['#f00', '#0f0', '#ff0', '#00f'];
  for (const [index, color] of colors.entries()) {
    context.fillStyle = color;
    context.fillRect(((index % 2) * width) / 2, (Math.floor(index / 2) * height) / 2, width / 2, height / 2);
  }
  return canvas.encode('jpeg', 95);
}

/** Adds what cameras and editors add: the orientation, a description, XMP, and a comment that holds `note`. */
export function withMetadata(jpeg: Buffer, orientation: number, note: string): Buffer {
  const exif = Buffer.alloc(26);
  exif.write('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01', 'latin1');
  exif.writeUInt16BE(orientation, 18);
  const parts = [
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif, Buffer.from(note)])),
    segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${note}</x:xmpmeta>`)),
    segment(0xe2, Buffer.from(`UNKNOWN_PROFILE\0${note}`)),
    segment(0xfe, Buffer.from(note)),
  ];
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
}

function segment(marker: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** Draws what is as hard to compress as a photo: large shapes, detail in every size, and the grain of a sensor. */
export function drawPhoto(width: number, height: number, seed = 1): Canvas {
  let state = seed;
  // Numerical Recipes' generator: the same picture everywhere.
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const noise = (columns: number, rows: number) => {
    const canvas = createCanvas(columns, rows);
    const context = canvas.getContext('2d');
    const pixels = context.createImageData(columns, rows);
    for (let at = 0; at < pixels.data.length; at += 4) {
      const light = random();
      for (let channel = 0; channel < 3; channel++) {
        pixels.data[at + channel] = 255 * (0.8 * light + 0.2 * random());
      }
      pixels.data[at + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
    return canvas;
  };
  const canvas = drawLandscape(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.globalCompositeOperation = 'overlay';
  for (const [columns, strength] of [
    [6, 0.7],
    [24, 0.55],
    [96, 0.4],
    [400, 0.3],
    [1000, 0.2],
  ] as const) {
    context.globalAlpha = strength;
    context.drawImage(noise(columns, Math.round((columns * height) / width)), 0, 0, width, height);
  }
  context.globalAlpha = 0.08;
  context.fillStyle = context.createPattern(noise(512, 512), 'repeat')!;
  context.fillRect(0, 0, width, height);
  return canvas;
}
