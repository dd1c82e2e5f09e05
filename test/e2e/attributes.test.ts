import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { linkIsShown, NAME, SLUG, signByHand, snippet, stored, typeByHand, widgetTag } from './by-hand.ts';
import { inWidget, openPage, servePage, widgetSays } from './harness.ts';
import { setScene } from './window.ts';

const LONG = 'x'.repeat(10_000);
const MARKUP = '"><script>__ran=1</script><img src=x onerror=__ran=1>';

describe('a widget’s attributes', () => {
  const stage = setScene(false, { LIMITS: 'off' });

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

  /** What stands in them where it may be anything, and leads to no petition. */
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
  test('leave the link where they lead to no petition, and the right ones show it after all', async () => {
    const { page, set, close } = await open('hidden');
    await inWidget(page, 'form');
    await set('hidden', null);
    for (const [name, value] of NONE) {
      await set(name, value.replace('PARTNERS', stage.partners));
      await widgetSays(page, 'We couldn’t load this petition.');
      assert.equal(await linkIsShown(page), true, `${name}=${value.slice(0, 40)}`);
      await set('petition', SLUG);
      await set('server', null);
      await inWidget(page, 'form');
    }
    await signByHand(stage, page);
    await close();
  });

  test('leave the link on a page of https where they name a server of http', async () => {
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
    await widgetSays(page, 'We couldn’t load this petition.');
    assert.equal(await linkIsShown(page), true);
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
  test('let it be signed where they say nothing of use', async () => {
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

  test('can all be changed while it runs, and what was typed stays', async () => {
    const { page, set, close } = await open();
    await typeByHand(page);
    await set('hide-text', '');
    await set('partner', 'open-gate');
    for (const [lang, says] of [
      ['ar', 'الاسم الأول'],
      ['es', 'Firmar la petición'],
    ] as const) {
      await set('lang', lang);
      await widgetSays(page, says);
    }
    await (await inWidget(page, '[part=button]')).click();
    await widgetSays(page, `¡Gracias, ${NAME}!`);
    await set('petition', 'let-lena-stay');
    await set('server', `${stage.petitions}/`);
    await set('lang', null);
    await set('compact', '');
    await (await inWidget(page, '[part=button]')).click();
    await signByHand(stage, page);
    await close();
  });

  /** Holds requests back until they are let go. */
  const holding = (which: RegExp) => {
    const held: HTTPRequest[] = [];
    let open = false;
    let come = () => {};
    return {
      /** Resolves once there is something to hold. */
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

  test('changed while a petition is on its way, lead to the new one', async () => {
    const gate = holding(new RegExp(`/${SLUG}\\?`));
    const { page, set, close } = await open('', gate.prepare);
    await gate.has;
    await set('petition', 'let-lena-stay');
    await widgetSays(page, 'Let Lena stay');
    await gate.letGo();
    await page.waitForNetworkIdle({ idleTime: 50 });
    await widgetSays(page, 'Let Lena stay');
    await signByHand(stage, page);
    await close();
  });

  test('changed while a signature is on its way, thank nobody under another petition, and the signature counts', async () => {
    const gate = holding(/\/signatures$/);
    const { page, set, close } = await open('', gate.prepare);
    const before = stored(stage);
    await typeByHand(page);
    await page.keyboard.press('Enter');
    await gate.has;
    await set('petition', 'let-lena-stay');
    await widgetSays(page, 'Let Lena stay');
    await Promise.all([page.waitForResponse((response) => response.status() === 202), gate.letGo()]);
    await page.waitForNetworkIdle({ idleTime: 50 });
    assert.equal(stored(stage), before + 1);
    assert.equal(await page.$('petition-widget >>> [part=thanks]'), null);
    await close();
  });

  test('other than petition and server changed while a signature is on its way, leave the thanks', async () => {
    const gate = holding(/\/signatures$/);
    const { page, set, close } = await open('', gate.prepare);
    await typeByHand(page);
    await page.keyboard.press('Enter');
    await gate.has;
    for (const name of ['partner', 'lang', 'hide-text', 'class']) await set(name, 'es');
    await gate.letGo();
    await widgetSays(page, `¡Gracias, ${NAME}!`);
    await close();
  });
});
