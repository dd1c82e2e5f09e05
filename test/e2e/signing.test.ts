import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInWidget, openPage, waitForText, withoutJavaScript } from './harness.ts';
import { submit, typeInto } from './user.ts';
import { waitUntil } from './wait.ts';
import { useStage } from './window.ts';

describe('signing on a partner’s page', () => {
  const stage = useStage();

  test('a supporter signs, is thanked by name, and sees the count move; the maintainer sees the signature', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    await waitForText(page, '8,889 of 9,000 signatures');
    await typeInto(page, { givenName: 'Jess', familyName: 'Sims', email: 'jess@example.org' });
    await submit(page);
    await waitForText(page, 'Thank you, Jess!');
    await waitForText(page, '8,890 of 9,000 signatures');
    const { signed, count, partners } = await stage.listed('stop-powering-the-raids');
    assert.deepEqual({ signed, count }, { signed: 1, count: 8890 });
    assert.deepEqual(partners, { 'harbour-aid': 1, 'port-ansel-tenants': 0, 'open-gate': 0 });
    await page.close();
  });

  test('a person who signs again with another spelling of the address is thanked again and counts once', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    for (const email of ['moss@gmail.com', 'M.oss+news@googlemail.com']) {
      await page.reload();
      await typeInto(page, { givenName: 'Irena', familyName: 'Moss', email });
      await submit(page);
      await waitForText(page, 'Thank you, Irena!');
    }
    assert.equal((await stage.listed('stop-powering-the-raids')).signed, 2);
    await page.close();
  });

  test('everything works with the keyboard alone', async () => {
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
    const page = await openPage(stage.window, `${stage.partners}/plain`, withoutJavaScript);
    await Promise.all([page.waitForNavigation(), page.click('petition-widget a')]);
    assert.equal(page.url(), `${stage.petitions}/p/stop-powering-the-raids?partner=harbour-aid`);
    await page.type('[name=givenName]', 'Noor');
    await page.type('[name=familyName]', 'Adel');
    await page.type('[name=email]', 'noor@example.org');
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    assert.match(
      await page.$eval('#sign', (card) => card.textContent ?? ''),
      /Your signature has been counted/,
    );
    assert.doesNotMatch(page.url(), /signed/, 'the browser history doesn’t reveal it');
    const { signed } = await stage.listed('stop-powering-the-raids');
    assert.equal(signed, 3);
    await page.close();
  });

  test('without JavaScript an error shows at its field, and what was typed is kept', async () => {
    const page = await openPage(stage.window, `${stage.petitions}/p/let-lena-stay`, withoutJavaScript);
    await page.type('[name=givenName]', 'Noor');
    await page.type('[name=email]', 'noor@example');
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    const { error, givenName } = await page.evaluate(() => ({
      error: document.querySelector('#email-error')?.textContent,
      givenName: document.querySelector<HTMLInputElement>('[name=givenName]')?.value,
    }));
    assert.match(error ?? '', /name@example\.org/);
    assert.equal(givenName, 'Noor');
    await page.close();
  });

  test('a petition that was closed after the page loaded says so instead of signing', async () => {
    const page = await openPage(stage.window, `${stage.partners}/three`);
    const widget = 'petition-widget[petition=drop-the-mass-trials]';
    await typeInto(page, { givenName: 'Hanna', email: 'hanna@example.org' }, widget);
    await stage.command('close', 'drop-the-mass-trials', '--outcome', 'The charges were dropped.');
    await waitUntil('the running server has closed the petition', async () => {
      const response = await fetch(`${stage.petitions}/v1/petitions/drop-the-mass-trials`);
      return ((await response.json()) as { status: string }).status === 'closed';
    });
    await submit(page, widget);
    await waitForText(page, 'This petition is closed.', { widget });
    await waitForText(page, 'The charges were dropped.', { widget });
    assert.equal((await stage.listed('drop-the-mass-trials')).signed, 0);
    await page.close();
  });
});
