import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCanvas } from '@napi-rs/canvas';
import { directionOf } from '../../../common/languages.ts';
import type { LocalizedText } from '../../../server/social-card/card-text.ts';
import type { FontRole } from '../../../server/social-card/fonts.ts';
import { type Line, Paragraph } from '../../../server/social-card/paragraph.ts';

const SIZE = 64;

async function create(text: string, lang: string, role: FontRole = 'title', dir = directionOf(lang)) {
  const localized: LocalizedText = { text, lang, dir };
  const paragraph = await Paragraph.create(localized, role);
  assert.ok(paragraph, text);
  return paragraph;
}

/** Draws lines next to each other, from left to right, and returns the pixels. */
function draw(...parts: (readonly [Paragraph, Line?])[]): Buffer {
  const canvas = createCanvas(1200, 128);
  const context = canvas.getContext('2d');
  let x = 20;
  for (const [paragraph, line = paragraph.line(1_000)] of parts) {
    paragraph.draw(context, line, { x, y: 80, size: SIZE });
    x += line.width * SIZE;
  }
  const pixels = Buffer.from(context.getImageData(0, 0, 1200, 128).data);
  assert.ok(pixels.some((value) => value > 0));
  return pixels;
}

/** Compares the glyphs in two pictures. Positions may differ by fractions of a pixel. */
function compareGlyphs(one: Buffer, other: Buffer): 'same' | 'different' {
  let [difference, ink] = [0, 0];
  for (let alpha = 3; alpha < one.length; alpha += 4) {
    difference += Math.abs(one[alpha]! - other[alpha]!);
    ink += Math.max(one[alpha]!, other[alpha]!);
  }
  return difference < 0.1 * ink ? 'same' : 'different';
}

describe('text on a card', () => {
  it('is left out if its fonts lack a letter, which Skia would draw as a box or in another font', async () => {
    assert.equal(await Paragraph.create({ text: 'a한', lang: 'en', dir: 'ltr' }, 'title'), null);
    assert.equal(await Paragraph.create({ text: '한', lang: 'ko', dir: 'ltr' }, 'title'), null);
    assert.ok(await Paragraph.create({ text: 'a', lang: 'en', dir: 'ltr' }, 'title'));
  });

  it('runs from right to left in Arabic, and Latin words in it from left to right', async () => {
    const [alef, dal] = [await create('ا', 'ar'), await create('د', 'ar')];
    // Neither of these two joins the next letter.
    const word = draw([await create('اد', 'ar')]);
    assert.equal(compareGlyphs(word, draw([dal], [alef])), 'same');
    assert.equal(compareGlyphs(word, draw([alef], [dal])), 'different');
    const latin = await create('Go', 'ar');
    const space: [Paragraph, Line] = [
      latin,
      { text: ' ', width: (await create('a a', 'ar')).line(99).width },
    ];
    space[1].width -= 2 * (await create('a', 'ar')).line(99).width;
    const sentence = draw([await create('ا Go د', 'ar')]);
    assert.equal(compareGlyphs(sentence, draw([dal], space, [latin], space, [alef])), 'same');
    assert.equal(compareGlyphs(sentence, draw([alef], space, [latin], space, [dal])), 'different');
  });

  it('keeps a sentence in order around a name in another script with a number', async () => {
    for (const text of ['جمعية 21', '21 جمعية']) {
      const sentence = await create(`Se \u2068${text}\u2069 ki`, 'ht', 'plain');
      const name = await create(text, 'ht', 'plain', 'rtl');
      const [start, end] = [await create('Se', 'ht', 'plain'), await create('ki', 'ht', 'plain')];
      const words = [start, name, end].reduce((width, part) => width + part.line(99).width, 0);
      const space = [start, { text: ' ', width: (sentence.line(99).width - words) / 2 }] as const;
      assert.equal(compareGlyphs(draw([sentence]), draw([start], space, [name], space, [end])), 'same', text);
    }
  });

  it('mirrors brackets from right to left', async () => {
    const bracketed = draw([await create('(ا)', 'ar')]);
    const [open, close] = [await create('(', 'ar', 'title', 'ltr'), await create(')', 'ar', 'title', 'ltr')];
    const alef = await create('ا', 'ar');
    assert.equal(compareGlyphs(bracketed, draw([open], [alef], [close])), 'same');
    assert.equal(compareGlyphs(bracketed, draw([close], [alef], [open])), 'different');
  });
});

