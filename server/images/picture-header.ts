import { UserError } from '../lib/errors.ts';

/** What the first bytes of a picture say, read without decoding it. */
export interface PictureHeader {
  type: 'JPEG' | 'PNG' | 'WebP';
  width: number;
  height: number;
}

/**
 * Recognizes a picture by its content, never by its name.
 *
 * @throws UserError that continues a sentence, like "is a GIF; …"
 */
export function readPictureHeader(bytes: Buffer): PictureHeader {
  const header = readJpeg(bytes) ?? readPng(bytes) ?? readWebp(bytes);
  if (!header) {
    const type = nameOther(bytes);
    throw new UserError(`${type ? `is ${type}` : 'is not a picture'}; use a JPEG, PNG, or WebP`);
  }
  if (header.width === 0 || header.height === 0) throw damaged();
  return header;
}

export const damaged = () => new UserError('is damaged or incomplete; export it again');

const startsWith = (bytes: Buffer, text: string, at = 0) =>
  bytes.toString('latin1', at, at + text.length) === text;

/** Walks the segments up to the frame header, which has the dimensions. */
function readJpeg(bytes: Buffer): PictureHeader | null {
  if (!startsWith(bytes, '\xff\xd8\xff')) return null;
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) throw damaged();
    const marker = bytes[at + 1]!;
    // Any number of 0xff may fill up the space before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Frame headers, except the tables (DHT, DAC) and the reserved JPG marker between them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      // Within the compressed data, 0xff is never followed by the marker of the end.
      if (bytes.indexOf('ffd9', at, 'hex') < 0) throw damaged();
      return { type: 'JPEG', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw damaged();
}

function readPng(bytes: Buffer): PictureHeader | null {
  if (!startsWith(bytes, '\x89PNG\r\n\x1a\n')) return null;
  if (bytes.length < 24 || !startsWith(bytes, 'IHDR', 12)) throw damaged();
  // Skia pads a PNG that was cut off.
  let at = 8;
  while (!startsWith(bytes, 'IEND', at + 4)) {
    if (at + 12 > bytes.length) throw damaged();
    at += 12 + bytes.readUInt32BE(at);
  }
  return { type: 'PNG', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function readWebp(bytes: Buffer): PictureHeader | null {
  if (!startsWith(bytes, 'RIFF') || !startsWith(bytes, 'WEBP', 8)) return null;
  if (bytes.length < 30 || bytes.readUInt32LE(4) + 8 > bytes.length) throw damaged();
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return {
        type: 'WebP',
        width: bytes.readUInt16LE(26) & 0x3fff,
        height: bytes.readUInt16LE(28) & 0x3fff,
      };
    case 'VP8L': {
      const packed = bytes.readUInt32LE(21);
      return { type: 'WebP', width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { type: 'WebP', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      throw damaged();
  }
}

/** Names what people try most, so that they know what to convert. */
function nameOther(bytes: Buffer): string | null {
  if (startsWith(bytes, 'GIF8')) return 'a GIF';
  if (startsWith(bytes, '%PDF')) return 'a PDF';
  if (startsWith(bytes, 'BM')) return 'a BMP';
  if (startsWith(bytes, 'II*\0') || startsWith(bytes, 'MM\0*')) return 'a TIFF';
  if (startsWith(bytes, 'ftyp', 4)) {
    const brand = bytes.toString('latin1', 8, 12);
    if (/^avi[fs]$/.test(brand)) return 'an AVIF';
    return /^(?:hei|hev|mif1|msf1)/.test(brand) ? 'a HEIC' : 'a video';
  }
  const text = bytes.toString('utf8', 0, 1000);
  if (/<svg[\s>]/i.test(text)) return 'an SVG';
  if (/<(?:!doctype html|html)[\s>]/i.test(text)) return 'an HTML page';
  return null;
}
