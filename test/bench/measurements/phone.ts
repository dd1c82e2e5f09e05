import type { Browser, Page } from 'puppeteer-core';
import { waitForText } from '../../e2e/harness.ts';
import { COUNT_TEXT, servePartnerPage } from '../pages.ts';
import { formatMs, maximumRow, median, type ResultRow } from '../results.ts';
import type { Scope } from '../scope.ts';

/** Lighthouse's mid-tier phone on slow 4G. */
const CPU_SLOWDOWN = 4;
const NETWORK = { latency: 150, download: (1.6 * 1024 * 1024) / 8, upload: (750 * 1024) / 8 };
const VISITS = 7;
const WIDGETS = 20;

/** How soon a phone shows the widget, and what that costs the page around it. */
export async function measurePhone(scope: Scope): Promise<ResultRow[]> {
  const { browser, url, plainUrl } = await servePartnerPage(scope);
  const visits: Visit[] = [];
  const plainVisits: Visit[] = [];
  for (let count = 0; count < VISITS; count++) {
    visits.push(await visit(browser, url));
    plainVisits.push(await visit(browser, plainUrl));
  }
  const medianPaint = (all: readonly Visit[]) => median(all.map(({ paintMs }) => paintMs));
  const manyWidgets = await servePartnerPage(scope, WIDGETS);
  return [
    {
      ...maximumRow(
        `First paint of the widget after its script arrived, CPU ${CPU_SLOWDOWN}× slower, slow 4G (${NETWORK.latency} ms, 1.6 Mbit/s)`,
        medianPaint(visits),
        200,
        formatMs,
      ),
      baseline: `without the links that preload: ${formatMs(medianPaint(plainVisits))}`,
    },
    maximumRow(
      'Total blocking time on that phone (sum of what tasks take beyond 50 ms)',
      median(visits.map(({ blockedMs }) => blockedMs)),
      50,
      formatMs,
    ),
    maximumRow('Layout shift on that phone', Math.max(...visits.map(({ shift }) => shift)), 0, String),
    maximumRow(
      `Petition requests of ${WIDGETS} widgets on one page`,
      await countPetitionRequests(manyWidgets.browser, manyWidgets.url),
      1,
      String,
    ),
  ];
}

interface Visit {
  /** From the arrival of the script. */
  paintMs: number;
  blockedMs: number;
  shift: number;
}

/** Opens an empty page as on that phone, with an empty cache. */
export async function openOnPhone(browser: Browser): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 360, height: 740, isMobile: true });
  await page.emulateCPUThrottling(CPU_SLOWDOWN);
  await page.emulateNetworkConditions(NETWORK);
  // The TypeScript loader names functions with a helper that the page doesn't have.
  await page.evaluateOnNewDocument('globalThis.__name = (fn) => fn');
  return page;
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await openOnPhone(browser);
  await page.evaluateOnNewDocument(() => {
    const observed = { paintMs: 0, blockedMs: 0, shift: 0 };
    Object.assign(window, { observed });
    const observe = (type: string, record: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(record)).observe({ type, buffered: true });
    observe('longtask', ({ duration }) => {
      observed.blockedMs += duration - 50;
    });
    observe('layout-shift', (entry) => {
      observed.shift += (entry as PerformanceEntry & { value: number }).value;
    });
    const checkFrame = () => {
      if (!document.querySelector('petition-widget')?.shadowRoot?.querySelector('progress')) {
        requestAnimationFrame(checkFrame);
        return;
      }
      // After the frame that paints it.
      requestAnimationFrame(() =>
        setTimeout(() => {
          const [script] = performance
            .getEntriesByType('resource')
            .filter(({ name }) => name.endsWith('petition-widget.js')) as PerformanceResourceTiming[];
          observed.paintMs = performance.now() - script!.responseEnd;
        }),
      );
    };
    requestAnimationFrame(checkFrame);
  });
  await page.goto(url);
  await waitForText(page, COUNT_TEXT);
  await page.waitForFunction(() => (window as unknown as { observed: Visit }).observed.paintMs > 0, {
    polling: 30,
  });
  const observed = await page.evaluate(() => (window as unknown as { observed: Visit }).observed);
  await page.browserContext().close();
  return observed;
}

async function countPetitionRequests(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage();
  let requests = 0;
  page.on('request', (request) => {
    if (/\/v1\/petitions\/[^/]+$/.test(request.url())) requests++;
  });
  await page.goto(url);
  await waitForText(page, COUNT_TEXT, { widget: 'petition-widget:last-of-type' });
  return requests;
}
