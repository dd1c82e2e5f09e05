import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { directionOf } from '../../../common/languages.ts';
import { dictionaryFor, LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { covers, type FontFamily, type FontRole, selectFonts } from '../../../server/social-card/fonts.ts';
import { Paragraph } from '../../../server/social-card/paragraph.ts';

const FONTS_DIR = new URL('../../../server/social-card/fonts/', import.meta.url);
const FAMILIES = readdirSync(FONTS_DIR)
  .filter((name) => name.endsWith('.ttf.br'))
  .map((name) => name.replace('.ttf.br', '') as FontFamily);
const ROLES: FontRole[] = ['title', 'strong', 'plain'];

/** Reads the code points that have a glyph from the `cmap` table of a TrueType font (format 12 or 4). */
function codePointsIn(font: Buffer): number[] {
  const table = (tag: string) => {
    for (let record = 12; ; record += 16) {
      if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8);
    }
  };
  const cmap = table('cmap');
  const subtables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) => {
    const start = cmap + font.readUInt32BE(cmap + 4 + 8 * index + 4);
    return { format: font.readUInt16BE(start), start };
  });
  const full = subtables.find(({ format }) => format === 12);
  const codePoints: number[] = [];
  if (full) {
    for (let group = 0; group < font.readUInt32BE(full.start + 12); group++) {
      const at = full.start + 16 + 12 * group;
      const [first, last] = [font.readUInt32BE(at), font.readUInt32BE(at + 4)];
      for (let codePoint = first; codePoint <= last; codePoint++) codePoints.push(codePoint);
    }
    return codePoints;
  }
  const { start } = subtables.find(({ format }) => format === 4)!;
  const segments = font.readUInt16BE(start + 6) / 2;
  const [ends, starts] = [start + 14, start + 16 + 2 * segments];
  const [deltas, offsets] = [starts + 2 * segments, starts + 4 * segments];
  for (let segment = 0; segment < segments; segment++) {
    const [first, last] = [font.readUInt16BE(starts + 2 * segment), font.readUInt16BE(ends + 2 * segment)];
    const delta = font.readUInt16BE(deltas + 2 * segment);
    const offset = font.readUInt16BE(offsets + 2 * segment);
    for (let codePoint = first; codePoint <= last; codePoint++) {
      const listed = offset && font.readUInt16BE(offsets + 2 * segment + offset + 2 * (codePoint - first));
      const glyph = offset ? listed && (listed + delta) & 0xffff : (codePoint + delta) & 0xffff;
      if (glyph !== 0) codePoints.push(codePoint);
    }
  }
  return codePoints;
}

