// No database has a part in this: it runs once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fontsFor, type Hand } from '../../../server/card/fonts.ts';
import { type Line, Paragraph } from '../../../server/card/paragraph.ts';
import { dictionaryFor, LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { directionOf } from '../../../server/views/document.ts';

const style = (lang: string, hand: Hand = 'title') => ({ hand, lang, dir: directionOf(lang) });
const paragraphOf = async (text: string, lang: string, hand?: Hand) =>
  (await Paragraph.of(text, style(lang, hand)))!;
const lineOf = async (text: string, lang = 'en', hand?: Hand) =>
  (await paragraphOf(text, lang, hand)).line(1_000);
const ids = ({ glyphs }: Line) => glyphs.map(({ id }) => id);
/** The shapes of a character wherever it stands alone. */
const alone = async (character: string, lang = 'en') => ids(await lineOf(character, lang))[0]!;

describe('text on a card', () => {
  for (const lang of LANGUAGES) {
    it(`has a shape for every letter of what the server says in "${lang}"`, async () => {
      const { words } = dictionaryFor(lang);
      const number = new Intl.NumberFormat(lang).format(1_234_567_890);
      const said = [
        words.sign,
        words.closed,
        words.by('Ana'),
        ...Object.values(words.progress).map((of) => of(number)),
      ];
      for (const hand of ['title', 'strong', 'plain'] as const) {
        for (const each of said) {
          const line = await lineOf(each, lang, hand);
          assert.ok(line.glyphs.length > 0 && line.width > 0, each);
          assert.ok(!ids(line).includes(0), `${hand}: ${each}`);
        }
      }
    });
  }

  it('is none where a letter is missing that a font would draw a box for', async () => {
    const [font] = await fontsFor(['a'], 'title', 'en');
    assert.equal(font!.has('한'), false);
    assert.ok(font!.shaped.glyphExtents(0)!.width > 0, 'there is such a box');
    assert.equal(await Paragraph.of('a한', style('en')), null);
    assert.equal(await Paragraph.of('한', style('ko')), null);
  });

  it('has letters of names that are rare, marks on marks, and other scripts that come along', async () => {
    for (const [text, lang] of [
      ['张喆、李翀、𠀀'.slice(0, 5), 'zh'],
      ['請讓圖書館繼續開放', 'zh-TW'],
      ['図書館をひらいて', 'ja'],
      ['Ẹ jẹ́ kí ilé ìkàwé', 'yo'],
      ['Оставьте библиотеку', 'ru'],
      ['Κρατήστε τη βιβλιοθήκη', 'el'],
      ['کتابخانه را باز نگه دارید', 'fa'],
      ['e\u0301 “Ok” — ¿¡…? €5 №7', 'en'],
    ] as const) {
      const line = await lineOf(text, lang);
      assert.ok(line.glyphs.length > 0 && !ids(line).includes(0), text);
    }
  });

  it('goes from right to left in Arabic, what is Latin in it from left to right', async () => {
    const line = ids(await lineOf('ا Go د', 'ar'));
    const [alef, dal] = [await alone('ا', 'ar'), await alone('د', 'ar')];
    assert.ok(line.indexOf(dal) < line.indexOf(alef));
    // Neither of these two joins what follows.
    assert.deepEqual(ids(await lineOf('اد', 'ar')), [dal, alef]);
    const latin = ids(await lineOf('Go', 'ar'));
    assert.equal(line.join().includes(latin.join()), true);
  });

  it('keeps a sentence straight around a name in another script, with a number behind it', async () => {
    const line = ids(await lineOf(`Se \u2068جمعية 21\u2069 ki`, 'ht', 'plain'));
    const ki = ids(await lineOf('ki', 'ht', 'plain'));
    assert.deepEqual(line.slice(-2), ki);
  });

  it('mirrors brackets from right to left', async () => {
    const line = ids(await lineOf('(ا)', 'ar'));
    const [open, close] = [await alone('(', 'en'), await alone(')', 'en')];
    const latin = ids(await lineOf('(a)', 'en'));
    assert.deepEqual([latin[0], latin[2]], [open, close]);
    assert.equal(line.length, 3);
    // The closing one, which stands at the left, is shaped like one that opens to the right.
    const { font } = (await lineOf('(ا)', 'ar')).glyphs[0]!;
    assert.equal(line[0], font.shaped.nominalGlyph('('.codePointAt(0)!));
  });
});

describe('lines', () => {
  const TEXT = 'Therapists for free movement: an open letter to the Assembly of Corvane and Ansel';

  it('are no longer than there is room, and of about one length', async () => {
    const paragraph = await paragraphOf(TEXT, 'en');
    const lines = paragraph.lines(20, 4, false)!;
    assert.equal(lines.length, 3);
    const widths = lines.map(({ width }) => width);
    for (const width of widths) assert.ok(width <= 20.01 && width > 10, `${widths}`);
  });

  it('are none where a word would have to be broken, until it may be', async () => {
    const paragraph = await paragraphOf('Donaudampfschifffahrt', 'de');
    assert.equal(paragraph.lines(6, 4, false), null);
    const lines = paragraph.lines(6, 4, true)!;
    assert.equal(lines.length, 3);
    for (const { width } of lines) assert.ok(width <= 6.01);
  });

  it('end in an ellipsis where there are too many', async () => {
    for (const [lang, text] of [
      ['en', TEXT],
      ['ar', 'أوقفوا محاكمة قرّاء المكتبة الجماعية وأبقوها مفتوحة أمام الجميع صغارًا وكبارًا'],
      ['zh', '让图书馆继续向所有人开放让图书馆继续向所有人开放'],
    ] as const) {
      const paragraph = await paragraphOf(text, lang);
      assert.equal(paragraph.lines(8, 2, false), null);
      const lines = paragraph.lines(8, 2, true)!;
      assert.equal(lines.length, 2, lang);
      for (const { width } of lines) assert.ok(width <= 8.01, `${width}`);
      const ellipsis = await alone('…', lang);
      // Where the line ends: at its left in Arabic.
      assert.equal(ids(lines[1]!).at(lang === 'ar' ? 0 : -1), ellipsis);
      assert.ok(!ids(lines[0]!).includes(ellipsis));
    }
  });

  it('end between Chinese words, and begin with no mark that closes', async () => {
    const text = '让图书馆，继续向所有人开放。让图书馆，继续向所有人开放！';
    const paragraph = await paragraphOf(text, 'zh');
    const marks = await Promise.all([...'，。！'].map((mark) => alone(mark, 'zh')));
    for (let width = 4; width < 14; width += 0.5) {
      for (const line of paragraph.lines(width, 20, false) ?? []) {
        assert.ok(!marks.includes(ids(line)[0]!), `${width}`);
        assert.ok(line.width <= width + 0.01);
      }
    }
  });

  it('end at no space that holds words together', async () => {
    const lines = (await paragraphOf('aaaa bbbb\u00a0!', 'fr')).lines(4.2, 3, false)!;
    assert.equal(lines.length, 2);
    assert.equal(lines[1]!.glyphs.length, 6);
  });
});
