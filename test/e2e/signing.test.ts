import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { findInWidget, openPage, waitForText } from './harness.ts';
import { useStage } from './window.ts';

describe('signing on a partner’s page', () => {
  const stage = useStage();

  const listed = async (slug: string) =>
    JSON.parse(await stage.command('list', '--json')).find((each: { slug: string }) => each.slug === slug);

  async function fillIn(page: Page, values: Record<string, string>) {
    for (const [name, value] of Object.entries(values)) {
      await (await findInWidget(page, `[name=${name}]`)).type(value);
    }
  }

  test('a supporter signs, is thanked by name, sees the bar move, and the maintainer sees the signature', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    await waitForText(page, '8,889 of 9,000 signatures');
    await fillIn(page, { givenName: 'Jess', familyName: 'Sims', email: 'jess@example.org' });
    await (await findInWidget(page, 'form button')).click();
    await waitForText(page, 'Thank you, Jess!');
    await waitForText(page, '8,890 of 9,000 signatures');
    const { signed, count, partners } = await listed('stop-powering-the-raids');
    assert.deepEqual({ signed, count, partners }, { signed: 1, count: 8890, partners: { 'harbour-aid': 1 } });
    await page.close();
  });

  test('the same person, on another day and in another spelling, is thanked too and counts once', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    for (const email of ['moss@gmail.com', 'M.oss+news@googlemail.com']) {
      await page.reload();
      await fillIn(page, { givenName: 'Irena', familyName: 'Moss', email });
      await (await findInWidget(page, 'form button')).click();
      await waitForText(page, 'Thank you, Irena!');
    }
    assert.equal((await listed('stop-powering-the-raids')).signed, 2);
    await page.close();
  });

  test('the whole way works with the keyboard alone', async () => {
    const page = await openPage(stage.window, `${stage.partners}/strict-csp`);
    await (await findInWidget(page, '[name=givenName]')).focus();
    await page.keyboard.type('Ilse');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ilse@example.org');
    await page.keyboard.press('Enter');
    await waitForText(page, 'Fill in this field.');
    const focused = await page.evaluate(
      () => (document.activeElement?.shadowRoot?.activeElement as HTMLInputElement | null)?.name,
    );
    assert.equal(focused, 'postalCode', 'the first error has the focus');
    await page.keyboard.type('4121');
    await page.keyboard.press('Enter');
    await waitForText(page, 'Thank you, Ilse!');
    await page.close();
  });

  test('without JavaScript the fallback leads to the hosted page, which signs and thanks', async () => {
    const page = await stage.window.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.partners}/plain`);
    await Promise.all([page.waitForNavigation(), page.click('petition-widget a')]);
    assert.equal(page.url(), `${stage.petitions}/p/stop-powering-the-raids?partner=harbour-aid`);
    await page.type('[name=givenName]', 'Noor');
    await page.type('[name=familyName]', 'Adel');
    await page.type('[name=email]', 'noor@example.org');
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    assert.match(await page.$eval('#sign', (card) => card.textContent ?? ''), /Your signature counts/);
    assert.doesNotMatch(page.url(), /signed/, 'the browser history doesn’t reveal it');
    const { signed } = await listed('stop-powering-the-raids');
    assert.equal(signed, 3);
    await page.close();
  });

  test('without JavaScript an error shows at its field, and what was typed is kept', async () => {
    const page = await stage.window.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.petitions}/p/let-lena-stay`);
    await page.type('[name=givenName]', 'Noor');
    await page.type('[name=email]', 'noor@example');
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    const { html, typed } = await page.evaluate(() => ({
      html: document.querySelector('#email-error')?.textContent,
      typed: document.querySelector<HTMLInputElement>('[name=givenName]')?.value,
    }));
    assert.match(html ?? '', /name@example\.org/);
    assert.equal(typed, 'Noor');
    await page.close();
  });

  test('a petition that closes meanwhile says so instead of signing', async () => {
    const page = await openPage(stage.window, `${stage.partners}/three`);
    const widget = 'petition-widget[petition=drop-the-mass-trials]';
    await (await findInWidget(page, '[name=givenName]', widget)).type('Hanna');
    await (await findInWidget(page, '[name=email]', widget)).type('hanna@example.org');
    await stage.command('close', 'drop-the-mass-trials', '--outcome', 'The charges were dropped.');
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    await (await findInWidget(page, 'form button', widget)).click();
    await waitForText(page, 'This petition is closed.', { widget });
    await waitForText(page, 'The charges were dropped.', { widget });
    assert.equal((await listed('drop-the-mass-trials')).signed, 0);
    await page.close();
  });
});
