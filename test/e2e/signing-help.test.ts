import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInWidget, htmlPage, waitForText } from './harness.ts';
import { countStored, fillInAsUser, NAME, snippet, submit, typeInto } from './user.ts';
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
