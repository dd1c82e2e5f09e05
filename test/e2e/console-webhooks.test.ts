import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { answerWith, startReceiver } from '../support/webhook-receiver.ts';
import { axe } from './axe.ts';
import {
  addAuthenticator,
  click,
  find,
  invitationLink,
  showsText,
  textOf,
  typeInto,
} from './console-user.ts';
import { openPage } from './harness.ts';
import { PAYLOADS } from './payloads.ts';
import { waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const SLUG = 'let-her-stay';

describe('the console’s webhooks', () => {
  const stage = useStage({ env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1' } });
  let page: Page;

  before(async () => {
    await stage.load([
      {
        slug: SLUG,
        creator: 'Neighbors',
        texts: { en: { title: `Let her stay ${PAYLOADS[1]}`, text: 'She has lived here for years.' } },
      },
    ]);
    page = await openPage(stage.window, 'about:blank');
    await addAuthenticator(page);
    await page.goto(await invitationLink(stage, 'Irena'));
    await click(page, '::-p-text(Create a passkey)');
    await showsText(page, 'Signed in as Irena');
    await page.goto(`${stage.petitions}/console/webhooks`);
    await showsText(page, 'No webhooks yet.');
  });

  it('says what is missing or not allowed, at its field', async () => {
    await click(page, 'console-webhook-form >>> button.primary');
    await showsText(page, 'Events can’t be sent there.');
    await typeInto(page, '#url', 'https://10.0.0.1/hook');
    for (const box of await page.$$('>>> input[name=event]')) await box.click();
    await click(page, '::-p-text(Only some petitions)');
    await find(page, 'input[name=petition]');
    await click(page, 'console-webhook-form >>> button.primary');
    await showsText(page, 'Choose at least one event.');
    await showsText(page, 'Choose at least one petition.');
    assert.deepEqual(await axe(page), []);
    for (const box of await page.$$('>>> input[name=event]')) await box.click();
    await click(page, 'input[name=petition]');
    await click(page, 'console-webhook-form >>> button.primary');
    await showsText(page, 'add its host to WEBHOOK_ALLOW_HOSTS');
    assert.equal(await page.evaluate('window.__ran'), undefined);
  });

  it('adds one, shows its secret once, sends a test, replays it, replaces the secret, disables, and removes it', async (t) => {
    const receiver = await startReceiver(t);
    const { host } = new URL(receiver.url);
    await typeInto(page, '#url', receiver.url);
    await click(page, 'console-webhook-form >>> button.primary');
    await showsText(page, 'it is not shown again');
    const secretShown = async () => (await textOf(await find(page, '#secret >>> pre'))).trim();
    const secret = await secretShown();
    assert.match(secret, /^whsec_/);

    receiver.answer = answerWith(500, { 'Retry-After': '3600' }, `<b>${PAYLOADS[1]}</b>`);
    // The attempt is over before the log is read for the first time.
    const releaseLog = await holdBack('/deliveries');
    await click(page, '::-p-text(Send a test)');
    const [id] = /^\w+/.exec(await stage.command('webhooks', 'list'))!;
    await waitUntil('the test is attempted', async () =>
      (await stage.command('webhooks', 'deliveries', id)).includes('1 attempt'),
    );
    await releaseLog();
    await showsText(page, '1 attempt · HTTP 500');
    assert.deepEqual(
      receiver.verified(secret).map(({ type }) => type),
      ['webhook.test'],
    );
    await showsText(page, 'Failing');
    await showsText(page, 'Nothing was accepted since');
    receiver.answer = answerWith(204);
    await click(page, '::-p-text(Send again)');
    await showsText(page, 'Delivered · 2 attempts · HTTP 204');
    await showsText(page, 'Enabled');
    assert.equal(new Set(receiver.requests.map(({ id }) => id)).size, 1);
    await checkLooks();

    await click(page, 'article ::-p-text(Edit)');
    await find(page, 'article >>> #url');
    assert.deepEqual(await axe(page), []);
    await typeInto(page, 'article >>> #url', 'https://10.0.0.1/');
    await click(page, 'article >>> button.primary');
    await showsText(page, 'add its host to WEBHOOK_ALLOW_HOSTS');
    await click(page, 'article >>> ::-p-text(Cancel)');
    // Saving doesn't depend on the petitions to choose from, which are still loading.
    const releasePetitions = await holdBack('/petitions');
    await click(page, 'article ::-p-text(Edit)');
    await click(page, 'article >>> input[value="petition.count"]');
    await click(page, 'article >>> button.primary');
    await showsText(page, 'Petition published · Petition changed · Petition closed · Goal reached');
    assert.equal(await page.$('article >>> form'), null);
    assert.match(await textOf(await find(page, 'article')), /thousand keep-the-depot-cold-line-open/);
    await releasePetitions();

    await click(page, '::-p-text(New secret …)');
    await typeInto(page, '#typed', 'another.example');
    await page.keyboard.press('Enter');
    await showsText(page, `Type it exactly: ${host}`);
    assert.deepEqual(await axe(page), []);
    await typeInto(page, '#typed', host);
    await page.keyboard.press('Enter');
    await showsText(page, 'Until then, events are signed with the old secret, too.');
    assert.notEqual(await secretShown(), secret);

    await page.reload();
    await showsText(page, host);
    assert.equal(await page.$('>>> #secret'), null);
    await click(page, '::-p-text(Disable)');
    await showsText(page, 'Disabled');
    await click(page, 'article ::-p-text(Enable)');
    receiver.answer = answerWith(410);
    await click(page, '::-p-text(Send a test)');
    await showsText(page, 'Disabled because the receiver said that it is gone (HTTP 410).');
    await click(page, '::-p-text(Remove …)');
    await typeInto(page, '#typed', host);
    await page.keyboard.press('Enter');
    await showsText(page, 'No webhooks yet.');

    await page.goto(`${stage.petitions}/console/audit`);
    await showsText(page, `Irena removed the webhook to ${host}`);
    await showsText(page, `Irena replaced the secret of the webhook to ${host}`);
    assert.equal(await page.evaluate('window.__ran'), undefined);
  });

  /** Holds back what the console asks for, until it is released. */
  async function holdBack(pathEnd: string): Promise<() => Promise<unknown>> {
    await page.evaluate((pathEnd) => {
      const { fetch } = window;
      const released = new Promise<void>((resolve) => {
        Object.assign(window, { releaseHeldBack: resolve });
      });
      window.fetch = async (input, init) => {
        if (String(input).endsWith(pathEnd)) await released;
        return fetch(input, init);
      };
    }, pathEnd);
    return () => page.evaluate('window.releaseHeldBack()');
  }

  /** With a webhook and its log open. */
  async function checkLooks(): Promise<void> {
    for (const width of [1_280, 360]) {
      await page.setViewport({ width, height: 900 });
      for (const scheme of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        assert.deepEqual(await axe(page), [], `${width} ${scheme}`);
      }
      const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      await waitUntil('nothing is wider than the screen', async () => !(await isWide()));
    }
    await page.setViewport({ width: 1_280, height: 900 });
  }
});
