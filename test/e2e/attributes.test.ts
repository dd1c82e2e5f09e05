import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { findInWidget, htmlPage, openPage, waitForText } from './harness.ts';
import { holdRequests } from './requests.ts';
import {
  countStored,
  fillInAsUser,
  isLinkVisible,
  NAME,
  openForm,
  SLUG,
  signAsUser,
  snippet,
  widgetTag,
} from './user.ts';
import { useStage } from './window.ts';

const LONG_TEXT = 'x'.repeat(10_000);
const MARKUP = '"><script>__ran=1</script><img src=x onerror=__ran=1>';

describe('the widget', () => {
  const stage = useStage({ env: { LIMITS: 'off' } });

  async function open(attributes = '', prepare?: (page: Page) => Promise<unknown>, otherHtml = '') {
    const { page, close } = await stage.open(
      htmlPage(snippet(stage, attributes) + otherHtml),
      prepare && { prepare },
    );
    return {
      page,
      set: (name: string, value: string | null) =>
        page.$eval(
          'petition-widget',
          (widget, attribute, newValue) =>
            newValue === null ? widget.removeAttribute(attribute) : widget.setAttribute(attribute, newValue),
          name,
          value,
        ),
      async close() {
        assert.equal(await page.evaluate('window.__ran'), undefined, 'something ran');
        await close();
      },
    };
  }

  /** Attributes with which no petition can be loaded. */
  const INVALID: [name: string, value: string][] = [
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
      LONG_TEXT,
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
      LONG_TEXT,
    ].map((value): [string, string] => ['server', value]),
  ];
  test('keeps the fallback link while its attributes name no petition, and loads the petition once they do', async () => {
    const { page, set, close } = await open('hidden');
    await findInWidget(page, 'form');
    await set('hidden', null);
    for (const [name, value] of INVALID) {
      await set(name, value.replace('PARTNERS', stage.partners));
      await waitForText(
        page,
        // A lone surrogate can't be in a URL, so no server is asked.
        name === 'petition' && value !== '\ud800'
          ? 'This petition doesn’t exist.'
          : 'We couldn’t load this petition.',
      ).catch((error) => assert.fail(`${name}=${value.slice(0, 40)}: ${error}`));
      assert.equal(await isLinkVisible(page), true, `${name}=${value.slice(0, 40)}`);
      await set('petition', SLUG);
      await set('server', null);
      await findInWidget(page, 'form');
    }
    await signAsUser(stage, page);
    await close();
  });

  test('keeps the fallback link if it is on an https page and its server attribute is an http URL', async () => {
    const html = snippet({ petitions: 'https://partner.example' }, 'server="http://petitions.example"');
    const messages: string[] = [];
    const page = await openPage(stage.window, 'https://partner.example/', {
      prepare: async (tab) => {
        tab.on('console', (message) => messages.push(message.text()));
        await tab.setRequestInterception(true);
        tab.on('request', (request) => {
          const { pathname } = new URL(request.url());
          if (pathname === '/') return void request.respond({ contentType: 'text/html', body: html });
          const file = pathname.replace('/v1/', 'dist/widget/');
          if (!existsSync(file)) return void request.respond({ status: 404 });
          void request.respond({ contentType: 'text/javascript', body: readFileSync(file) });
        });
      },
    });
    await waitForText(page, 'We couldn’t load this petition.');
    assert.equal(await isLinkVisible(page), true);
    assert.match(
      messages.join('\n'),
      /browsers block requests to http:.*Use server="https:\/\/petitions\.example"/,
    );
    await page.close();
  });

  const USELESS = [
    ['partner', MARKUP.replaceAll('"', '&quot;')],
    ['partner', LONG_TEXT],
    ['partner', '../../🙂'],
    ['lang', 'xx-yy-zz'],
    ['lang', '🙂'],
    ['lang', MARKUP.replaceAll('"', '&quot;')],
    ['lang', LONG_TEXT],
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
  test('signs even if its attributes have useless values', async () => {
    const widgets = USELESS.map(([name, value]) =>
      widgetTag(stage, `${name}="${value.replace('SERVER', stage.petitions)}"`),
    );
    const { page, close } = await open('hidden', undefined, widgets.join(''));
    for (const [index, [name, value]] of USELESS.entries()) {
      await signAsUser(stage, page, `petition-widget:nth-of-type(${index + 2})`).catch((error) =>
        assert.fail(`${name}=${value.slice(0, 40)}: ${error}`),
      );
    }
    await close();
  });

  test('keeps what was typed while its attributes change', async () => {
    const { page, set, close } = await open();
    await fillInAsUser(page);
    await set('hide-text', '');
    await set('partner', 'open-gate');
    for (const [lang, text] of [
      ['ar', 'الاسم الأول'],
      ['es', 'Firmar la petición'],
    ] as const) {
      await set('lang', lang);
      await waitForText(page, text);
    }
    await (await findInWidget(page, '[part=button]')).click();
    await waitForText(page, `¡Gracias, ${NAME}!`);
    await set('petition', 'let-lena-stay');
    await set('server', `${stage.petitions}/`);
    await set('lang', null);
    await set('compact', '');
    await openForm(page);
    await signAsUser(stage, page);
    await close();
  });

  test('shows the new petition if the petition attribute changes while the old one is loading', async () => {
    const load = holdRequests(new RegExp(`/${SLUG}\\?`));
    const { page, set, close } = await open('', load.prepare);
    await load.first;
    await set('petition', 'let-lena-stay');
    await waitForText(page, 'Let Lena stay');
    await load.release();
    await page.waitForNetworkIdle({ idleTime: 50 });
    await waitForText(page, 'Let Lena stay');
    await signAsUser(stage, page);
    await close();
  });

  test('counts the signature, and shows no thanks on another petition, if the petition attribute changes while it is being sent', async () => {
    const signing = holdRequests(/\/signatures$/);
    const { page, set, close } = await open('', signing.prepare);
    const before = countStored(stage);
    await fillInAsUser(page);
    await page.keyboard.press('Enter');
    await signing.first;
    await set('petition', 'let-lena-stay');
    await waitForText(page, 'Let Lena stay');
    await Promise.all([page.waitForResponse((response) => response.status() === 202), signing.release()]);
    await page.waitForNetworkIdle({ idleTime: 50 });
    assert.equal(countStored(stage), before + 1);
    assert.equal(await page.$('petition-widget >>> [part=thanks]'), null);
    await close();
  });

  test('keeps the thanks if any other attribute changes while a signature is being sent', async () => {
    const signing = holdRequests(/\/signatures$/);
    const { page, set, close } = await open('', signing.prepare);
    await fillInAsUser(page);
    await page.keyboard.press('Enter');
    await signing.first;
    for (const name of ['partner', 'lang', 'hide-text', 'class']) await set(name, 'es');
    await signing.release();
    await waitForText(page, `¡Gracias, ${NAME}!`);
    await close();
  });
});
