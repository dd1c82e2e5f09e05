import { readdirSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { waitForText } from '../../e2e/harness.ts';
import { COUNT_TEXT, readProjectFile, servePartnerPage } from '../pages.ts';
import { formatBytes, maximumRow, type ResultRow } from '../results.ts';
import type { Scope } from '../scope.ts';

/** One TCP initial window, with room for the headers. */
const MAX_WIDGET_BYTES = 13_500;
const MAX_PROGRESS_BYTES = 9_000;
const MAX_LIST_BYTES = 9_500;
const WIDTHS = [360, 1280];
const SCRIPT_DELAY_MS = 600;

/** The size of the scripts, and whether a page shifts when the widget appears. */
export async function measureScript(scope: Scope): Promise<ResultRow[]> {
  // Languages in TypeScript are part of the script. The others are separate files.
  const languages = readdirSync('widget/locales').filter((name) => /^[a-z]{2}\.ts$/.test(name)).length;
  return [
    maximumRow(
      `Widget script with ${languages} languages, brotli`,
      compressedSize('petition-widget.js'),
      MAX_WIDGET_BYTES,
      formatBytes,
    ),
    maximumRow(
      'Script of `<petition-progress>`, brotli',
      compressedSize('petition-progress.js'),
      MAX_PROGRESS_BYTES,
      formatBytes,
    ),
    maximumRow(
      'Script of `<petition-list>`, brotli',
      compressedSize('petition-list.js'),
      MAX_LIST_BYTES,
      formatBytes,
    ),
    maximumRow(
      `Layout shift, script ${SCRIPT_DELAY_MS} ms late, ${WIDTHS.join(' and ')} pixels wide`,
      await measureLayoutShift(scope),
      0,
      String,
    ),
  ];
}

const compressedSize = (file: string) => brotliCompressSync(readProjectFile(`dist/widget/${file}`)).length;

/** The largest shift at any of the widths, on a page with the documented snippet. */
async function measureLayoutShift(scope: Scope): Promise<number> {
  const { browser, url } = await servePartnerPage(scope);
  const shifts: number[] = [];
  for (const width of WIDTHS) shifts.push(await layoutShiftAt(browser, url, width));
  return Math.max(...shifts);
}

async function layoutShiftAt(browser: Browser, url: string, width: number): Promise<number> {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const delayMs = request.url().endsWith('petition-widget.js') ? SCRIPT_DELAY_MS : 0;
    setTimeout(() => request.continue(), delayMs);
  });
  await page.evaluateOnNewDocument(() => {
    const observed = { shift: 0 };
    Object.assign(window, { observed });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        observed.shift += (entry as PerformanceEntry & { value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url);
  await waitForText(page, COUNT_TEXT);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  const shift = await page.evaluate(
    () => (window as unknown as { observed: { shift: number } }).observed.shift,
  );
  await page.close();
  return shift;
}
