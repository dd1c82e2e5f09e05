import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { findInWidget, htmlPage, openPage, scriptErrors, servePage, waitForText } from './harness.ts';
import { blockRequests, holdRequests } from './requests.ts';
import { countStored, fillInAsUser, isLinkVisible, NAME, signAsUser, snippet, widgetTag } from './user.ts';
import { useStage } from './window.ts';

const UNREACHABLE = 'We couldn’t load this petition.';
const UNSENT = 'You haven’t signed yet: we couldn’t reach the server. What you entered is still here.';
const BUSY = 'You haven’t signed yet: the server is busy. What you entered is still here.';

describe('with something between the page and the petition server', () => {
  const stage = useStage();

  /** Submits, checks that nothing was stored, and signs with the same input after the obstacle is removed. */
  async function signAtSecondTry(page: Page, removeObstacle: () => unknown, message = UNSENT) {
    const before = countStored(stage);
    await fillInAsUser(page);
    await page.keyboard.press('Enter');
    await waitForText(page, message);
    assert.equal(countStored(stage), before);
    await removeObstacle();
    await (await findInWidget(page, '[part=button]')).click();
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(countStored(stage), before + 1);
  }

  for (const [effect, policy, attribute] of [
    ['allows only the server', 'script-src SERVER; connect-src SERVER'],
    [
      'requires Trusted Types and allows the widget’s policy',
      "script-src SERVER; connect-src SERVER; require-trusted-types-for 'script'; trusted-types petition-widget",
    ],
    [
      'requires Trusted Types and allows any policy',
      "script-src SERVER; connect-src SERVER; require-trusted-types-for 'script'",
    ],
    [
      'trusts a nonce and strict-dynamic',
      "script-src 'nonce-r4nd0m' 'strict-dynamic'; connect-src SERVER",
      'nonce="r4nd0m"',
    ],
    ['takes away the page’s origin, storage, and forms', 'sandbox allow-scripts'],
  ] as const) {
    test(`a policy that ${effect} lets the widget sign`, async () => {
      const html = htmlPage(snippet(stage, '', `type="module" async ${attribute ?? ''}`));
      const page = await stage.visit(html, {
        'Content-Security-Policy': policy.replaceAll('SERVER', stage.petitions),
      });
      await signAsUser(stage, page);
    });
  }

  test('a policy that trusts a hash and strict-dynamic blocks the proof of work: a person who was too quick clicks once more', async () => {
    const script = await (await fetch(`${stage.petitions}/v1/petition-widget.js`)).arrayBuffer();
    const hash = `sha384-${createHash('sha384').update(Buffer.from(script)).digest('base64')}`;
    const { page, close } = await stage.open(
      htmlPage(snippet(stage, '', `type="module" async integrity="${hash}" crossorigin="anonymous"`)),
      { prepare: (tab) => tab.evaluateOnNewDocument('performance.now = () => globalThis.clock ?? 0') },
      { 'Content-Security-Policy': `script-src '${hash}' 'strict-dynamic'` },
    );
    await signAtSecondTry(page, () => page.evaluate('clock = 4000'), BUSY);
    await close();
  });

  test('a policy that allows no Trusted Types keeps the fallback link, and the console names the policy', async () => {
    const page = await stage.visit(htmlPage(snippet(stage)), {
      'Content-Security-Policy': "require-trusted-types-for 'script'; trusted-types 'none'",
    });
    assert.equal(await isLinkVisible(page), true);
    assert.match(String(scriptErrors.splice(0)), /petition-widget/);
  });

  for (const [target, pattern] of [
    ['the script', /petition-widget\.js$/],
    ['everything from the server', /:\/\/localhost/],
  ] as const) {
    test(`a blocker that stops ${target} keeps the fallback link`, async () => {
      const { page, close } = await stage.open(htmlPage(snippet(stage)), blockRequests(pattern));
      assert.equal(await isLinkVisible(page), true);
      assert.equal(await page.$eval('petition-widget', (widget) => widget.shadowRoot), null);
      await close();
    });
  }

  test('a blocker that stops the widget’s requests keeps the fallback link and a way to try again', async () => {
    const blocker = blockRequests(/\/v1\/petitions\//);
    const { page, close } = await stage.open(htmlPage(snippet(stage)), blocker);
    await waitForText(page, UNREACHABLE);
    assert.equal(await isLinkVisible(page), true);
    blocker.disable();
    await (await findInWidget(page, '[part=quiet]')).click();
    await signAsUser(stage, page);
    await close();
  });

  test('a blocker that stops signing loses nothing that was typed', async () => {
    const blocker = blockRequests(/\/signatures$/);
    const { page, close } = await stage.open(htmlPage(snippet(stage)), blocker);
    await signAtSecondTry(page, () => blocker.disable());
    await close();
  });

  const WORKER = `
    let mode = '';
    const responses = {
      reject: () => Promise.reject(new Error('no')),
      busy: () => new Response('busy', { status: 503 }),
      index: () => new Response('<!doctype html><title>The app</title>', { headers: { 'Content-Type': 'text/html' } }),
      fail: () => Response.error(),
    };
    addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('message', ({ data, ports }) => { mode = data; ports[0].postMessage('done'); });
    addEventListener('fetch', (event) => {
      const isForServer = new URL(event.request.url).hostname === 'localhost';
      if (isForServer && responses[mode]) event.respondWith(responses[mode]());
    });`;
  const REGISTER = `<script>
    navigator.serviceWorker.register('/worker.js');
    window.setMode = (mode) => navigator.serviceWorker.ready.then(({ active }) => new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      active.postMessage(mode, [port2]);
    }));
    window.controlled = new Promise((resolve) => {
      if (navigator.serviceWorker.controller) resolve();
      navigator.serviceWorker.addEventListener('controllerchange', resolve);
    });</script>`;

  for (const [behavior, mode, message] of [
    ['throws', 'reject', UNSENT],
    ['reports that it is busy', 'busy', BUSY],
    ['answers everything with the app’s page', 'index', UNSENT],
    ['answers with a network error', 'fail', UNSENT],
  ] as const) {
    test(`a service worker of the page that ${behavior} keeps the fallback link and what was typed`, async () => {
      const page = await stage.visit(htmlPage(REGISTER + snippet(stage)), {}, { '/worker.js': WORKER });
      const setMode = (next: string) => page.evaluate(`controlled.then(() => setMode('${next}'))`);
      await setMode(mode);
      // Another widget, whose first request meets the worker.
      await page.evaluate((tag) => {
        document.body.insertAdjacentHTML('afterbegin', tag.replace('>', ' id="late" lang="es">'));
      }, widgetTag(stage));
      await waitForText(page, 'No pudimos', { widget: '#late' });
      assert.equal(await isLinkVisible(page), true);
      await page.$eval('#late', (late) => late.remove());
      await signAtSecondTry(page, () => setMode(''), message);
      await setMode(mode);
      await page.reload();
      assert.equal(await isLinkVisible(page), true);
    });
  }

  test('storage and cookies that throw on access don’t prevent signing', async () => {
    const page = await stage.visit(
      htmlPage(`<script>
        const denied = { get() { throw new DOMException('denied', 'SecurityError'); }, set() { throw new DOMException('denied', 'SecurityError'); } };
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, denied);
        Object.defineProperty(document, 'cookie', denied);
        Object.defineProperty(navigator, 'clipboard', denied);
      </script>${snippet(stage)}`),
    );
    await signAsUser(stage, page);
  });

  test('a widget that starts offline can be tried again once online', async () => {
    const page = await stage.visit(htmlPage(snippet(stage, 'hidden')));
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
    const page = await stage.visit(htmlPage(snippet(stage)));
    await findInWidget(page, 'form');
    await page.setOfflineMode(true);
    await signAtSecondTry(page, () => page.setOfflineMode(false));
  });

  const SLOW = { offline: false, latency: 400, download: 50_000, upload: 50_000 };

  test('on a slow network the link shows first', async () => {
    const script = holdRequests(/petition-widget\.js$/);
    const site = await servePage(htmlPage(snippet(stage)));
    const page = await openPage(stage.window, 'about:blank', script);
    await page.emulateNetworkConditions(SLOW);
    // The script is held back, so the page doesn't finish loading.
    await page.goto(site.url, { waitUntil: 'domcontentloaded' });
    assert.equal(await isLinkVisible(page), true);
    await script.release();
    await signAsUser(stage, page);
    await page.close();
    site.close();
  });

  test('on a slow network, submitting repeatedly sends once', async () => {
    const signing = holdRequests(/\/signatures$/);
    const { page, close } = await stage.open(htmlPage(snippet(stage)), {
      async prepare(tab) {
        await signing.prepare(tab);
        await tab.setCacheEnabled(false);
        await tab.emulateNetworkConditions(SLOW);
      },
    });
    const before = countStored(stage);
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent++;
    });
    await fillInAsUser(page);
    for (let times = 0; times < 3; times++) await page.keyboard.press('Enter');
    await (await findInWidget(page, '[part=button]')).click();
    await signing.release();
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(countStored(stage), before + 1);
    assert.ok(sent <= 2, `sent ${sent} times; only a proof of work justifies a second time`);
    await close();
  });
});
