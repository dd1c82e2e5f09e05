import assert from 'node:assert/strict';
import { crc32, inflateSync } from 'node:zlib';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { PetitionText, PublishedPetition } from '../../../server/petitions/read-petitions.ts';
import { buildCardText } from '../../../server/social-card/card-text.ts';
import { renderCard } from '../../../server/social-card/renderer.ts';
import { contrastRatio } from '../../../server/views/contrast.ts';

const SIGNATURE = '89504e470d0a1a0a';
export const PAPER = [0xfb, 0xf8, 0xf4];

export interface Picture {
  width: number;
  height: number;
  /** Red, green, and blue. */
  at(x: number, y: number): number[];
  /** Counts the pixels that don't have the paper's color, in the whole picture or a part of it. */
  ink(left?: number, top?: number, right?: number, bottom?: number): number;
}

/** Decodes a PNG as Skia writes it. Fails on anything that the specification doesn't allow. */
export function decodePng(png: Buffer): Picture {
  assert.equal(png.toString('hex', 0, 8), SIGNATURE);
  const chunks = [];
  for (let offset = 8; offset < png.length; ) {
    const length = png.readUInt32BE(offset);
    const body = png.subarray(offset + 4, offset + 8 + length);
    assert.equal(png.readUInt32BE(offset + 8 + length), crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    offset += 12 + length;
  }
  assert.deepEqual([chunks[0]!.type, chunks.at(-1)!.type], ['IHDR', 'IEND']);
  const head = chunks[0]!.data;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  assert.deepEqual([...head.subarray(8)], [8, 6, 0, 0, 0], 'eight bits each of red, green, blue, and alpha');
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  const pixels = unfilter(inflateSync(Buffer.concat(data)), 4 * width, height);
  for (let index = 3; index < pixels.length; index += 4) if (pixels[index] !== 255) assert.fail('not opaque');
  const [red, green, blue] = PAPER;
  const at = (x: number, y: number): number[] => [...pixels.subarray(4 * (y * width + x)).subarray(0, 3)];
  return {
    width,
    height,
    at,
    ink(left = 0, top = 0, right = width, bottom = height) {
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x: number = left; x < right; x++) {
          const pixel = 4 * (y * width + x);
          if (pixels[pixel] !== red || pixels[pixel + 1] !== green || pixels[pixel + 2] !== blue) count++;
        }
      }
      return count;
    },
  };
}

/**
 * Undoes the filter of each row (https://www.w3.org/TR/png-3/#9Filters). A loop for each of the frequent filters, because
 * a card has three million bytes.
 */
function unfilter(data: Buffer, rowLength: number, rows: number): Uint8Array {
  assert.equal(data.length, rows * (rowLength + 1));
  const pixels = new Uint8Array(rows * rowLength);
  let above = new Uint8Array(rowLength);
  for (let row = 0; row < rows; row++) {
    const start = row * (rowLength + 1);
    const filter = data[start]!;
    assert.ok(filter <= 4);
    const current = pixels.subarray(row * rowLength, (row + 1) * rowLength);
    current.set(data.subarray(start + 1, start + 1 + rowLength));
    if (filter === 1) {
      for (let column = 4; column < rowLength; column++) current[column]! += current[column - 4]!;
    } else if (filter === 2) {
      for (let column = 0; column < rowLength; column++) current[column]! += above[column]!;
    } else if (filter > 2) {
      for (let column = 0; column < rowLength; column++) {
        const left = column >= 4 ? current[column - 4]! : 0;
        const up = above[column]!;
        const upLeft = column >= 4 ? above[column - 4]! : 0;
        current[column]! += filter === 3 ? (left + up) >> 1 : paeth(left, up, upLeft);
      }
    }
    above = current;
  }
  return pixels;
}

/** The neighbor that is closest to `left + up - upLeft`. */
function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

export const PETITION: PublishedPetition = {
  id: 1,
  slug: 'keep-the-library',
  creator: 'Harbour Aid',
  status: 'open',
  fields: {
    familyName: 'off',
    postalCode: 'off',
    country: 'off',
    comment: 'off',
    display: 'optional',
    contact: 'off',
    partnerContact: 'off',
  },
  partners: {},
  partnerRecipients: {},
  origins: null,
  texts: [],
  carriedOver: 8_889,
  ownGoal: null,
  approveNames: false,
  image: null,
  latest: [],
  signedToday: 0,
  victory: false,
  signed: 0,
  erased: 0,
  salt: new Uint8Array(16),
  canonicalRules: 1,
  organizer: null,
  createdOn: null,
  closesOn: null,
  closesAt: null,
  tags: [],
  noindex: false,
};

/** Returns the text of a card with this title. `overrides` changes the petition. */
export const cardText = (
  title: string,
  lang = 'en',
  overrides: Partial<PublishedPetition & PetitionText> = {},
) =>
  buildCardText(
    { ...PETITION, ...overrides },
    { lang, title, outcome: null, target: null, ...overrides },
    'https://petitions.example.org',
  );

export const draw = async (...args: Parameters<typeof cardText>): Promise<Picture & { png: Buffer }> => {
  const png = await renderCard(cardText(...args));
  return { ...decodePng(png), png };
};

/** Draws a card with a picture of one color. */
export async function drawWithPicture(
  color: string,
  ...[title, lang, overrides]: Parameters<typeof cardText>
) {
  const [width, height] = [1600, 1067];
  const canvas = createCanvas(width, height);
  const fill = canvas.getContext('2d');
  fill.fillStyle = color;
  fill.fillRect(0, 0, width, height);
  const image = { hash: 'a'.repeat(32), widths: [width], width, height, alt: 'A color', credit: null };
  const bytes = await renderCard(cardText(title, lang, { ...overrides, image }), await canvas.encode('jpeg'));
  const card = createCanvas(1200, 630);
  const context = card.getContext('2d');
  context.drawImage(await loadImage(bytes), 0, 0);
  const { data } = context.getImageData(0, 0, 1200, 630);
  const hexAt = (x: number, y: number) =>
    `#${Buffer.from(data.subarray(4 * (1200 * y + x)).subarray(0, 3)).toString('hex')}`;
  return {
    bytes,
    hexAt,
    /** Between the darkest and the lightest pixel of an area. */
    contrastWithin(left: number, top: number, right: number, bottom: number): number {
      const colors = new Set<string>();
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) colors.add(hexAt(x, y));
      const fromWhite = [...colors].map((color) => contrastRatio(color, '#ffffff'));
      return Math.max(...fromWhite) / Math.min(...fromWhite);
    },
  };
}
