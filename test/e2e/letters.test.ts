import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inWidget, openPage, widgetSays } from './harness.ts';
import { setScene } from './window.ts';

describe('signing where mailboxes are confirmed', () => {
  const stage = setScene(true);

  /** The newest letter to somebody, once there is one more than before. */
  async function letterTo(email: string, count = 1) {
    for (let tries = 0; tries < 200; tries++) {
      const letters = stage.letters.filter(({ to }) => to === email);
      if (letters.length >= count) return letters.at(-1)!;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no letter came to ${email}`);
  }

  async function press(url: string, says: string) {
    const page = await openPage(stage.window, url);
    await page.click('button');
    await page.waitForFunction((words) => document.body.textContent?.includes(words), {}, says);
    await page.close();
  }

  test('a supporter signs, opens the letter, confirms, sees the bar move, withdraws, and sees it move back', async () => {
    const page = await openPage(stage.window, `${stage.partners}/plain`);
    await widgetSays(page, '8,889 of 9,000 signatures');
    await (await inWidget(page, '[name=givenName]')).type('Jess');
    await (await inWidget(page, '[name=familyName]')).type('Sims');
    await (await inWidget(page, '[name=email]')).type('jess@example.org');
    await (await inWidget(page, 'form button')).click();
    await widgetSays(page, 'open the email we sent to jess@example.org');
    const { links } = await letterTo('jess@example.org');
    await press(links.confirm!, 'Your signature is in');
    // A widget that nobody sees doesn't ask.
    await page.bringToFront();
    await widgetSays(page, '8,890 of 9,000 signatures', { patience: 25_000 });
    await press(links.withdraw!, 'Nothing is kept here any more');
    await page.bringToFront();
    await widgetSays(page, '8,889 of 9,000 signatures', { patience: 25_000 });
    await page.close();
  });

  test('the demo’s mailbox shows the letter, and its links lead to the pages', async () => {
    const signed = await fetch(`${stage.petitions}/v1/petitions/stop-powering-the-raids/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ givenName: 'Irena', familyName: 'Moss', email: 'moss@example.org' }),
    });
    assert.deepEqual(await signed.json(), { status: 'confirm' });
    const { links } = await letterTo('moss@example.org');
    const page = await openPage(stage.window, `${stage.partners}/mailbox`);
    const frame = await (await page.waitForSelector('article iframe'))!.contentFrame();
    const hrefs = await frame.$$eval('a', (found) => found.map((each) => each.href));
    assert.deepEqual(hrefs, [links.confirm, links.withdraw]);
    await page.close();
  });
});
