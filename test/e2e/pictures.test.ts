import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Frame, Page } from 'puppeteer-core';
import { drawLandscape } from '../support/pictures.ts';
import { findInWidget, htmlPage, openPage } from './harness.ts';
import { snippet } from './user.ts';
import { waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const SLUG = 'keep-the-hills';
const LONG = 'keep-the-long-hills';
const CREDIT = 'Drawn by a script';

describe('a petition with a picture', () => {
  const stage = useStage();

  before(async () => {
    writeFileSync(join(stage.dataDir, 'hills.jpg'), await drawLandscape(1600, 1000).encode('jpeg', 85));
    const petition = (slug: string, title: string) => ({
      slug,
      creator: 'Harbour Aid',
      texts: { en: { title, text: 'They are green.' } },
      image: { file: 'hills.jpg', alt: 'Green hills', credit: CREDIT },
    });
    await stage.load([
      petition(SLUG, 'Keep the hills'),
      petition(LONG, 'Keep the long green hills '.repeat(8).slice(0, 200)),
      // In a row with those on the start page.
      { ...petition('keep-the-plain', 'Keep the plain'), image: undefined },
    ]);
  });

  const pageWith = (attributes: string) => htmlPage(snippet(stage, `petition="${SLUG}" ${attributes}`));

  /** The picture once it has loaded, as the browser shows it. */
  async function shownPicture(page: Page | Frame) {
    const picture = await findInWidget(page, '[part=picture] img');
    await picture.evaluate((image) => image.scrollIntoView());
    await waitUntil('the picture has loaded', () =>
      picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0),
    );
    return picture.evaluate((element) => {
      const image = element as HTMLImageElement;
      const { width, height } = image.getBoundingClientRect();
      return {
        alt: image.alt,
        ratio: Math.round((100 * width) / height) / 100,
        isWide: width > 250,
        caption: image.nextElementSibling?.textContent,
        file: /-(\d+)\.jpg$/.exec(image.currentSrc)?.[1],
      };
    });
  }

  test('shows it in the widget if the page asks for it, in a width that suits it, and without a shift of the layout', async () => {
    const { page, close } = await stage.open(pageWith('show-image'), {
      prepare: (tab) =>
        tab.evaluateOnNewDocument(() => {
          const shifts: unknown[] = [];
          Object.assign(window, { shifts });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              shifts.push((entry as PerformanceEntry & { value: number }).value);
          }).observe({ type: 'layout-shift', buffered: true });
        }),
    });
    const shown = await shownPicture(page);
    assert.deepEqual(shown, { alt: 'Green hills', ratio: 1.6, isWide: true, caption: CREDIT, file: '960' });
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))),
    );
    assert.deepEqual(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts), []);
    await close();
  });

  test('shows it in a frame whose URL asks for it', async () => {
    const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}/frame?show-image`);
    assert.equal((await shownPicture(page)).ratio, 1.6);
    await page.close();
  });

  test('shows nothing in its place, and the form as ever, on a page that allows no pictures from the server', async () => {
    const page = await stage.visit(pageWith('show-image'), { 'Content-Security-Policy': "img-src 'none'" });
    // Lazy pictures aren't loaded in a tab behind another.
    await page.bringToFront();
    const button = await findInWidget(page, '[part=button]');
    const picture = await findInWidget(page, '[part=picture]');
    await picture.evaluate((figure) => figure.scrollIntoView());
    await waitUntil('the picture is gone', () => picture.evaluate((figure) => !figure.checkVisibility()));
    assert.equal(await picture.boundingBox(), null);
    assert.ok(await button.boundingBox());
  });

  test('shows it on its card of the start page, whose bottom lines up with those of cards without a picture', async () => {
    const page = await openPage(stage.window, `${stage.petitions}/`);
    const cards = await page.$$eval('.cards .card', async (elements) => {
      elements.at(-1)!.scrollIntoView();
      const pictures = elements.flatMap((card) => card.querySelector('img') ?? []);
      for (const picture of pictures) await picture.decode();
      return elements.map((card) => {
        const { top, bottom, width } = card.getBoundingClientRect();
        const bar = card.querySelector('progress')!.getBoundingClientRect();
        const picture = card.querySelector('img');
        const box = picture?.getBoundingClientRect();
        return {
          top,
          bottom,
          barBottom: bar.bottom,
          ratio: box && Math.round((100 * box.width) / box.height) / 100,
          isFull: box && box.width === width && box.top === top,
          isSmall: picture && picture.naturalWidth > 0 && /-(?:480|960)\.jpg$/.test(picture.currentSrc),
        };
      });
    });
    const pictured = cards.filter(({ ratio }) => ratio !== undefined);
    assert.equal(pictured.length, 2);
    for (const { ratio, isFull, isSmall } of pictured) {
      assert.deepEqual({ ratio, isFull, isSmall }, { ratio: 1.78, isFull: true, isSmall: true });
    }
    const row = cards.filter(({ top }) => top === pictured[0]!.top);
    assert.ok(row.some(({ ratio }) => ratio === undefined));
    for (const line of ['bottom', 'barBottom'] as const) {
      assert.equal(new Set(row.map((card) => Math.round(card[line]))).size, 1, line);
    }
    await page.close();
  });

  for (const [paper, width, height] of [
    ['A4', 210, 297],
    ['Letter', 215.9, 279.4],
  ] as const) {
    test(`prints it on the poster, which still fits on one page of ${paper} with a code that is easy to scan`, async () => {
      for (const slug of [SLUG, LONG]) {
        const page = await openPage(stage.window, `${stage.petitions}/p/${slug}/poster`, {
          width: Math.floor(((width - 20) / 25.4) * 96),
        });
        const pdf = Buffer.from(await page.pdf({ width: `${width}mm`, height: `${height}mm` }));
        assert.equal(pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length, 1, slug);
        await page.emulateMediaType('print');
        const [header, picture, caption, code, strips] = await page.evaluate(() =>
          ['header', 'figure img', 'figcaption', '.scan svg', '.strips'].map((selector) => {
            const { top, bottom } = document.querySelector(selector)!.getBoundingClientRect();
            return { top, bottom, heightMm: ((bottom - top) / 96) * 25.4 };
          }),
        );
        assert.ok(header!.bottom <= picture!.top && picture!.bottom <= caption!.top, slug);
        assert.ok(caption!.bottom <= code!.top, slug);
        // The strips are at the edge of the paper, which is as high as the window.
        assert.ok(strips!.heightMm > 60, slug);
        assert.ok(picture!.heightMm > 30, `${slug}: the picture is ${picture!.heightMm} mm high`);
        assert.ok(code!.heightMm > 50, `${slug}: the code is ${code!.heightMm} mm high`);
        await page.close();
      }
    });
  }
});
