import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { prepareImage } from '../../../server/images/prepare-image.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { readCpuTime } from '../../support/cpu-time.ts';
import { drawLandscape, drawPhoto, quarters, withMetadata } from '../../support/pictures.ts';

const NOTE = 'taken at 52.5200 N 13.4050 E by Serial-4711 PK\x03\x04<script>alert(1)</script>';

const PHOTO = await drawPhoto(4000, 3000).encode('jpeg', 90);

async function cornersOf(bytes: Buffer): Promise<string> {
  const image = await loadImage(bytes);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const at = (x: number, y: number) => {
    const [red, green, blue] = context.getImageData(x * width, y * height, 1, 1).data;
    return { '100': 'r', '010': 'g', '001': 'b', '110': 'y' }[
      [red, green, blue].map((value) => Number(value! > 128)).join('')
    ];
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.75, 0.75), at(0.25, 0.75)].join('');
}

const refusal = (bytes: Buffer) =>
  prepareImage(bytes, 'hero').then(
    () => 'accepted',
    (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      return error.message;
    },
  );

const MAIN_THREAD = `/proc/self/task/${process.pid}/stat`;
describe('prepareImage', () => {
  it('turns pictures upright, whatever their orientation', async () => {
    const jpeg = await quarters(640, 960);
    const seen = [];
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const { variants } = await prepareImage(withMetadata(jpeg, orientation, NOTE), 'hero');
      const { width, height, bytes } = variants[0]!;
      seen.push(`${orientation} ${await cornersOf(bytes)} ${width < height ? 'tall' : 'wide'}`);
    }
    // Clockwise from the top left: red, green, blue, yellow in the file.
    const file = await cornersOf(jpeg);
    const [r, g, b, y] = file;
    assert.deepEqual(seen, [
      `1 ${r}${g}${b}${y} tall`,
      `2 ${g}${r}${y}${b} tall`,
      `3 ${b}${y}${r}${g} tall`,
      `4 ${y}${b}${g}${r} tall`,
      `5 ${r}${y}${b}${g} wide`,
      `6 ${y}${r}${g}${b} wide`,
      `7 ${b}${g}${r}${y} wide`,
      `8 ${g}${b}${y}${r} wide`,
    ]);
  });

  it('keeps nothing of a file but its pixels', async () => {
    const jpeg = await drawLandscape(1000, 600).encode('jpeg', 90);
    const original = Buffer.concat([withMetadata(jpeg, 1, NOTE), Buffer.from(NOTE)]);
    const { variants } = await prepareImage(original, 'hero');
    for (const { bytes } of variants) {
      for (const trace of [
        '52.5200',
        '4711',
        'PK\x03\x04',
        '<script',
        'Exif',
        'xmpmeta',
        'UNKNOWN_PROFILE',
      ]) {
        assert.ok(original.includes(trace, 0, 'latin1'), trace);
        assert.ok(!bytes.includes(trace, 0, 'latin1'), trace);
      }
      // Ends with the end marker.
      assert.equal(bytes.indexOf('ffd9', 'hex'), bytes.length - 2);
    }
    const clean = await prepareImage(jpeg, 'hero');
    assert.deepEqual(variants, clean.variants);
  });

  it('makes several widths of each type, and never enlarges', async () => {
    const large = await drawLandscape(2000, 1200).encode('webp', 90);
    const { variants } = await prepareImage(large, 'hero');
    assert.deepEqual(
      variants.map(({ width, height }) => `${width}x${height}`),
      ['480x288', '960x576', '1600x960'],
    );
    assert.ok(variants[1]!.bytes.length < 100_000, `${variants[1]!.bytes.length} bytes`);
    const small = await prepareImage(await drawLandscape(700, 400).encode('png'), 'hero');
    assert.deepEqual(
      small.variants.map(({ width }) => width),
      [480, 700],
    );
    assert.ok(small.variants.every(({ type }) => type === 'image/jpeg'));
  });

  it('compresses a large photo to about 100 kB at 960 pixels, and others in proportion', async () => {
    const { variants } = await prepareImage(PHOTO, 'hero');
    const sizes = variants.map(({ width, height, bytes }) => [width, height, bytes.length / 1000] as const);
    for (const [index, [width, height, max]] of (
      [
        [480, 360, 32],
        [960, 720, 100],
        [1600, 1200, 245],
      ] as const
    ).entries()) {
      assert.deepEqual(sizes[index]!.slice(0, 2), [width, height]);
      assert.ok(sizes[index]![2] < max && sizes[index]![2] > max / 3, `${sizes[index]} kB`);
    }
  });

  it('leaves the main thread to others', {
    skip: existsSync(MAIN_THREAD) ? false : 'needs Linux',
  }, async () => {
    await prepareImage(PHOTO, 'hero');
    const cpuBefore = process.cpuUsage();
    const mainBefore = readCpuTime(MAIN_THREAD);
    for (let repetition = 0; repetition < 2; repetition++) await prepareImage(PHOTO, 'hero');
    const { user, system } = process.cpuUsage(cpuBefore);
    const mainAfter = readCpuTime(MAIN_THREAD);
    const main = mainAfter.user + mainAfter.system - mainBefore.user - mainBefore.system;
    const all = user + system;
    // CPU time, which doesn't depend on what else the machine does. In the main thread, it would be half of it or more.
    assert.ok(main < 0.2 * all, `${main} of ${all} µs`);
  });

  it('draws an icon as a square with all of the picture', async () => {
    const wide = createCanvas(300, 100);
    const fill = wide.getContext('2d');
    fill.fillStyle = '#f00';
    fill.fillRect(0, 0, 300, 100);
    const { variants } = await prepareImage(await wide.encode('png'), 'icon');
    assert.deepEqual(
      variants.map(({ width, height, type }) => [width, height, type]),
      [[96, 96, 'image/png']],
    );
    const context = createCanvas(96, 96).getContext('2d');
    context.drawImage(await loadImage(variants[0]!.bytes), 0, 0);
    const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
    assert.deepEqual(
      [at(1, 48), at(94, 48)],
      [
        [255, 0, 0, 255],
        [255, 0, 0, 255],
      ],
    );
    assert.deepEqual([at(48, 20)[3], at(48, 76)[3]], [0, 0]);
  });

  it('shows transparency as white in a hero, and keeps it in a logo', async () => {
    const png = await createCanvas(600, 400).encode('png');
    const corner = async (purpose: 'hero' | 'logo') => {
      const { variants } = await prepareImage(png, purpose);
      const context = createCanvas(10, 10).getContext('2d');
      context.drawImage(await loadImage(variants[0]!.bytes), 0, 0);
      return [...context.getImageData(5, 5, 1, 1).data];
    };
    assert.deepEqual(await corner('hero'), [255, 255, 255, 255]);
    assert.deepEqual(await corner('logo'), [0, 0, 0, 0]);
  });

  it('refuses what is no picture it can use, and says why', async () => {
    const jpeg = await drawLandscape(800, 500).encode('jpeg', 90);
    const png = await drawLandscape(800, 500).encode('png');
    const webp = await drawLandscape(800, 500).encode('webp', 90);
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(11_000, 16);
    bomb.writeUInt32BE(11_000, 20);
    const long = Buffer.from(png);
    long.writeUInt32BE(60_000, 16);
    const use = '; use a JPEG, PNG, or WebP';
    const cases: [Buffer, string][] = [
      [Buffer.alloc(0), 'is empty'],
      [Buffer.concat([jpeg, Buffer.alloc(10 * 1024 * 1024)]), 'is larger than 10 MB'],
      [Buffer.from('GIF89a\x01\x00\x01\x00'), `is a GIF${use}`],
      [Buffer.from('%PDF-1.7\n'), `is a PDF${use}`],
      [Buffer.from('<?xml version="1.0"?>\n<svg xmlns="…">'), `is an SVG${use}`],
      [Buffer.from('<!doctype html><title>…'), `is an HTML page${use}`],
      [Buffer.from('\0\0\0\x1cftypavif\0\0\0\0', 'latin1'), `is an AVIF${use}`],
      [Buffer.from('\0\0\0\x1cftypheic\0\0\0\0', 'latin1'), `is a HEIC${use}`],
      [Buffer.from('some text'), `is not a picture${use}`],
      [bomb, 'has 11000 × 11000 pixels; the limits are 12,000 a side, and 50 million in all'],
      [long, 'has 60000 × 500 pixels; the limits are 12,000 a side, and 50 million in all'],
      [
        await drawLandscape(500, 400).encode('png'),
        'has 500 × 400 pixels; it must be at least 600 wide and 200 high',
      ],
    ];
    for (const whole of [jpeg, png, webp]) {
      for (const share of [0.02, 0.5, 0.99]) {
        cases.push([whole.subarray(0, whole.length * share), 'is damaged or incomplete; export it again']);
      }
    }
    assert.equal(await refusal(jpeg), 'accepted');
    const messages = [];
    for (const [bytes] of cases) messages.push(await refusal(bytes));
    assert.deepEqual(
      messages,
      cases.map(([, message]) => message),
    );
  });
});
