import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { findInWidget, openPage, servePage, waitForText } from './harness.ts';
import {
  countStored,
  fillInByHand,
  isLinkVisible,
  NAME,
  SLUG,
  signByHand,
  snippet,
  widgetTag,
} from './user.ts';
import { useStage } from './window.ts';

const LONG = 'x'.repeat(10_000);
const MARKUP = '"><script>__ran=1</script><img src=x onerror=__ran=1>';

describe('the widget’s attributes', () => {
  const stage = useStage(false, { LIMITS: 'off' });

  async function open(attributes = '', prepare?: (page: Page) => Promise<unknown>, more = '') {
    const site = await servePage(
      `<!doctype html><html lang="en"><body>${snippet(stage, attributes)}${more}</body></html>`,
    );
    const page = await openPage(stage.window, site.url, prepare && { prepare });
    return {
      page,
      set: (name: string, value: string | null) =>
        page.$eval(
          'petition-widget',
          (widget, attribute, to) =>
            to === null ? widget.removeAttribute(attribute) : widget.setAttribute(attribute, to),
          name,
          value,
        ),
      async close() {
        assert.equal(await page.evaluate('window.__ran'), undefined, 'something ran');
        await page.close();
        site.close();
      },
    };
  }

  /** Values that can be anything and lead to no petition. */
  const NONE: [name: string, value: string][] = [
    ...[
      MARKUP,
      '../../x',
      '../let-lena-stay',
      '',
      '   ',
      'a petition',
      'let-lena-stay?x#y',
      '%2e%2e/let-lena-stay',
      '\u0000',
      '\ud800',
      LONG,
    ].map((value): [string, string] => ['petition', value]),
    ...[
      'javascript:__ran=1',
      'data:text/html,<script>__ran=1</script>',
      '//',
      'petitions.example.org',
      'http://',
      'http://127.0.0.1:9',
      'PARTNERS',
      'blob:null/1',
      'file:///etc/passwd',
      MARKUP,
      LONG,
    ].map((value): [string, string] => ['server', value]),
  ];
  test('keep the fallback link if they name no petition, and load it once corrected', async () => {
    const { page, set, close } = await open('hidden');
    await findInWidget(page, 'form');
    await set('hidden', null);
    for (const [name, value] of NONE) {
      await set(name, value.replace('PARTNERS', stage.partners));
      await waitForText(page, 'We couldn’t load this petition.');
      assert.equal(await isLinkVisible(page), true, `${name}=${value.slice(0, 40)}`);
      await set('petition', SLUG);
      await set('server', null);
      await findInWidget(page, 'form');
    }
    await signByHand(stage, page);
    await close();
  });

  test('keep the fallback link on an https page that names an http server', async () => {
    const files: Record<string, string> = {
      '/': snippet({ petitions: 'https://partner.example' }, 'server="http://petitions.example"'),
      ...Object.fromEntries(
        ['widget', 'diagnostics'].map((name) => [
          `/v1/petition-${name}.js`,
          readFileSync(`dist/widget/petition-${name}.js`, 'utf8'),
        ]),
      ),
    };
    const said: string[] = [];
    const page = await openPage(stage.window, 'https://partner.example/', {
      prepare: async (tab) => {
        tab.on('console', (message) => said.push(message.text()));
        await tab.setRequestInterception(true);
        tab.on('request', (request) => {
          const { pathname } = new URL(request.url());
          if (!files[pathname]) return void request.respond({ status: 404 });
          const contentType = pathname === '/' ? 'text/html' : 'text/javascript';
          void request.respond({ contentType, body: files[pathname] });
        });
      },
    });
    await waitForText(page, 'We couldn’t load this petition.');
    assert.equal(await isLinkVisible(page), true);
    assert.match(
      said.join('\n'),
      /browsers block requests to http:.*Use server="https:\/\/petitions\.example"/,
    );
    await page.close();
  });

  const HARMLESS = [
    ['partner', MARKUP.replaceAll('"', '&quot;')],
    ['partner', LONG],
    ['partner', '../../🙂'],
    ['lang', 'xx-yy-zz'],
    ['lang', '🙂'],
    ['lang', MARKUP.replaceAll('"', '&quot;')],
    ['lang', LONG],
    ['lang', 'constructor'],
    ['server', 'SERVER/p/elsewhere?x#y'],
    ['style', 'display:contents'],
    ['style', 'display:inline'],
    ['style', 'all:initial'],
    ['tabindex', '0'],
    ['contenteditable', 'true'],
    ['draggable', 'true'],
    ['dir', 'rtl'],
    ['translate', 'no'],
  ] as const;
  test('allow signing when their values are useless', async () => {
    const widgets = HARMLESS.map(([name, value]) =>
      widgetTag(stage, `${name}="${value.replace('SERVER', stage.petitions)}"`),
    );
    const { page, close } = await open('hidden', undefined, widgets.join(''));
    for (const [index, [name, value]] of HARMLESS.entries()) {
      await signByHand(stage, page, `petition-widget:nth-of-type(${index + 2})`).catch((error) =>
        assert.fail(`${name}=${value.slice(0, 40)}: ${error}`),
      );
    }
    await close();
  });

  test('can all be changed at runtime without losing what was typed', async () => {
    const { page, set, close } = await open();
    await fillInByHand(page);
    await set('hide-text', '');
    await set('partner', 'open-gate');
    for (const [lang, says] of [
      ['ar', 'الاسم الأول'],
      ['es', 'Firmar la petición'],
    ] as const) {
      await set('lang', lang);
      await waitForText(page, says);
    }
    await (await findInWidget(page, '[part=button]')).click();
    await waitForText(page, `¡Gracias, ${NAME}!`);
    await set('petition', 'let-lena-stay');
    await set('server', `${stage.petitions}/`);
    await set('lang', null);
    await set('compact', '');
    await (await findInWidget(page, '[part=button]')).click();
    await signByHand(stage, page);
    await close();
  });

  /** Holds requests back until they are released. */
  const holding = (which: RegExp) => {
    const held: HTTPRequest[] = [];
    let open = false;
    let come = () => {};
    return {
      /** Resolves once a request is held. */
      has: new Promise<void>((resolve) => {
        come = resolve;
      }),
      async prepare(page: Page) {
        await page.setRequestInterception(true);
        page.on('request', (request) => {
          if (open || !which.test(request.url())) return void request.continue();
          held.push(request);
          come();
        });
      },
      async letGo() {
        open = true;
        await Promise.all(held.map((request) => request.continue()));
      },
    };
  };

  test('show the new petition if changed while the old one is loading', async () => {
    const gate = holding(new RegExp(`/${SLUG}\\?`));
    const { page, set, close } = await open('', gate.prepare);
    await gate.has;
    await set('petition', 'let-lena-stay');
    await waitForText(page, 'Let Lena stay');
    await gate.letGo();
    await page.waitForNetworkIdle({ idleTime: 50 });
    await waitForText(page, 'Let Lena stay');
    await signByHand(stage, page);
    await close();
  });

  test('count the signature, and thank nobody under another petition, if changed while it is being sent', async () => {
    const gate = holding(/\/signatures$/);
    const { page, set, close } = await open('', gate.prepare);
    const before = countStored(stage);
    await fillInByHand(page);
    await page.keyboard.press('Enter');
    await gate.has;
    await set('petition', 'let-lena-stay');
    await waitForText(page, 'Let Lena stay');
    await Promise.all([page.waitForResponse((response) => response.status() === 202), gate.letGo()]);
    await page.waitForNetworkIdle({ idleTime: 50 });
    assert.equal(countStored(stage), before + 1);
    assert.equal(await page.$('petition-widget >>> [part=thanks]'), null);
    await close();
  });

  test('keep the thanks if any other attribute changes while a signature is being sent', async () => {
    const gate = holding(/\/signatures$/);
    const { page, set, close } = await open('', gate.prepare);
    await fillInByHand(page);
    await page.keyboard.press('Enter');
    await gate.has;
    for (const name of ['partner', 'lang', 'hide-text', 'class']) await set(name, 'es');
    await gate.letGo();
    await waitForText(page, `¡Gracias, ${NAME}!`);
    await close();
  });
});
