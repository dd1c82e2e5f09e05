import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPage, waitForText } from './harness.ts';
import { submit, typeInto } from './user.ts';
import { waitForEmail } from './wait.ts';
import { useStage } from './window.ts';

describe('signing with email confirmation', () => {
  const stage = useStage({ withEmails: true });

  /** Opens the page that an email links to, checks its box, and clicks its button. */
  async function clickButtonOf(url: string, expected: string) {
    const page = await openPage(stage.window, url);
    await page.click('[name=sure]');
    await page.click('button');
    await page.waitForFunction((text) => document.body.textContent?.includes(text), {}, expected);
    await page.close();
  }

  test('a supporter signs, opens the email, confirms, sees the bar move, withdraws, and sees it move back', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    await waitForText(page, '8,889 of 9,000 signatures');
    await typeInto(page, { givenName: 'Jess', familyName: 'Sims', email: 'jess@example.org' });
    await submit(page);
    await waitForText(page, 'open the email we sent to jess@example.org');
    const { links } = await waitForEmail(stage.emails, 'jess@example.org');
    await clickButtonOf(links.confirm!, 'Your signature has been counted');
    // A hidden widget doesn't poll.
    await page.bringToFront();
    await waitForText(page, '8,890 of 9,000 signatures');
    await clickButtonOf(links.withdraw!, 'Your signature has been deleted');
    await page.bringToFront();
    await waitForText(page, '8,889 of 9,000 signatures');
    await page.close();
  });

  test('the demo’s mailbox shows the email, and its links lead to the pages', async () => {
    const signed = await fetch(`${stage.petitions}/v1/petitions/stop-powering-the-raids/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ givenName: 'Irena', familyName: 'Moss', email: 'moss@example.org' }),
    });
    assert.deepEqual(await signed.json(), { status: 'confirm' });
    const { links } = await waitForEmail(stage.emails, 'moss@example.org');
    const page = await openPage(stage.window, `${stage.partners}/mailbox`);
    const frame = await (await page.waitForSelector('article iframe'))!.contentFrame();
    const hrefs = await frame.$$eval('a', (links) => links.map(({ href }) => href));
    assert.deepEqual(hrefs, [links.confirm, links.withdraw, links.unsubscribe]);
    await page.close();
  });
});
