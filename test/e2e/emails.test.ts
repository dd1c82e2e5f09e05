import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { axe } from './axe.ts';
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

  test('a supporter sees what will be stored, corrects it, and chooses again who may email, without a script', async () => {
    const slug = 'stop-powering-the-raids';
    const signed = await fetch(`${stage.petitions}/v1/petitions/${slug}/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        givenName: 'Not me',
        familyName: 'Moss',
        email: 'ida@example.org',
        contact: true,
        partnerContact: true,
        partner: 'harbour-aid',
      }),
    });
    assert.equal(signed.status, 202);
    const { links } = await waitForEmail(stage.emails, 'ida@example.org');
    for (const [width, scheme] of [
      [390, 'light'],
      [1_280, 'dark'],
    ] as const) {
      const page = await openPage(stage.window, 'about:blank');
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(links.confirm!);
      assert.deepEqual(await axe(page), []);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow}`);
      await page.close();
    }
    const page = await openPage(stage.window, links.confirm!);
    const firstName = () => page.$eval('#givenName', (field) => (field as HTMLInputElement).value);
    assert.equal(await firstName(), 'Not me');
    const checked = () => page.$$eval('[type=checkbox]:checked', (boxes) => boxes.length);
    assert.equal(await checked(), 0);
    await page.click('#givenName', { clickCount: 3 });
    await page.keyboard.type('Ida');
    // The browser itself asks for the first box.
    await page.click('form .button');
    assert.equal(await firstName(), 'Ida');
    await page.click('[name=sure]');
    await page.click('[name=contact]');
    await Promise.all([page.waitForNavigation(), page.click('form .button')]);
    assert.match(await page.$eval('body', (body) => body.textContent!), /Your signature has been counted/);
    await page.close();
    const identity = join(stage.dataDir, 'identity');
    const exported = await stage.command('export', slug, '--identity', identity, '--format', 'ndjson');
    const rows = exported
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { givenName, familyName, contact, partnerContact } = rows.find(
      ({ email }) => email === 'ida@example.org',
    );
    assert.deepEqual(
      { givenName, familyName, contact, partnerContact },
      { givenName: 'Ida', familyName: 'Moss', contact: true, partnerContact: false },
    );
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
