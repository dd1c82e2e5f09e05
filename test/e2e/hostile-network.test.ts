import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { findInWidget, openPage, scriptErrors, servePage, waitForText } from './harness.ts';
import { countStored, fillInByHand, isLinkVisible, NAME, signByHand, snippet, widgetTag } from './user.ts';
import { useStage } from './window.ts';

const UNREACHABLE = 'We couldn’t load this petition.';
const UNSENT = 'You haven’t signed yet: we couldn’t reach the server. What you entered is still here.';
const BUSY = 'You haven’t signed yet: the server is busy. What you entered is still here.';

describe('with something between the page and the petition server', () => {
  const stage = useStage();

  const pageWith = (html: string) => `<!doctype html><html lang="en"><body>${html}</body></html>`;

  /** A new tab, for what has to be done before a page opens. */
  async function open(html: string, prepare: (page: Page) => Promise<unknown>, headers = {}) {
    const site = await servePage(html, headers);
    const page = await openPage(stage.window, site.url, { prepare });
    return {
      page,
      async close() {
        await page.close();
        site.close();
      },
    };
  }

  /** Clicks the button, sees that nothing was sent, and signs with the kept input once the network is back. */
  async function signAtSecondTry(page: Page, free: () => Promise<unknown>, says = UNSENT) {
    const before = countStored(stage);
    await fillInByHand(page);
    await page.keyboard.press('Enter');
    await waitForText(page, says);
    assert.equal(countStored(stage), before);
    await free();
    await (await findInWidget(page, '[part=button]')).click();
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(countStored(stage), before + 1);
  }

  async function assertLinkStays(page: Page) {
    await waitForText(page, UNREACHABLE);
    assert.equal(await isLinkVisible(page), true);
  }

  for (const [what, policy, script] of [
    ['allows the server and nothing else', 'script-src SERVER; connect-src SERVER'],
    [
      'wants Trusted Types and allows the widget’s',
      "script-src SERVER; connect-src SERVER; require-trusted-types-for 'script'; trusted-types petition-widget",
    ],
    [
      'wants Trusted Types and allows any',
      "script-src SERVER; connect-src SERVER; require-trusted-types-for 'script'",
    ],
    [
      'trusts a nonce and what that loads',
      "script-src 'nonce-r4nd0m' 'strict-dynamic'; connect-src SERVER",
      'nonce="r4nd0m"',
    ],
    ['takes from the page its origin, its storage and its forms', 'sandbox allow-scripts'],
  ] as const) {
    test(`a policy that ${what} lets the widget sign`, async () => {
      const filled = policy.replaceAll('SERVER', stage.petitions);
      const page = await stage.visit(pageWith(snippet(stage, '', `type="module" async ${script ?? ''}`)), {
        'Content-Security-Policy': filled,
      });
      await signByHand(stage, page);
    });
  }

  test('a policy that trusts a hash and strict-dynamic blocks the proof of work: a person who was too quick clicks once more', async () => {
    const script = await (await fetch(`${stage.petitions}/v1/petition-widget.js`)).arrayBuffer();
    const hash = `sha384-${createHash('sha384').update(Buffer.from(script)).digest('base64')}`;
    const { page, close } = await open(
      pageWith(snippet(stage, '', `type="module" async integrity="${hash}" crossorigin="anonymous"`)),
      (tab) => tab.evaluateOnNewDocument('performance.now = () => globalThis.clock ?? 0'),
      { 'Content-Security-Policy': `script-src '${hash}' 'strict-dynamic'` },
    );
    await signAtSecondTry(page, () => page.evaluate('clock = 4000'), BUSY);
    await close();
  });

  test('a policy that allows no Trusted Types keeps the fallback link, and the console names the policy', async () => {
    const page = await stage.visit(pageWith(snippet(stage)), {
      'Content-Security-Policy': "require-trusted-types-for 'script'; trusted-types 'none'",
    });
    assert.equal(await isLinkVisible(page), true);
    assert.match(String(scriptErrors.splice(0)), /petition-widget/);
  });

  /** Blocks requests like an ad blocker, until stopped. */
  const blocking = (which: RegExp) => {
    const blocker = {
      on: true,
      prepare: async (page: Page) => {
        await page.setRequestInterception(true);
        page.on('request', (request) => {
          if (blocker.on && which.test(request.url())) void request.abort('blockedbyclient');
          else void request.continue();
        });
      },
    };
    return blocker;
  };

  for (const [what, which] of [
    ['the script', /petition-widget\.js$/],
    ['everything of the server', /:\/\/localhost/],
  ] as const) {
    test(`a blocker that stops ${what} leaves the link`, async () => {
      const { page, close } = await open(pageWith(snippet(stage)), blocking(which).prepare);
      assert.equal(await isLinkVisible(page), true);
      assert.equal(await page.$eval('petition-widget', (widget) => widget.shadowRoot), null);
      await close();
    });
  }

  test('a blocker that stops the widget’s requests keeps the fallback link and a way to try again', async () => {
    const blocker = blocking(/\/v1\/petitions\//);
    const { page, close } = await open(pageWith(snippet(stage)), blocker.prepare);
    await assertLinkStays(page);
    blocker.on = false;
    await (await findInWidget(page, '[part=quiet]')).click();
    await signByHand(stage, page);
    await close();
  });

  test('a blocker that stops signing loses nothing that was typed', async () => {
    const blocker = blocking(/\/signatures$/);
    const { page, close } = await open(pageWith(snippet(stage)), blocker.prepare);
    await signAtSecondTry(page, async () => {
      blocker.on = false;
    });
    await close();
  });

  const WORKER = `
    let how = '';
    const answers = {
      reject: () => Promise.reject(new Error('no')),
      busy: () => new Response('busy', { status: 503 }),
      index: () => new Response('<!doctype html><title>The app</title>', { headers: { 'Content-Type': 'text/html' } }),
      nothing: () => Response.error(),
    };
    addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('message', ({ data, ports }) => { how = data; ports[0].postMessage('done'); });
    addEventListener('fetch', (event) => {
      const isServers = new URL(event.request.url).hostname === 'localhost';
      if (isServers && answers[how]) event.respondWith(answers[how]());
    });`;
  const REGISTER = `<script>
    navigator.serviceWorker.register('/worker.js');
    window.tell = (how) => navigator.serviceWorker.ready.then(({ active }) => new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      active.postMessage(how, [port2]);
    }));
    window.controlled = new Promise((resolve) => {
      if (navigator.serviceWorker.controller) resolve();
      navigator.serviceWorker.addEventListener('controllerchange', resolve);
    });</script>`;

  for (const [what, how, says] of [
    ['rejects', 'reject', UNSENT],
    ['is busy', 'busy', BUSY],
    ['answers everything with the page itself', 'index', UNSENT],
    ['answers with a network’s error', 'nothing', UNSENT],
  ] as const) {
    test(`a service worker of the page that ${what} leaves the link, and loses nothing of what was typed`, async () => {
      const page = await stage.visit(pageWith(REGISTER + snippet(stage)), {}, { '/worker.js': WORKER });
      const tell = (mode: string) => page.evaluate(`controlled.then(() => tell('${mode}'))`);
      await tell(how);
      // Another page load, now controlled by the worker.
      await page.evaluate((tag) => {
        document.body.insertAdjacentHTML('afterbegin', tag.replace('>', ' id="late" lang="es">'));
      }, widgetTag(stage));
      await waitForText(page, 'No pudimos', { widget: '#late' });
      assert.equal(await isLinkVisible(page), true);
      await page.$eval('#late', (late) => late.remove());
      await signAtSecondTry(page, () => tell(''), says);
      await tell(how);
      await page.reload();
      assert.equal(await isLinkVisible(page), true);
    });
  }

  test('storage and cookies that throw on access don’t matter', async () => {
    const page = await stage.visit(
      pageWith(`<script>
        const refuse = { get() { throw new DOMException('denied', 'SecurityError'); }, set() { throw new DOMException('denied', 'SecurityError'); } };
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, refuse);
        Object.defineProperty(document, 'cookie', refuse);
        Object.defineProperty(navigator, 'clipboard', refuse);
      </script>${snippet(stage)}`),
    );
    await signByHand(stage, page);
  });

  test('a widget that starts offline can be tried again once online', async () => {
    const page = await stage.visit(pageWith(snippet(stage, 'hidden')));
    await findInWidget(page, 'form');
    await page.setOfflineMode(true);
    await page.$eval('petition-widget', (widget) => {
      widget.replaceWith(Object.assign(widget.cloneNode(true), { hidden: false, lang: 'es' }));
    });
    await waitForText(page, 'Intentar de nuevo');
    assert.equal(await isLinkVisible(page), true);
    await page.setOfflineMode(false);
    await (await findInWidget(page, '[part=quiet]')).click();
    await waitForText(page, 'Firmar la petición');
  });

  test('what was typed offline is kept and can be sent once online', async () => {
    const page = await stage.visit(pageWith(snippet(stage)));
    await findInWidget(page, 'form');
    await page.setOfflineMode(true);
    await signAtSecondTry(page, () => page.setOfflineMode(false));
  });

  test('on a slow network the link shows first, and clicking repeatedly sends once', async () => {
    const slow = { offline: false, latency: 400, download: 50_000, upload: 50_000 };
    const site = await servePage(pageWith(snippet(stage)));
    const page = await openPage(stage.window, 'about:blank');
    await page.setCacheEnabled(false);
    await page.emulateNetworkConditions(slow);
    await page.goto(site.url, { waitUntil: 'domcontentloaded' });
    assert.equal(await isLinkVisible(page), true);
    await fillInByHand(page);
    const before = countStored(stage);
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent++;
    });
    for (let times = 0; times < 3; times++) await page.keyboard.press('Enter');
    await (await findInWidget(page, '[part=button]')).click();
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(countStored(stage), before + 1);
    assert.ok(sent <= 2, `sent ${sent} times, once for a proof`);
    await page.close();
    site.close();
  });
});
