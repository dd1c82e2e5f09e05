import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { contrastRatio } from '../../../server/views/contrast.ts';
import { cardText, draw, drawWithPicture, type Picture } from './picture.ts';

/** A title in each of the server's languages. */
const TITLES: Record<string, string> = {
  en: 'Keep the library open',
  es: 'Que la biblioteca siga abierta',
  fr: 'Gardons la bibliothèque ouverte à tous !',
  pt: 'Não fechem a biblioteca do bairro',
  de: 'Die Bücherei muss für alle geöffnet bleiben',
  ar: 'أبقوا مكتبة الحي مفتوحة للجميع',
  zh: '让图书馆继续向所有人开放',
  vi: 'Hãy giữ thư viện mở cửa cho tất cả mọi người',
  tl: 'Panatilihing bukas ang aklatan para sa lahat',
  ht: 'Kite bibliyotèk la rete louvri pou tout moun',
};

/** Area of the title's first line: left, top, right, bottom. */
const TITLE = [72, 40, 1128, 160] as const;
const MARGINS = [
  [0, 0, 60, 630],
  [1140, 0, 1200, 630],
  [0, 0, 1200, 24],
  [0, 600, 1200, 630],
] as const;
/** A row of pixels in the middle of the progress bar. */
const BAR_Y = 485;
const TRACK = [0xeb, 0xe4, 0xdd];

const isSame = (one: { png: Buffer }, other: { png: Buffer }) => one.png.equals(other.png);

/** Counts the filled pixels of the progress bar. */
const filledPixels = (picture: Picture) =>
  Array.from({ length: 1056 }, (_, x) => picture.at(72 + x, BAR_Y)).filter(
    ([red, , blue]) => red! - blue! > 100,
  ).length;

