// Subsets Google's Noto fonts for the social card, compresses them into server/social-card/fonts, and lists the
// characters of each one. They change only with the scripts that cards support, so this is not part of the build:
//
//   npm install --no-save harfbuzzjs@1.6.4 \
//     @expo-google-fonts/noto-serif@0.4.2 @expo-google-fonts/noto-sans@0.4.2 \
//     @expo-google-fonts/noto-sans-arabic@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
//   node build/fonts.js
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import { Blob, Face } from 'harfbuzzjs';

const { resolve } = createRequire(import.meta.url);
const FOLDER = new URL('../server/social-card/fonts/', import.meta.url);

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

const ASCII = range(0x20, 0x7e);
const PUNCTUATION = range(0x2000, 0x206f);
/** Latin with all diacritics, Greek, Cyrillic, and Armenian; currency and letterlike symbols. */
const EUROPEAN = [
  ...ASCII,
  ...range(0xa0, 0x58f),
  ...range(0x1ab0, 0x1aff),
  ...range(0x1d00, 0x1fff),
  ...PUNCTUATION,
  ...range(0x2070, 0x214f),
  0x2212,
  ...range(0x2c60, 0x2c7f),
  ...range(0xa720, 0xa7ff),
];
const ARABIC = [
  ...ASCII,
  0xa0,
  0xab,
  0xbb,
  ...range(0x600, 0x6ff),
  ...range(0x750, 0x77f),
  ...range(0x8a0, 0x8ff),
  ...PUNCTUATION,
  ...range(0xfb50, 0xfdff),
  ...range(0xfe70, 0xfeff),
];
/** All CJK unified ideographs of the basic block, which covers everyday text and names; CJK punctuation and kana. */
const CHINESE = [
  ...ASCII,
  ...range(0xa0, 0xff),
  ...PUNCTUATION,
  ...range(0x2460, 0x2473),
  ...range(0x3000, 0x30ff),
  ...range(0x4e00, 0x9fff),
  ...range(0xff00, 0xffef),
];

const FONTS = [
  ['noto-serif-bold', 'noto-serif/700Bold/NotoSerif_700Bold.ttf', EUROPEAN],
  ['noto-sans-bold', 'noto-sans/700Bold/NotoSans_700Bold.ttf', EUROPEAN],
  ['noto-sans-regular', 'noto-sans/400Regular/NotoSans_400Regular.ttf', EUROPEAN],
  ['noto-sans-arabic-bold', 'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf', ARABIC],
  ['noto-sans-arabic-regular', 'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf', ARABIC],
  ['noto-sans-sc-bold', 'noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf', CHINESE],
];

const NO_HINTING = 0x1;
const NOTDEF_OUTLINE = 0x40;

const wasm = readFileSync(resolve('harfbuzzjs/dist/harfbuzz-subset.wasm'));
const { instance } = await WebAssembly.instantiate(wasm);
const hb = instance.exports;
hb._initialize();

/** Reduces a font to the given code points and the glyphs that they need. */
function subset(font, codePoints) {
  const bytes = hb.malloc(font.length);
  new Uint8Array(hb.memory.buffer).set(font, bytes);
  const face = hb.hb_face_create(hb.hb_blob_create(bytes, font.length, 2, 0, 0), 0);
  const input = hb.hb_subset_input_create_or_fail();
  hb.hb_subset_input_set_flags(input, NO_HINTING | NOTDEF_OUTLINE);
  const kept = hb.hb_subset_input_unicode_set(input);
  for (const codePoint of codePoints) hb.hb_set_add(kept, codePoint);
  const blob = hb.hb_face_reference_blob(hb.hb_subset_or_fail(face, input));
  return Buffer.from(
    new Uint8Array(hb.memory.buffer, hb.hb_blob_get_data(blob, 0), hb.hb_blob_get_length(blob)),
  );
}

/** The characters of a font, in the syntax of CSS `unicode-range`. */
function unicodeRange(font) {
  const ranges = [];
  for (const codePoint of new Face(new Blob(font)).collectUnicodes()) {
    const last = ranges.at(-1);
    if (last?.[1] === codePoint - 1) last[1] = codePoint;
    else ranges.push([codePoint, codePoint]);
  }
  const hex = (codePoint) => codePoint.toString(16).toUpperCase();
  return ranges
    .map(([first, last]) => (first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`))
    .join(', ');
}

const coverage = {};
for (const [name, file, codePoints] of FONTS) {
  const font = subset(readFileSync(resolve(`@expo-google-fonts/${file}`)), codePoints);
  const packed = brotliCompressSync(font, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: font.length,
    },
  });
  writeFileSync(new URL(`${name}.ttf.br`, FOLDER), packed);
  coverage[name] = unicodeRange(font);
  process.stdout.write(`${name}: ${font.length} bytes, compressed ${packed.length}\n`);
}
writeFileSync(new URL('coverage.json', FOLDER), `${JSON.stringify(coverage, null, 2)}\n`);
