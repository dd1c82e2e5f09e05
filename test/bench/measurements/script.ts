import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { openBrowser, servePage, setStage, widgetSays } from '../../e2e/harness.ts';
import { atMost, type Row, whole } from '../figures.ts';
import type { Scope } from '../scope.ts';

const WIDTHS = [360, 1280];
const LATE_MS = 600;

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));

/** What the script weighs, and whether a page jumps when it comes. */
export async function script(scope: Scope): Promise<Row[]> {
  const languages = readdirSync(fileURLToPath(new URL('../../../widget/locales', import.meta.url))).length;
  const bytes = brotliCompressSync(read('dist/widget/petition-widget.js')).length;
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

/** The worst over the widths, of a page with the README's snippet. */
async function layoutShift(scope: Scope): Promise<number> {
  const stage = await setStage();
  scope.after(() => stage.stop());
  const browser = await openBrowser();
  scope.after(() => browser.close());
  const snippet = read('README.md')
    .toString()
    .match(/```html\n(<script.*?)```/s)![1]!;
  const html = snippet
    .replaceAll('https://petitions.example.org', stage.petitions)
    .replaceAll('keep-lena-home', 'bring-tomas-back');
  const site = await servePage(
    `<!doctype html><html lang="en"><body style="margin:1rem"><p>Before.</p>${html}<p>Behind.</p></body></html>`,
  );
  scope.after(() => site.close());
  const shifts: number[] = [];
  for (const width of WIDTHS) shifts.push(await shiftAt(browser, site.url, width));
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
  await widgetSays(page, '526 of 600 signatures');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  const shift = await page.evaluate(() => (window as unknown as { watch: { shift: number } }).watch.shift);
  await page.close();
  return shift;
}
