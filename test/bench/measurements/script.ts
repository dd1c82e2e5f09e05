import { readdirSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { waitForText } from '../../e2e/harness.ts';
import { atMost, type Row, whole } from '../figures.ts';
import { pageWithSnippet, readProject, SHOWN } from '../pages.ts';
import type { Scope } from '../scope.ts';

const WIDTHS = [360, 1280];
const LATE_MS = 600;

/** What the script weighs, and whether a page jumps when it comes. */
export async function script(scope: Scope): Promise<Row[]> {
  // The others lie beside it.
  const languages = readdirSync('widget/locales').filter((name) => name.endsWith('.ts')).length;
  const bytes = brotliCompressSync(readProject('dist/widget/petition-widget.js')).length;
  const shift = await layoutShift(scope);
  return [
    atMost(
      `The script in brotli, with ${languages} languages`,
      bytes,
      10_000,
      (value) => `${whole(value)} bytes`,
    ),
    atMost(`Layout shift, script ${LATE_MS} ms late, ${WIDTHS.join(' and ')} pixels wide`, shift, 0, String),
  ];
}

/** The worst over the widths, of a page with the embed page's snippet. */
async function layoutShift(scope: Scope): Promise<number> {
  const { browser, url } = await pageWithSnippet(scope);
  const shifts: number[] = [];
  for (const width of WIDTHS) shifts.push(await shiftAt(browser, url, width));
  return Math.max(...shifts);
}

async function shiftAt(browser: Browser, url: string, width: number): Promise<number> {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const late = request.url().endsWith('petition-widget.js') ? LATE_MS : 0;
    setTimeout(() => request.continue(), late);
  });
  await page.evaluateOnNewDocument(() => {
    const watch = { shift: 0 };
    Object.assign(window, { watch });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        watch.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url);
  await waitForText(page, SHOWN);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  const shift = await page.evaluate(() => (window as unknown as { watch: { shift: number } }).watch.shift);
  await page.close();
  return shift;
}
