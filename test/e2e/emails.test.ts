import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInWidget, openPage, waitForText } from './harness.ts';
import { useStage } from './window.ts';

describe('signing with email confirmation', () => {
  const stage = useStage(true);

  /** Waits for the given number of emails to an address, and returns the newest. */
  async function emailTo(email: string, count = 1) {
    for (let tries = 0; tries < 200; tries++) {
      const emails = stage.emails.filter(({ to }) => to === email);
      if (emails.length >= count) return emails.at(-1)!;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no email arrived for ${email}`);
  }

  async function press(url: string, says: string) {
    const page = await openPage(stage.window, url);
    await page.click('button');
    await page.waitForFunction((words) => document.body.textContent?.includes(words), {}, says);
    await page.close();
  }

  test('a supporter signs, opens the email, confirms, sees the bar move, withdraws, and sees it move back', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    await waitForText(page, '8,889 of 9,000 signatures');
    await (await findInWidget(page, '[name=givenName]')).type('Jess');
    await (await findInWidget(page, '[name=familyName]')).type('Sims');
    await (await findInWidget(page, '[name=email]')).type('jess@example.org');
    await (await findInWidget(page, 'form button')).click();
    await waitForText(page, 'open the email we sent to jess@example.org');
    const { links } = await emailTo('jess@example.org');
    await press(links.confirm!, 'Your signature counts');
    // A hidden widget doesn't poll.
    await page.bringToFront();
    await waitForText(page, '8,890 of 9,000 signatures', { timeout: 25_000 });
    await press(links.withdraw!, 'Everything is deleted');
    await page.bringToFront();
    await waitForText(page, '8,889 of 9,000 signatures', { timeout: 25_000 });
    await page.close();
  });

  test('the demo’s mailbox shows the email, and its links lead to the pages', async () => {
    const signed = await fetch(`${stage.petitions}/v1/petitions/stop-powering-the-raids/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ givenName: 'Irena', familyName: 'Moss', email: 'moss@example.org' }),
    });
    assert.deepEqual(await signed.json(), { status: 'confirm' });
    const { links } = await emailTo('moss@example.org');
    const page = await openPage(stage.window, `${stage.partners}/mailbox`);
    const frame = await (await page.waitForSelector('article iframe'))!.contentFrame();
    const hrefs = await frame.$$eval('a', (found) => found.map((each) => each.href));
    assert.deepEqual(hrefs, [links.confirm, links.withdraw]);
    await page.close();
  });
});
