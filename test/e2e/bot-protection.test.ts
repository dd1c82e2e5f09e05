import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { findInWidget, openPage, type Stage, servePage, waitForText } from './harness.ts';
import { useStage } from './window.ts';

const SLUG = 'therapists-for-free-movement';

describe('a client that looks like a bot', () => {
  const stage = useStage();

  const signed = async () =>
    JSON.parse(await stage.command('list', '--json')).find((each: { slug: string }) => each.slug === SLUG)
      .signed;

  /** A partner's page with its own policy. */
  const pageWith = (policy: string) =>
    servePage(`<!doctype html><html lang="en"><head>
      <meta http-equiv="Content-Security-Policy" content="${policy}"></head><body>
      <script type="module" async src="${stage.petitions}/v1/petition-widget.js"></script>
      <petition-widget petition="${SLUG}"></petition-widget></body></html>`);

  /** Signs immediately, as no person would. Returns the requests to the server. */
  async function signInstantly(page: Page, email: string): Promise<string[]> {
    const asked: string[] = [];
    page.on('response', (response) => {
      asked.push(`${response.status()} ${new URL(response.url()).pathname.split('/').at(-1)}`);
    });
    await page.reload();
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
    return asked.filter((each) => /signatures|solver/.test(each) && !each.startsWith('204'));
  }

  for (const [where, policy, workers] of [
    ['that has no policy', () => '', 1],
    [
      'that forbids workers',
      ({ petitions }: Stage) => `script-src ${petitions}; connect-src ${petitions}`,
      0,
    ],
    [
      'that forbids workers and wants Trusted Types',
      ({ petitions }: Stage) =>
        `default-src 'none'; script-src ${petitions}; connect-src ${petitions}; require-trusted-types-for 'script'; trusted-types petition-widget`,
      0,
    ],
  ] as const) {
    test(`signs on a page ${where}, once the browser has done some work`, async () => {
      const site = await pageWith(policy(stage));
      const page = await openPage(stage.window, site.url);
      let started = 0;
      page.on('workercreated', () => {
        started += 1;
      });
      const before = await signed();
      assert.deepEqual(
        await signInstantly(page, `jess-${workers}-${policy.length}-${where.length}@example.org`),
        [
          '429 signatures',
          '200 petition-solver.js',
          ...(workers ? ['200 petition-solver.js'] : []),
          '202 signatures',
        ],
      );
      assert.equal(started >= workers, true);
      assert.equal(await signed(), before + 1);
      await page.close();
      site.close();
    });
  }

  test('signs on the hosted page without a script, also if the petition limits its origins', async () => {
    const petitions = JSON.parse(await stage.command('list', '--json'));
    const { creator, title } = petitions.find((each: { slug: string }) => each.slug === SLUG);
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
    assert.match(await page.$eval('#sign', (card) => card.textContent ?? ''), /Your signature counts/);
    assert.equal(await signed(), before + 1);
    await page.close();

    const site = await pageWith('');
    const elsewhere = await openPage(stage.window, site.url);
    await findInWidget(elsewhere, '[name=email]');
    await (await findInWidget(elsewhere, '[name=givenName]')).type('Jess');
    await (await findInWidget(elsewhere, '[name=email]')).type('jess-elsewhere@example.org');
    await (await findInWidget(elsewhere, 'form > button')).click();
    await waitForText(elsewhere, 'You haven’t signed yet');
    assert.equal(await signed(), before + 1);
    await elsewhere.close();
    site.close();
  });
});
