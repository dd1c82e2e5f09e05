import type { Browser } from 'puppeteer-core';
import { writePetitionFile } from '../../../demo/sample-petitions.ts';
import { openBrowser, startStage } from '../../e2e/harness.ts';
import { formatBytes, formatMs, maximumRow, median, type ResultRow } from '../results.ts';
import type { Scope } from '../scope.ts';
import { openOnPhone } from './phone.ts';

/** A long text with formatting, a target, and partners. */
const SLUG = 'stop-powering-the-raids';
const VISITS = 5;

/** How soon the phone of `phone.ts` shows the hosted page, and how much it downloads for that. */
export async function measureHostedPage(scope: Scope): Promise<ResultRow[]> {
  const stage = await startStage();
  scope.after(() => stage.stop());
  const browser = await openBrowser();
  scope.after(() => browser.close());
  const url = `${stage.petitions}/p/${SLUG}`;
  const visitAll = async () => {
    const visits: Visit[] = [];
    for (let count = 0; count < VISITS; count++) visits.push(await visit(browser, url));
    return visits;
  };
  const without = await visitAll();
  await stage.command('load', await writePetitionFile(scope.createFolder()));
  while (!(await (await fetch(url)).text()).includes('class="hero"')) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const withPicture = await visitAll();
  const paint = (visits: readonly Visit[]) => median(visits.map(({ paintMs }) => paintMs));
  return [
    maximumRow('Largest paint of the hosted page on that phone', paint(without), 1_500, formatMs),
    maximumRow('The same with a picture', paint(withPicture), 1_500, formatMs),
    maximumRow(
      'Layout shift of the hosted page, with and without a picture',
      Math.max(...[...without, ...withPicture].map(({ shift }) => shift)),
      0,
      String,
    ),
    maximumRow(
      'Transfer of the hosted page without a picture, with headers',
      median(without.map(({ bytes }) => bytes)),
      30_000,
      formatBytes,
    ),
  ];
}

interface Visit {
  /** From the navigation. */
  paintMs: number;
  shift: number;
  bytes: number;
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await openOnPhone(browser);
  const network = await page.createCDPSession();
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.evaluateOnNewDocument(() => {
    const observed = { paintMs: 0, shift: 0 };
    Object.assign(window, { observed });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) observed.paintMs = startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        observed.shift += (entry as PerformanceEntry & { value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url, { waitUntil: 'networkidle0' });
  const observed = await page.evaluate(
    () => (window as unknown as { observed: Omit<Visit, 'bytes'> }).observed,
  );
  await page.browserContext().close();
  return { ...observed, bytes };
}
