import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { findInWidget, htmlPage, openPage, type Stage, waitForText } from './harness.ts';
import { SLUG, submit, typeInto } from './user.ts';
import { useStage } from './window.ts';

/** With a stopped clock, every signature looks too quick for a person, however slow the machine is. */
const STOP_CLOCK = 'performance.now = () => 0';

describe('a client that looks like a bot', () => {
  const stage = useStage();

  const signed = async () => (await stage.listed(SLUG)).signed;

  /** A partner's page with its own policy. */
  const pageWith = (policy: string) =>
    htmlPage(
      `<script type="module" async src="${stage.petitions}/v1/petition-widget.js"></script>
       <petition-widget petition="${SLUG}"></petition-widget>`,
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    );

  /** Fills in and submits the form by script, as no person would. Returns the responses, as status and file name. */
  async function signByScript(page: Page, email: string): Promise<string[]> {
    const responses: string[] = [];
    page.on('response', (response) => {
      responses.push(`${response.status()} ${new URL(response.url()).pathname.split('/').at(-1)}`);
    });
    await findInWidget(page, '[name=email]');
    const filledIn = await page.evaluate((address) => {
      const root = document.querySelector('petition-widget')!.shadowRoot!;
      const names = ['givenName', 'familyName', 'postalCode', 'country'];
      for (const name of names) {
        const field = root.querySelector<HTMLInputElement>(`[name=${name}]`);
        if (field) field.value = name === 'country' ? 'NL' : 'Jess';
      }
      root.querySelector<HTMLInputElement>('[name=email]')!.value = address;
      root.querySelector<HTMLButtonElement>('form > button')!.click();
      return root.textContent;
    }, email);
    assert.ok(filledIn);
    await waitForText(page, 'Thank you, Jess!');
    return responses.filter((line) => /signatures|solver/.test(line) && !line.startsWith('204'));
  }

  for (const [kind, policy, workers] of [
    ['without a policy', () => '', 1],
    [
      'that forbids workers',
      ({ petitions }: Stage) => `script-src ${petitions}; connect-src ${petitions}`,
      0,
    ],
    [
      'that forbids workers and requires Trusted Types',
      ({ petitions }: Stage) =>
        `default-src 'none'; script-src ${petitions}; connect-src ${petitions}; require-trusted-types-for 'script'; trusted-types petition-widget`,
      0,
    ],
  ] as const) {
    test(`signs on a page ${kind}, after a proof of work`, async () => {
      const { page, close } = await stage.open(pageWith(policy(stage)), {
        prepare: (tab) => tab.evaluateOnNewDocument(STOP_CLOCK),
      });
      let startedWorkers = 0;
      page.on('workercreated', () => {
        startedWorkers += 1;
      });
      const before = await signed();
      assert.deepEqual(await signByScript(page, `jess-${kind.replaceAll(' ', '-')}@example.org`), [
        '429 signatures',
        '200 petition-solver.js',
        ...(workers ? ['200 petition-solver.js'] : []),
        '202 signatures',
      ]);
      assert.equal(startedWorkers >= workers, true);
      assert.equal(await signed(), before + 1);
      await close();
    });
  }

  test('signs on the hosted page without a script, even if the petition limits its origins', async () => {
    const { creator, title } = await stage.listed(SLUG);
    await stage.load([
      { slug: SLUG, creator, origins: [], texts: { en: { title, text: 'A text.' } }, fields: null },
    ]);
    const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}`);
    const before = await signed();
    for (const [name, value] of [
      ['givenName', 'Jess'],
      ['email', 'jess-on-the-page@example.org'],
      ['proof', 'https://buy.example'],
    ]) {
      await page.$eval(
        `[name=${name}]`,
        (field, typed) => {
          (field as HTMLInputElement).value = typed!;
        },
        value,
      );
    }
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    assert.match(
      await page.$eval('#sign', (card) => card.textContent ?? ''),
      /Your signature has been counted/,
    );
    assert.equal(await signed(), before + 1);
    await page.close();

    const { page: elsewhere, close } = await stage.open(pageWith(''));
    await typeInto(elsewhere, { givenName: 'Jess', email: 'jess-elsewhere@example.org' });
    await submit(elsewhere);
    await waitForText(elsewhere, 'You haven’t signed yet');
    assert.equal(await signed(), before + 1);
    await close();
  });
});