describe('the fonts', () => {
  for (const family of FAMILIES) {
    it(`have a coverage table that lists exactly the characters of ${family}`, () => {
      const font = brotliDecompressSync(readFileSync(new URL(`${family}.ttf.br`, FONTS_DIR)));
      const inFont = new Set(codePointsIn(font));
      assert.ok(inFont.size > 300, `${inFont.size}`);
      for (let codePoint = 0; codePoint <= 0x3ffff; codePoint++) {
        if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
        const character = String.fromCodePoint(codePoint);
        if (/\p{Default_Ignorable_Code_Point}/u.test(character)) continue;
        if (covers(family, character) !== inFont.has(codePoint)) {
          assert.fail(`U+${codePoint.toString(16)}: ${inFont.has(codePoint)} in the font`);
        }
      }
    });
  }

  for (const lang of LANGUAGES) {
    it(`have every letter of the server's phrases in "${lang}"`, async () => {
      const { words } = dictionaryFor(lang);
      const number = new Intl.NumberFormat(lang).format(1_234_567_890);
      const phrases = [
        words.sign,
        words.closed,
        words.by('Ana'),
        ...Object.values(words.progress).map((of) => of(number)),
      ];
      for (const role of ROLES) {
        for (const phrase of phrases) {
          assert.deepEqual(selectFonts(phrase, role, lang).uncovered, new Set(), `${role}: ${phrase}`);
          const paragraph = await Paragraph.create({ text: phrase, lang, dir: directionOf(lang) }, role);
          assert.ok(paragraph!.line(1_000).width > 0, phrase);
        }
      }
    });
  }

  it('have rare letters of names, stacked diacritics, and related scripts', () => {
    for (const [text, lang] of [
      ['张喆、李翀', 'zh'],
      ['請讓圖書館繼續開放', 'zh-TW'],
      ['図書館をひらいて', 'ja'],
      ['Ẹ jẹ́ kí ilé ìkàwé', 'yo'],
      ['Оставьте библиотеку', 'ru'],
      ['Κρατήστε τη βιβλιοθήκη', 'el'],
      ['کتابخانه را باز نگه دارید', 'fa'],
      ['e\u0301 “Ok” — ¿¡…? €5 №7', 'en'],
    ] as const) {
      assert.deepEqual(selectFonts(text, 'title', lang).uncovered, new Set(), text);
    }
  });

  it('are limited to those that a text needs, in the order of its language', () => {
    const families = (text: string, lang: string, role: FontRole = 'title') =>
      selectFonts(text, role, lang).families;
    assert.deepEqual(families('Library', 'en'), ['noto-serif-bold']);
    assert.deepEqual(families('مكتبة', 'ar'), ['noto-sans-arabic-bold']);
    assert.deepEqual(
      families('图书馆', 'en'),
      ['noto-sans-sc-bold'],
      'no Arabic font before the Chinese one',
    );
    assert.deepEqual(families('Bücherei 图书馆 مكتبة', 'de'), [
      'noto-serif-bold',
      'noto-sans-arabic-bold',
      'noto-sans-sc-bold',
    ]);
    assert.deepEqual(families('图书馆 Žižkov', 'zh'), ['noto-sans-sc-bold', 'noto-sans-bold']);
  });

  // If the named fonts lack a character, Skia draws it with a font that is installed on the machine.
  it('have every character that Skia is asked to draw, so that installed fonts are never used', async () => {
    for (const [text, lang] of [
      ['Keep the مكتبة الحي open for 图书馆 (all) “Ok” — №7', 'en'],
      ['أبقوا مكتبة Harbour Aid (الحي) رقم 21', 'ar'],
      ['让图书馆，继续 Žižkov 开放！', 'zh'],
      ['Stop ✊🏽 the raids 👨‍👩‍👧 🇳🇱 1️⃣ #️⃣ ©️ ™️ ‼️ ⓘ ①', 'en'],
      ['a\u00ad\u034f\u2060\ufeff\ufe0e\ufe0f\u{e0100}\u{e0061}\u3164\u180bb', 'en'],
      ['葛\u{e0100}飾', 'ja'],
      ['می\u200cخواهم \u2067Go\u2069 \u200fا', 'fa'],
    ] as const) {
      for (const role of ROLES) {
        const paragraph = await Paragraph.create({ text, lang, dir: directionOf(lang) }, role);
        const context = { font: '', fillText: (drawn: string) => assertCovered(context.font, drawn) };
        for (const line of [...paragraph!.lines(8, 9, true)!, paragraph!.line(3)]) {
          paragraph!.draw(context as unknown as SKRSContext2D, line, { x: 0, y: 0, size: 20 });
        }
      }
    }
  });

  it('have no character that Skia would draw from an emoji font', () => {
    for (let codePoint = 0; codePoint <= 0x1ffff; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (!/\p{Emoji_Presentation}/u.test(character)) continue;
      for (const family of FAMILIES) assert.equal(covers(family, character), false, character);
    }
  });
});

function assertCovered(font: string, drawn: string): void {
  const families = font.replace(/^\S+ /, '').split(', ') as FontFamily[];
  for (const family of families) assert.ok(FAMILIES.includes(family), family);
  // Isolates, embeddings, and joiners are instructions to the shaper. No other invisible character may remain.
  assert.doesNotMatch(drawn, /(?!\p{Bidi_Control}|\p{Join_Control})\p{Default_Ignorable_Code_Point}/u);
  for (const { segment } of new Intl.Segmenter().segment(drawn)) {
    assert.ok(
      families.some((family) => covers(family, segment)),
      `"${segment}" in ${font}`,
    );
  }
}
