import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { findInWidget, htmlPage, openPage, waitForText, withoutJavaScript } from './harness.ts';
import { countStored, fillInAsUser, NAME, SLUG, snippet, submit, typeInto } from './user.ts';
import { waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const HELP = 'petition-signing-help.js';

describe('the file with what only a person who signs needs', () => {
  const stage = useStage();

  test('is loaded when the form gets the focus, and not before', async () => {
    const { page, close } = await stage.open(htmlPage(snippet(stage)));
    const loaded = () =>
      page.evaluate(
        (name) => performance.getEntriesByType('resource').some((entry) => entry.name.endsWith(name)),
        HELP,
      );
    await findInWidget(page, 'form');
    assert.equal(await loaded(), false);
    await (await findInWidget(page, '[name=givenName]')).click();
    await waitUntil('the file is loaded', loaded);
    await close();
  });

  test('isn’t needed to learn which field the server refused', async () => {
    const { page, close } = await stage.open(htmlPage(snippet(stage)));
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.url().endsWith(HELP)) request.abort();
      else request.continue();
    });
    await typeInto(page, { givenName: NAME, email: 'jo@nowhere..example' });
    await submit(page);
    await waitForText(page, 'Enter a complete email address');
    const field = await findInWidget(page, '[aria-invalid=true]');
    assert.deepEqual(
      await field.evaluate((input) => [
        (input as HTMLInputElement).name,
        (input.getRootNode() as ShadowRoot).activeElement === input,
        (input.getRootNode() as ShadowRoot).querySelector('[role=alert]')!.textContent,
      ]),
      ['email', true, ''],
    );
    await close();
  });

  test('asks a person who taps "Sign" once about an address that looks mistyped, and nothing moves under the finger', async () => {
    const { page, close } = await stage.open(htmlPage(snippet(stage)));
    await page.setViewport({ width: 360, height: 640, hasTouch: true, isMobile: true });
    const before = countStored(stage);
    await typeInto(page, { givenName: NAME, email: 'jo@gmial.com' });
    const tap = async () => {
      const button = await findInWidget(page, 'form > [part=button]');
      await button.scrollIntoView();
      const top = () => button.evaluate((element) => element.getBoundingClientRect().top);
      const box = (await button.boundingBox())!;
      const pressedAt = await top();
      const touch = await page.touchscreen.touchStart(box.x + box.width / 2, box.y + box.height / 2);
      await setTimeout(80);
      assert.equal(await top(), pressedAt);
      await touch.end();
    };
    await tap();
    await waitForText(page, 'Did you mean jo@gmail.com?');
    assert.equal(countStored(stage), before);
    // What comes sooner could be the second half of a double tap.
    await setTimeout(900);
    await tap();
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(countStored(stage), before + 1);
    await close();
  });

  test('isn’t needed on the hosted page, whose buttons answer the same question', async () => {
    const before = countStored(stage);
    for (const [email, answer] of [
      ['jo@gmial.com', 'Yes, sign with jo@gmail.com'],
      ['jo@hotmial.com', 'No, sign with jo@hotmial.com'],
    ] as const) {
      const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}`, withoutJavaScript);
      const press = async (name: string) => {
        const button = (await page.$(`form ::-p-aria([name="${name}"][role="button"])`))!;
        await Promise.all([page.waitForNavigation(), button.click({ delay: 80 })]);
      };
      await page.type('[name=givenName]', NAME);
      await page.type('[name=email]', email);
      await press('Sign the petition');
      await press(answer);
      assert.match(await page.$eval('#sign', (card) => card.textContent!), /Your signature has been counted/);
      await page.close();
    }
    assert.equal(countStored(stage), before + 2);
  });

  for (const [what, respond] of [
    ['is blocked', 'abort'],
    ['is missing', 'missing'],
    ['never arrives', 'hold'],
  ] as const) {
    test(`isn’t needed to sign: it ${what}, and the thanks are shown`, async () => {
      const { page, close } = await stage.open(htmlPage(snippet(stage)));
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (!request.url().endsWith(HELP)) request.continue();
        else if (respond === 'abort') request.abort();
        else if (respond === 'missing') request.respond({ status: 404, body: '' });
      });
      const before = countStored(stage);
      await fillInAsUser(page);
      await (await findInWidget(page, '[part=button]')).click();
      await waitForText(page, `Thank you, ${NAME}!`);
      assert.equal(countStored(stage), before + 1);
      const url = await (await findInWidget(page, '[part=thanks] a')).evaluate(
        (link) => (link as HTMLAnchorElement).href,
      );
      assert.match(url, new RegExp(`^${stage.petitions}/p/`));
      await close();
    });
  }
});
