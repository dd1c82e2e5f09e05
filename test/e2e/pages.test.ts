import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { axe } from './axe.ts';
import { findInWidget, htmlPage, openPage, waitForText } from './harness.ts';
import { isLinkVisible, layoutProblems, widgetTag } from './user.ts';
import { useStage } from './window.ts';

const scriptTag = ({ petitions }: { petitions: string }) =>
  `<script type="module" src="${petitions}/v1/petition-widget.js"></script>`;

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('the demo’s pages', () => {
  const stage = useStage();

  for (const { path, texts } of [
    { path: '/plain', texts: ['8,889 of 9,000 signatures', 'Created by Harbour Aid'] },
    { path: '/spanish', texts: ['862 de 1,000 firmas', 'Firmar la petición'] },
    { path: '/hostile', texts: ['114 of 200 signatures', 'Created by Ruth B.'] },
    { path: '/strict-csp', texts: ['9,295 of 10,000 signatures'] },
  ]) {
    test(`${path} shows its petition`, async () => {
      const page = await stage.show(stage.partners + path);
      for (const text of texts) await waitForText(page, text);
    });
  }

  for (const file of readdirSync('demo/pages').filter((name) => name.endsWith('.html'))) {
    test(`${file} is linked from the overview, and shows its widgets correctly, or their fallback links`, async () => {
      const name = file.replace('.html', '');
      const page = await stage.show(stage.partners);
      const links = await page.$$eval('a', (found) => found.map(({ pathname }) => pathname));
      assert.ok(links.includes(`/${name}`) || name === 'index');
      await page.goto(`${stage.partners}/${name}`);
      const slugs = await page.$$eval('petition-widget', (widgets) =>
        widgets.map((widget) => widget.getAttribute('petition')),
      );
      for (const slug of slugs) {
        if (name === 'blocked') assert.equal(await isLinkVisible(page), true);
        else assert.deepEqual(await layoutProblems(page, `[petition=${slug}]`), []);
      }
      assert.ok(slugs.length > 0 || name === 'index');
    });
  }

  test('a page can show three widgets, one of them in another language', async () => {
    const page = await stage.show(`${stage.partners}/three`);
    await waitForText(page, '2,993 of 3,000 signatures', { widget: '[petition=drop-the-mass-trials]' });
    await waitForText(page, '862 de 1,000 firmas', { widget: '[petition=no-fence-at-fern-hill]' });
    await waitForText(page, '1,998 of 2,000 signatures', { widget: '[petition=pardon-irena-moss]' });
  });

  test('if the script is blocked, the fallback link leads to the hosted page', async () => {
    const page = await stage.show(`${stage.partners}/blocked`);
    await Promise.all([page.waitForNavigation(), page.click('petition-widget a')]);
    assert.equal(
      await page.$eval('h1', (title) => title.textContent),
      'Let Lena stay and finish her training',
    );
  });

  test('hotkeys of the page swallow none of the typed characters', async () => {
    const page = await stage.show(`${stage.partners}/hostile`);
    const input = await findInWidget(page, '[name=givenName]');
    await input.type('Jess Sims/jk');
    assert.equal(await input.evaluate((element) => (element as HTMLInputElement).value), 'Jess Sims/jk');
    assert.match(await page.$eval('#hotkeys', (output) => output.textContent ?? ''), /none pressed/);
  });

  test('a strict Content-Security-Policy with Trusted Types is never violated', async () => {
    const violations: string[] = [];
    const page = await openPage(stage.window, `${stage.partners}/strict-csp`, {
      prepare: async (tab) =>
        tab.on('console', (message) => {
          if (/Content Security Policy|TrustedTypePolicy|violates/i.test(message.text()))
            violations.push(message.text());
        }),
    });
    const bar = await findInWidget(page, 'progress');
    assert.deepEqual(
      await bar.evaluate((element) => {
        const { value, max } = element as HTMLProgressElement;
        return { value, max };
      }),
      { value: 9295, max: 10000 },
    );
    assert.deepEqual(violations, []);
    await page.close();
  });

  test('the embed page’s snippets reserve what each form needs, and little more', async () => {
    const boxes = { contact: 'optional', partnerContact: 'optional' };
    const fields = { ...boxes, postalCode: 'optional', country: 'optional', comment: 'optional' };
    const aid = { name: 'Harbour Aid', url: 'https://harbour-aid.example.org' };
    const email = 'hello@harbour-aid.example.org';
    const privacyUrl = 'https://harbour-aid.example.org/privacy';
    const sets: Record<string, unknown>[] = [
      { fields: { contact: 'off' } },
      { fields: { contact: 'optional' } },
      { fields: boxes },
      { fields },
      { organizer: { name: 'Harbour Aid' } },
      { organizer: { ...aid, email, privacyUrl } },
      { organizer: { ...aid, name: 'Harbour Aid and Neighbors', email, privacyUrl } },
      { closesOn: new Date().toISOString().slice(0, 10), timeZone: 'Pacific/Pago_Pago' },
    ];
    const slugOf = (settings: Record<string, unknown>) => `form-${sets.indexOf(settings)}`;
    await stage.load(
      sets.map((settings) => ({
        slug: slugOf(settings),
        creator: 'Ana',
        texts: { en: { title: 'A title', text: 'A text.' } },
        partners: { p: 'Harbour Aid' },
        ...settings,
      })),
    );
    for (const settings of sets) {
      const url = `${stage.petitions}/p/${slugOf(settings)}/embed-code?partner=p`;
      const [, rem] = /min-height:max\(([\d.]+)rem/.exec(await (await fetch(url)).text())!;
      const page = await stage.visit(
        htmlPage(
          widgetTag(stage, `petition="${slugOf(settings)}" partner="p"`).replace('32rem', '0'),
          scriptTag(stage),
        ),
      );
      await findInWidget(page, 'form');
      const height = await page.$eval('petition-widget', (widget) => widget.getBoundingClientRect().height);
      const spare = Number(rem) * 16 - height;
      assert.ok(spare >= 0 && spare < 32, `${JSON.stringify(settings)}: ${spare} pixels to spare`);
    }
  });

  for (const width of [360, 1280]) {
    test(`the documented snippet shifts no layout ${width} pixels wide, even if the script is late`, async () => {
      const { page, close } = await stage.open(partnerPage(stage.petitions), {
        width,
        async prepare(tab) {
          await tab.setRequestInterception(true);
          tab.on('request', (request) => {
            if (request.url().endsWith('petition-widget.js')) setTimeout(() => request.continue(), 600);
            else request.continue();
          });
          await tab.evaluateOnNewDocument(() => {
            const shifts: number[] = [];
            Object.assign(window, { shifts });
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries())
                shifts.push((entry as PerformanceEntry & { value: number }).value);
            }).observe({ type: 'layout-shift', buffered: true });
          });
        },
      });
      await waitForText(page, '526 of 600 signatures');
      // The browser reports a frame's shifts after drawing it.
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))),
      );
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
      assert.deepEqual(shifts, []);
      await close();
    });
  }

  for (const scheme of ['light', 'dark'] as const) {
    test(`the ${scheme} hosted page has no accessibility violations, with its form, errors, and thanks`, async () => {
      const page = await openPage(stage.window, `${stage.petitions}/p/no-fence-at-fern-hill`, { scheme });
      assert.deepEqual(await axe(page), []);
      await page.$eval('form', (form) => form.setAttribute('novalidate', ''));
      await Promise.all([page.waitForNavigation(), page.click('form button')]);
      assert.deepEqual(await axe(page), []);
      await page.type('[name=givenName]', 'Ana');
      await page.type('[name=email]', 'ana@example.org');
      await Promise.all([page.waitForNavigation(), page.click('form button')]);
      assert.equal(await page.$('form'), null);
      assert.deepEqual(await axe(page), []);
      await page.close();
    });
  }

  for (const width of [320, 768, 1280]) {
    test(`nothing overflows sideways at ${width} pixels, even with text at 200 %`, async () => {
      const page = await openPage(stage.window, 'about:blank', { width });
      for (const path of ['/plain', '/spanish', '/three', '/strict-csp', '/blocked', '/']) {
        await page.goto(stage.partners + path);
        if (path !== '/' && path !== '/blocked') await findInWidget(page, 'form');
        assert.equal(await overflowOf(page), 0, `${path} at ${width}`);
      }
      await page.goto(`${stage.petitions}/p/therapists-for-free-movement`);
      assert.equal(await overflowOf(page), 0, `hosted page at ${width}`);
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      assert.equal(await overflowOf(page), 0, `hosted page at ${width} with text at 200 %`);
      await page.close();
    });
  }
});

/** A page with the documented snippet. */
function partnerPage(petitions: string): string {
  return `<!doctype html><html lang="en"><body style="margin:1rem">
    <p>Before the widget.</p>
    <script type="module" async src="${petitions}/v1/petition-widget.js"></script>
    <petition-widget petition="bring-tomas-back" partner="harbour-aid" style="display:block;min-height:max(34rem,82rem - 78vw)">
      <a href="${petitions}/p/bring-tomas-back">Sign: Bring Tomas back</a>
    </petition-widget>
    <p>After the widget.</p></body></html>`;
}
