import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import type { ElementHandle } from 'puppeteer-core';
import { addAuthenticator, click, find, invitationLink, showsText } from '../../e2e/console-user.ts';
import { openBrowser, startStage } from '../../e2e/harness.ts';
import { SLUG } from '../deployment.ts';
import { generateSealedSignatures } from '../generate-sealed-signatures.ts';
import { formatInteger, formatMs, formatSeconds, maximumRow, type ResultRow } from '../results.ts';
import type { Scope } from '../scope.ts';

const SIGNATURES = Number(process.env.BENCH_OPENED ?? 100_000);
const POLL_MS = 20;
const TIMEOUT_MS = 120_000;

/** Opening a sealed file in the console, from pressing the button until the first rows are shown. */
export async function measureOpening(scope: Scope): Promise<ResultRow[]> {
  const stage = await startStage();
  scope.after(() => stage.stop());
  await stage.load([
    { slug: SLUG, creator: 'Friends', texts: { en: { title: 'Keep the library', text: 'It is warm.' } } },
  ]);
  const identity = await generateHybridIdentity();
  const identityFile = join(stage.dataDir, 'organizer');
  writeFileSync(identityFile, identity);
  const url = `sqlite:${join(stage.dataDir, 'petitions.db')}`;
  await generateSealedSignatures(url, SIGNATURES, await identityToRecipient(identity));

  const browser = await openBrowser();
  scope.after(() => browser.close());
  const page = await browser.newPage();
  await addAuthenticator(page);
  await page.goto(await invitationLink(stage, 'Irena'));
  await click(page, '::-p-text(Create a passkey)');
  await showsText(page, 'Signed in as Irena');
  await page.goto(`${stage.petitions}/console/petitions/${SLUG}/signatures`);
  await click(page, '#download');
  await find(page, '.done');
  const field = (await find(page, '#identity-file')) as ElementHandle<HTMLInputElement>;
  await field.uploadFile(identityFile);

  // As text, because the TypeScript loader names functions with a helper that the page doesn't have.
  await page.evaluate(`
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask' });
  `);
  const start = performance.now();
  await click(page, '#open');
  while (!(await page.$('>>> .preview'))) {
    if (performance.now() - start > TIMEOUT_MS) throw new Error('the signatures were not opened');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const duration = performance.now() - start;
  await showsText(page, `${SIGNATURES.toLocaleString('en')} signatures opened`);
  const longest = Number(await page.evaluate('window.longest'));
  return [
    maximumRow(
      `Opening ${formatInteger(SIGNATURES)} sealed signatures in the console`,
      duration,
      10_000,
      formatSeconds,
    ),
    maximumRow('Longest task of the page meanwhile', longest, 200, formatMs),
  ];
}