describe('lines', () => {
  const TEXT = 'Therapists for free movement: an open letter to the Assembly of Corvane and Ansel';

  it('fit the width, and are about equally long', async () => {
    const lines = (await create(TEXT, 'en')).lines(20, 4, false)!;
    assert.equal(lines.length, 3);
    const widths = lines.map(({ width }) => width);
    for (const width of widths) assert.ok(width <= 20.01 && width > 10, `${widths}`);
    assert.equal(lines.map(({ text }) => text).join(' '), TEXT);
  });

  it('break a word only if allowed', async () => {
    const paragraph = await create('Donaudampfschifffahrt', 'de');
    assert.equal(paragraph.lines(6, 4, false), null);
    const lines = paragraph.lines(6, 4, true)!;
    assert.equal(lines.length, 3);
    for (const { width } of lines) assert.ok(width <= 6.01);
    assert.equal(lines.map(({ text }) => text).join(''), 'Donaudampfschifffahrt');
  });

  it('end in an ellipsis if there are too many', async () => {
    for (const [lang, text] of [
      ['en', TEXT],
      ['ar', 'أوقفوا محاكمة قرّاء المكتبة الجماعية وأبقوها مفتوحة أمام الجميع صغارًا وكبارًا'],
      ['zh', '让图书馆继续向所有人开放让图书馆继续向所有人开放'],
    ] as const) {
      const paragraph = await create(text, lang);
      assert.equal(paragraph.lines(8, 2, false), null);
      const lines = paragraph.lines(8, 2, true)!;
      assert.equal(lines.length, 2, lang);
      for (const { width } of lines) assert.ok(width <= 8.01, `${width}`);
      const [first, last] = lines as [Line, Line];
      assert.ok(last.text.endsWith('…') && !first.text.includes('…'));
      // The ellipsis is at the end of the line, which is on the left in Arabic.
      const ellipsis = await create('…', lang);
      const rest = { text: last.text.slice(0, -1), width: last.width - ellipsis.line(99).width };
      const parts: (readonly [Paragraph, Line?])[] = [[paragraph, rest], [ellipsis]];
      if (lang === 'ar') parts.reverse();
      assert.equal(compareGlyphs(draw([paragraph, last]), draw(...parts)), 'same', lang);
    }
  });

  it('end in an ellipsis outside of the bidi isolate of a truncated name', async () => {
    const paragraph = await create('By \u2068جمعية المكتبة الجماعية\u2069', 'en', 'plain');
    const { text } = paragraph.line(6);
    assert.match(text, /^By \u2068\p{Script=Arabic}[^\u2069]*\u2069…$/u);
  });

  it('end between Chinese words, and never start with closing punctuation', async () => {
    const text = '让图书馆，继续向所有人开放。让图书馆，继续向所有人开放！';
    const paragraph = await create(text, 'zh');
    const wordStarts = new Set(
      Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(text), ({ index }) => index),
    );
    assert.ok(wordStarts.size < text.length, 'some words have two characters');
    for (let width = 4; width < 14; width += 0.5) {
      let offset = 0;
      for (const line of paragraph.lines(width, 20, false) ?? []) {
        assert.ok(wordStarts.has(offset), `${width}: ${line.text}`);
        assert.ok(!'，。！'.includes(line.text[0]!), `${width}`);
        assert.ok(line.width <= width + 0.01);
        offset += line.text.length;
      }
    }
  });

  it('don’t end at a no-break space', async () => {
    const lines = (await create('aaaa bbbb\u00a0!', 'fr')).lines(4.2, 3, false)!;
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['aaaa', 'bbbb\u00a0!'],
    );
  });
});
