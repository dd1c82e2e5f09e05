import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import decodeQR from 'qr/decode.js';
import { encodeUrl, qrCodeFile } from '../../../server/views/qr-code.ts';

/** Draws the path as a printer would, and reads it as a camera would. */
function scan({ size, path }: { size: number; path: string }): string {
  const scale = 4;
  const width = size * scale;
  const pixels = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const start = (row * width + Number(x) * scale) * 4;
      for (let pixel = 0; pixel < Number(run) * scale; pixel++) {
        pixels.fill(0, start + pixel * 4, start + pixel * 4 + 3);
      }
    }
  }
  return decodeQR({ width, height: width, data: pixels });
}

describe('a QR code', () => {
  for (const url of [
    'https://petitions.example.org/p/x',
    'https://petitions.example.org/p/keep-lena-home?lang=es&partner=harbour-aid',
    `https://petitions.example.org/p/${'a'.repeat(80)}?lang=zh-Hant&partner=${'b'.repeat(64)}`,
  ]) {
    it(`is read as what it was made of, and has a quiet zone: ${url.length} characters`, () => {
      const code = encodeUrl(url);
      assert.equal(scan(code), url);
      const rows = [...code.path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, run]) => ({
        left: Number(x),
        right: code.size - Number(x) - Number(run),
        top: Number(y),
        bottom: code.size - 1 - Number(y),
      }));
      for (const side of ['left', 'right', 'top', 'bottom'] as const) {
        assert.equal(Math.min(...rows.map((row) => row[side])), 4, side);
      }
    });
  }

  it('is black on white as a file of its own, also on a dark page', () => {
    const file = qrCodeFile('https://petitions.example.org/p/x');
    assert.match(
      file,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1"[^>]*><path fill="#fff" d="M0 0h\1v\1H0z"\/>/,
    );
    assert.doesNotMatch(file, /script|href|style/);
  });
});
