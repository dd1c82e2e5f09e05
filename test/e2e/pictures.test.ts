import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Frame, Page } from 'puppeteer-core';
import { drawLandscape } from '../support/pictures.ts';
import { findInWidget, htmlPage, openPage } from './harness.ts';
import { snippet } from './user.ts';
import { useStage } from './window.ts';

const SLUG = 'keep-the-hills';
const CREDIT = 'Drawn by a script';

describe('a petition with a picture', () => {
  const stage = useStage();

  before(async () => {
    writeFileSync(join(stage.dataDir, 'hills.jpg'), await drawLandscape(1600, 1000).encode('jpeg', 85));
    await stage.load([
      {
        slug: SLUG,
        creator: 'Harbour Aid',
        texts: { en: { title: 'Keep the hills', text: 'They are green.' } },
        image: { file: 'hills.jpg', alt: 'Green hills', credit: CREDIT },
      },
    ]);
  });

  const pageWith = (attributes: string) => htmlPage(snippet(stage, `petition="${SLUG}" ${attributes}`));

  /** The picture once it has loaded, as the browser shows it. */
  async function shownPicture(page: Page | Frame) {
    const picture = await findInWidget(page, '[part=picture] img');
    return picture.evaluate(async (element) => {
      const image = element as HTMLImageElement;
      image.scrollIntoView();
      while (!image.complete || image.naturalWidth === 0) await new Promise((done) => setTimeout(done, 20));
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
    const button = await findInWidget(page, '[part=button]');
    const picture = await findInWidget(page, '[part=picture]');
    await picture.evaluate(async (figure) => {
      figure.scrollIntoView();
      while ((figure as HTMLElement).checkVisibility()) await new Promise((done) => setTimeout(done, 20));
    });
    assert.equal(await picture.boundingBox(), null);
    assert.ok(await button.boundingBox());
  });
});