describe('a petition’s social card', () => {
  for (const lang of LANGUAGES) {
    it(`is 1200 by 630 in "${lang}", with ink in title, count, bar, and footer, and none in the margins`, async () => {
      const card = await draw(TITLES[lang]!, lang);
      assert.deepEqual([card.width, card.height], [1200, 630]);
      for (const [name, ...part] of [
        ['title', ...TITLE],
        ['count', 72, 360, 1128, 450],
        ['bar', 72, 470, 1128, 500],
        ['footer', 72, 540, 1128, 590],
      ] as const) {
        assert.ok(card.ink(...part) > 1_000, `${name}: ${card.ink(...part)}`);
      }
      for (const margin of MARGINS) assert.equal(card.ink(...margin), 0, `${margin}`);
      assert.ok(card.png.length < 100_000, `${card.png.length} bytes`);
    });
  }

  it('starts at the right in a right-to-left language, including the bar', async () => {
    const [arabic, english] = [
      await draw('أ', 'ar', { carriedOver: 10 }),
      await draw('I', 'en', { carriedOver: 10 }),
    ];
    assert.ok(arabic.ink(900, 40, 1128, 160) > 100 && arabic.ink(72, 40, 300, 160) === 0);
    assert.ok(english.ink(72, 40, 300, 160) > 100 && english.ink(900, 40, 1128, 160) === 0);
    assert.notDeepEqual(arabic.at(1100, BAR_Y), TRACK);
    assert.deepEqual(arabic.at(100, BAR_Y), TRACK);
    assert.notDeepEqual(english.at(100, BAR_Y), TRACK);
    assert.deepEqual(english.at(1100, BAR_Y), TRACK);
  });

  it('joins Arabic letters, and draws them from right to left', async () => {
    const title = 'مكتبة';
    const joined = await draw(title, 'ar');
    const apart = await draw([...title].join('\u200c'), 'ar');
    const reversed = await draw([...title].reverse().join(''), 'ar');
    assert.ok(!isSame(joined, apart));
    assert.ok(!isSame(joined, reversed));
    const alone = await draw('م', 'ar');
    assert.ok(alone.ink(...TITLE) > 500 && alone.ink(...TITLE) < joined.ink(...TITLE));
  });

  it('leaves out a title with letters that no font has, instead of drawing boxes', async () => {
    const [korean, thai, english] = [
      await draw('도서관', 'ko'),
      await draw('ห้องสมุด', 'th'),
      await draw('Library', 'ko'),
    ];
    assert.ok(isSame(korean, thai), 'neither is drawn');
    assert.ok(!isSame(korean, english));
    assert.ok(korean.ink(72, 200, 1128, 360) > 5_000, 'the count is drawn, and larger');
    const half = await draw('Library 도서관', 'en');
    assert.ok(
      isSame(half, await draw('도서관', 'en')),
      'a title is left out if any of its letters is missing',
    );
  });

  it('leaves out a creator with letters that no font has, instead of drawing boxes', async () => {
    const [korean, thai] = [
      await draw('Library', 'en', { creator: '도서관 친구들' }),
      await draw('Library', 'en', { creator: 'เพื่อน' }),
    ];
    assert.ok(isSame(korean, thai));
    assert.ok(!isSame(korean, await draw('Library', 'en')));
  });

  it('leaves out emoji and symbols that no font has, and keeps the words', async () => {
    assert.ok(isSame(await draw('Stop ✊🏽 the raids 👨‍👩‍👧 🇳🇱'), await draw('Stop the raids')));
    assert.ok(isSame(await draw('1️⃣ voice'), await draw('1 voice')));
    assert.ok(isSame(await draw('✊'), await draw('도서관')), 'a title of emoji only is left out');
  });

  it('fills its bar according to the petition’s progress', async () => {
    assert.equal(filledPixels(await draw('Library', 'en', { carriedOver: 0 })), 0);
    assert.ok(Math.abs(filledPixels(await draw('Library', 'en', { carriedOver: 50 })) - 528) < 8);
    assert.ok(filledPixels(await draw('Library', 'en', { carriedOver: 9_999_999 })) >= 1_055);
    assert.ok(
      filledPixels(await draw('Library', 'en', { carriedOver: 1 })) >= 25,
      'the first signature is visible',
    );
  });

  it('has room for counts and creators of any length', async () => {
    for (const lang of LANGUAGES) {
      const card = await draw(TITLES[lang]!, lang, {
        carriedOver: 999_999_999,
        creator: 'Arbeits '.repeat(15).trim(),
      });
      for (const margin of MARGINS) assert.equal(card.ink(...margin), 0, lang);
    }
  });

  it('keeps titles of any length between the margins and above the count', async () => {
    for (const [title, lang] of [
      ['Therapists for free movement '.repeat(7).slice(0, 200), 'en'],
      ['Donaudampfschifffahrt'.repeat(10).slice(0, 200), 'de'],
      ['让图书馆继续向所有人开放，'.repeat(16).slice(0, 200), 'zh'],
      ['أبقوا مكتبة الحي مفتوحة للجميع '.repeat(7).slice(0, 200).trim(), 'ar'],
      ['W'.repeat(200), 'en'],
    ] as const) {
      const card = await draw(title, lang);
      for (const margin of MARGINS) assert.equal(card.ink(...margin), 0, title);
      assert.ok(card.ink(72, 40, 1128, 260) > 15_000, title);
      assert.equal(card.ink(72, 332, 1128, 352), 0, `${title}: no ink right above the count`);
    }
  });

  it('says that a petition is closed, or has won, and shows its outcome, in the same words as the hosted page', async () => {
    const text = cardText('Library', 'es', { status: 'closed', outcome: 'La biblioteca\n\nsigue.' });
    assert.equal(text.notice.text, 'Esta petición está cerrada.');
    assert.equal(text.outcome?.text, 'La biblioteca sigue.');
    assert.equal(cardText('Library', 'es').notice.text, 'Firmar la petición');
    assert.equal(cardText('Library', 'es', { status: 'closed', victory: true }).notice.text, '¡Victoria!');
    const [open, closed, won] = [
      await draw('Library'),
      await draw('Library', 'en', { status: 'closed' }),
      await draw('Library', 'en', { status: 'closed', outcome: 'It stays open.'.repeat(20) }),
    ];
    assert.ok(!isSame(open, closed) && !isSame(closed, won));
    for (const margin of MARGINS) assert.equal(won.ink(...margin), 0);
  });

  it('formats numbers like the hosted page, with the right plural', () => {
    const format = (lang: string, carriedOver: number) => {
      const { count, ofGoal } = cardText('x', lang, { carriedOver });
      return `${count.text} ${ofGoal.text}`;
    };
    assert.equal(format('en', 8_889), '8,889 of 9,000 signatures');
    assert.equal(format('es', 9_999_999), '9,999,999 de 10,000,000 de firmas');
    assert.equal(format('zh', 0), '0 个签名，目标 100 个');
    assert.equal(
      format('fr', 999_999),
      `${new Intl.NumberFormat('fr').format(999_999)} sur ${new Intl.NumberFormat('fr').format(1_000_000)} de signatures`,
    );
    assert.match(format('ar', 8_889), new RegExp(`^${new Intl.NumberFormat('ar').format(8_889)} من أصل `));
  });

  it('names the addressee, unless a long title needs the space', async () => {
    const target = { target: 'The City Council' };
    assert.ok(!isSame(await draw('Library', 'en', target), await draw('Library')));
    const long = 'Therapists for free movement '.repeat(7).slice(0, 200);
    assert.ok(isSame(await draw(long, 'en', target), await draw(long)));
  });

  for (const color of ['#ffffff', '#000000']) {
    it(`shows a picture beside its text, which stays easy to read, if all of it is ${color}`, async () => {
      for (const [title, lang, target] of [
        ['Keep the library open', 'en', 'The City Council'],
        ['Therapists for free movement '.repeat(7).slice(0, 200), 'en', 'The City Council'],
        ['让图书馆继续向所有人开放', 'zh', '市议会'],
        ['أبقوا مكتبة الحي مفتوحة للجميع '.repeat(5).trim(), 'ar', 'مجلس المدينة'],
      ] as const) {
        const card = await drawWithPicture(color, title, lang, { target });
        assert.ok(card.bytes.length < 150_000, `${card.bytes.length} bytes`);
        const isRtl = lang === 'ar';
        const [pictureLeft, pictureRight] = isRtl ? [0, 480] : [720, 1200];
        for (const [x, y] of [
          [pictureLeft + 4, 4],
          [pictureRight - 5, 625],
          [pictureLeft + 240, 315],
        ] as const) {
          assert.ok(contrastRatio(card.hexAt(x, y), color) < 1.1, `${title}: ${x}, ${y}`);
        }
        // Nothing is drawn over the picture: its columns have one color.
        assert.ok(card.contrastWithin(pictureLeft + 4, 0, pictureRight - 4, 630) < 1.1, title);
        const [left, right] = isRtl ? [528, 1128] : [72, 672];
        for (const [name, top, bottom] of [
          ['title', 50, 110],
          ['count', 370, 440],
          ['footer', 540, 590],
        ] as const) {
          const contrast = card.contrastWithin(left, top, right, bottom);
          assert.ok(contrast >= 4.5, `${title}: ${name} has a contrast of ${contrast}`);
        }
        // Nor does the text leave its side.
        const [edge, otherEdge] = isRtl ? [484, 524] : [676, 716];
        assert.ok(card.contrastWithin(edge, 0, otherEdge, 630) < 1.1, title);
      }
    });
  }

  it('contains no signers, not even those who show their names publicly', () => {
    const text = JSON.stringify(
      cardText('Library', 'en', { latest: [{ name: 'Maximiliana G.', comment: 'Mine.' }] }),
    );
    assert.doesNotMatch(text, /Maximiliana|Mine/);
  });

  it('leaves the event loop free while it is drawn', async () => {
    await draw('Library');
    let turns = 0;
    let drawing = true;
    const count = () => {
      turns += 1;
      if (drawing) setImmediate(count);
    };
    setImmediate(count);
    await draw(TITLES.de!);
    drawing = false;
    assert.ok(turns >= 8, `${turns}`);
  });
});
