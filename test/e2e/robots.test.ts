import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { inWidget, openPage, type Stage, servePage, widgetSays } from './harness.ts';
import { setScene } from './window.ts';

const SLUG = 'therapists-for-free-movement';

describe('whoever looks like a robot to the server', () => {
  const stage = setScene();

  const signed = async () =>
    JSON.parse(await stage.command('list', '--json')).find((each: { slug: string }) => each.slug === SLUG)
      .signed;

  /** A partner's page with a policy of its own. */
  const pageWith = (policy: string) =>
    servePage(`<!doctype html><html lang="en"><head>
      <meta http-equiv="Content-Security-Policy" content="${policy}"></head><body>
      <script type="module" async src="${stage.petitions}/v1/petition-widget.js"></script>
      <petition-widget petition="${SLUG}"></petition-widget></body></html>`);

  /** Signs at once, as no person does; what was asked of the server. */
  async function signAtOnce(page: Page, email: string): Promise<string[]> {
    const asked: string[] = [];
    page.on('response', (response) => {
      asked.push(`${response.status()} ${new URL(response.url()).pathname.split('/').at(-1)}`);
    });
    await page.reload();
    await inWidget(page, '[name=email]');
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
    await widgetSays(page, 'Thank you, Jess!');
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
        await signAtOnce(page, `jess-${workers}-${policy.length}-${where.length}@example.org`),
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

  test('signs on the hosted page, where there is no script, also where only some sites may', async () => {
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
    assert.match(await page.$eval('#sign', (card) => card.textContent ?? ''), /Your signature is in/);
    assert.equal(await signed(), before + 1);
    await page.close();

    const site = await pageWith('');
    const elsewhere = await openPage(stage.window, site.url);
    await inWidget(elsewhere, '[name=email]');
    await (await inWidget(elsewhere, '[name=givenName]')).type('Jess');
    await (await inWidget(elsewhere, '[name=email]')).type('jess-elsewhere@example.org');
    await (await inWidget(elsewhere, 'form > button')).click();
    await widgetSays(elsewhere, 'You haven’t signed yet');
    assert.equal(await signed(), before + 1);
    await elsewhere.close();
    site.close();
  });
});
