import type { Browser } from 'puppeteer-core';
import { waitForText } from '../../e2e/harness.ts';
import { atMost, median, milliseconds, type Row } from '../figures.ts';
import { pageWithSnippet, SHOWN } from '../pages.ts';
import type { Scope } from '../scope.ts';

/** What Lighthouse calls a mid-tier phone on slow 4G. */
const SLOWER = 4;
const NETWORK = { latency: 150, download: (1.6 * 1024 * 1024) / 8, upload: (750 * 1024) / 8 };
const RUNS = 7;
const WIDGETS = 20;

/** How soon a phone shows the widget, and what that costs the page around it. */
export async function phone(scope: Scope): Promise<Row[]> {
  const { browser, url } = await pageWithSnippet(scope);
  const visits: Visit[] = [];
  for (let run = 0; run < RUNS; run++) visits.push(await visit(browser, url));
  const middle = (of: keyof Visit) => median(visits.map((each) => each[of]));
  const many = await pageWithSnippet(scope, WIDGETS);
  return [
    atMost(
      `First paint of the widget after its script’s arrival, CPU ${SLOWER}× slower, slow 4G (${NETWORK.latency} ms, 1.6 Mbit/s)`,
      middle('paint'),
      350,
      milliseconds,
    ),
    atMost(
      'Main thread blocked there (what tasks take beyond 50 ms, in sum)',
      middle('blocked'),
      50,
      milliseconds,
    ),
    atMost('Layout shift there', Math.max(...visits.map(({ shift }) => shift)), 0, String),
    atMost(
      `Requests of ${WIDGETS} widgets for their petition`,
      await requestsOf(many.browser, many.url),
      1,
      String,
    ),
  ];
}

interface Visit {
  /** Milliseconds from the script’s arrival. */
  paint: number;
  /** Milliseconds. */
  blocked: number;
  shift: number;
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  // Nothing in a cache.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 360, height: 740, isMobile: true });
  await page.emulateCPUThrottling(SLOWER);
  await page.emulateNetworkConditions(NETWORK);
  // What runs these sources leaves it in functions that the page is given.
  await page.evaluateOnNewDocument('globalThis.__name = (it) => it');
  await page.evaluateOnNewDocument(() => {
    const seen = { paint: 0, blocked: 0, shift: 0 };
    Object.assign(window, { seen });
    const watch = (type: string, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch('longtask', ({ duration }) => {
      seen.blocked += duration - 50;
    });
    watch('layout-shift', (entry) => {
      seen.shift += (entry as PerformanceEntry & { value: number }).value;
    });
    const look = () => {
      if (!document.querySelector('petition-widget')?.shadowRoot?.querySelector('progress')) {
        requestAnimationFrame(look);
        return;
      }
      // Behind the frame that draws it.
      requestAnimationFrame(() =>
        setTimeout(() => {
          const [script] = performance
            .getEntriesByType('resource')
            .filter(({ name }) => name.endsWith('petition-widget.js')) as PerformanceResourceTiming[];
          seen.paint = performance.now() - script!.responseEnd;
        }),
      );
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  await waitForText(page, SHOWN);
  await page.waitForFunction(() => (window as unknown as { seen: Visit }).seen.paint > 0, { polling: 30 });
  const seen = await page.evaluate(() => (window as unknown as { seen: Visit }).seen);
  await context.close();
  return seen;
}

async function requestsOf(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage();
  let asked = 0;
  page.on('request', (request) => {
    if (/\/v1\/petitions\/[^/]+$/.test(request.url())) asked++;
  });
  await page.goto(url);
  await waitForText(page, SHOWN, { widget: 'petition-widget:last-of-type' });
  return asked;
}
