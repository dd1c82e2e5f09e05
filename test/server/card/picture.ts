import assert from 'node:assert/strict';
import { crc32, inflateSync } from 'node:zlib';
import { cardTextOf } from '../../../server/card/card-text.ts';
import { drawCard } from '../../../server/card/draw-card.ts';
import type { PetitionText, PublishedPetition } from '../../../server/petitions/published-petitions.ts';

const SIGNATURE = '89504e470d0a1a0a';
export const PAPER = [0xfb, 0xf8, 0xf4];

/** A picture as it looks. */
export interface Picture {
  width: number;
  height: number;
  /** Red, green and blue. */
  at(x: number, y: number): number[];
  /** How many pixels are not paper, of all or of a part. */
  ink(left?: number, top?: number, right?: number, bottom?: number): number;
}

/** Reads a PNG by its specification, as far as there is need; whatever is wrong with it fails. */
export function pictureIn(png: Buffer): Picture {
  assert.equal(png.toString('hex', 0, 8), SIGNATURE);
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  assert.deepEqual([chunks[0]!.type, chunks.at(-1)!.type], ['IHDR', 'IEND']);
  const head = chunks[0]!.data;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  assert.deepEqual([...head.subarray(8)], [8, 2, 0, 0, 0], 'eight bits of red, green and blue');
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  const rows = inflateSync(Buffer.concat(data));
  assert.equal(rows.length, height * (1 + 3 * width));
  for (let y = 0; y < height; y++) assert.equal(rows[y * (1 + 3 * width)], 0, 'no filter');
  const at = (x: number, y: number) => [...rows.subarray(y * (1 + 3 * width) + 1 + 3 * x).subarray(0, 3)];
  return {
    width,
    height,
    at,
    ink(left = 0, top = 0, right = width, bottom = height) {
      let count = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++)
          if (at(x, y).some((value, index) => value !== PAPER[index])) count++;
      return count;
    },
  };
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
  origins: null,
  texts: [],
  carriedOver: 8_889,
  ownGoal: null,
  latest: [],
  signed: 0,
  erased: 0,
  salt: new Uint8Array(16),
  canonicalRules: 1,
};

/** What a petition's card says; a title alone, or with what is besides. */
export const cardText = (title: string, lang = 'en', more: Partial<PublishedPetition & PetitionText> = {}) =>
  cardTextOf(
    { ...PETITION, ...more },
    { lang, title, text: '', outcome: null, ...more },
    'https://petitions.example.org',
  );

export const draw = async (...what: Parameters<typeof cardText>): Promise<Picture & { png: Buffer }> => {
  const png = await drawCard(cardText(...what));
  return { ...pictureIn(png), png };
};
