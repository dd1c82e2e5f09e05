import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JSHandle } from 'puppeteer-core';
import { findInWidget, waitForText } from './harness.ts';
import { fillInByHand, layoutProblems, NAME, SLUG, signByHand, widgetTag } from './user.ts';
import { useStage } from './window.ts';

describe('wherever it is placed, and however it got there, the widget works', () => {
  const stage = useStage(false, { LIMITS: 'off' });

  /** A page with the script and the markup under test. */
  const open = (html: string) => {
    const script = `<script type="module" src="${stage.petitions}/v1/petition-widget.js"></script>`;
    return stage.visit(`<!doctype html><html lang="en"><body>${script}${html}</body></html>`);
  };
  const TAG = `<petition-widget petition="${SLUG}"></petition-widget>`;

  /** Each runs after the script and puts one widget on the page. */
  const COMING: Record<string, string> = {
    innerHTML: `document.body.innerHTML = '${TAG}';`,
    'createElement, with its attributes before it is put there': `
      const widget = document.createElement('petition-widget');
      widget.setAttribute('petition', '${SLUG}');
      document.body.append(widget);`,
    'createElement, with its attributes a while after': `
      const widget = document.createElement('petition-widget');
      document.body.append(widget);
      setTimeout(() => widget.setAttribute('petition', '${SLUG}'), 50);`,
    'cloning one that is shown already': `
      document.body.innerHTML = '${TAG}';
      const [first] = document.body.children;
      const wait = setInterval(() => {
        if (!first.shadowRoot.querySelector('form')) return;
        clearInterval(wait);
        first.replaceWith(first.cloneNode(true));
      }, 10);`,
    'a template that is cloned': `
      const template = document.createElement('template');
      template.innerHTML = '<div>${TAG}</div>';
      document.body.append(template.content.cloneNode(true));`,
    'another document that it is taken from': `
      const other = new DOMParser().parseFromString('${TAG}', 'text/html');
      document.body.append(document.adoptNode(other.body.firstChild));`,
    'a fragment with a root that was declared': `
      document.body.setHTMLUnsafe('${TAG.replace('></', '><template shadowrootmode="open"><p>Something else</p></template></')}');`,
    'being removed and put back, twice': `
      document.body.innerHTML = '${TAG}';
      const [widget] = document.body.children;
      widget.remove();
      setTimeout(() => { document.body.append(widget); widget.remove(); setTimeout(() => document.body.append(widget), 30); }, 30);`,
    'a framework that sets what it doesn’t know as properties': `
      document.body.append(Object.assign(document.createElement('petition-widget'), { petition: '${SLUG}', partner: undefined, hideText: false, compact: null }));`,
  };
  for (const [name, script] of Object.entries(COMING)) {
    test(`by ${name}`, async () => {
      const page = await open('');
      await page.evaluate(`customElements.whenDefined('petition-widget').then(() => {${script}})`);
      assert.deepEqual(await layoutProblems(page), []);
      await signByHand(stage, page);
    });
  }

  const SHADOWS: Record<string, string> = {
    'an open root': `root = host.attachShadow({ mode: 'open' });`,
    'a closed root': `root = host.attachShadow({ mode: 'closed', delegatesFocus: true });`,
    'roots within roots': `
      root = host;
      for (const mode of ['open', 'closed', 'open']) {
        root = root.appendChild(document.createElement('section')).attachShadow({ mode });
      }`,
    'a root with a reset sheet of its own': `
      root = host.attachShadow({ mode: 'open' });
      root.innerHTML = '<style>* { all: unset; font-size: 9px }</style>';`,
  };
  for (const [name, script] of Object.entries(SHADOWS)) {
    test(`in ${name}`, async () => {
      const page = await open('<div id="host"></div>');
      await page.evaluate(
        `{ let root; ${script} root.append(document.createRange().createContextualFragment('${TAG}')); window.inner = root.lastChild.shadowRoot; }`,
      );
      const root = (await page.evaluateHandle('inner')) as JSHandle<ShadowRoot>;
      assert.deepEqual(await layoutProblems(page, root), []);
      await signByHand(stage, page, root);
    });
  }

  /** Containers that show their content later, and how. */
  const LATER: Record<string, [place: (widget: string) => string, show: string]> = {
    'a tab that isn’t shown': [
      (widget) => `<div style="display:none">${widget}</div>`,
      `document.querySelector('div').style.display = ''`,
    ],
    'a box that find in page would open': [
      (widget) => `<div hidden="until-found">${widget}</div>`,
      `document.querySelector('div').hidden = false`,
    ],
    details: [
      (widget) => `<details><summary>Sign</summary>${widget}</details>`,
      `document.querySelector('summary').click()`,
    ],
    'a modal dialog': [
      (widget) => `<dialog>${widget}</dialog>`,
      `document.querySelector('dialog').showModal()`,
    ],
    'a popover': [
      (widget) => `<div popover style="width:600px">${widget}</div>`,
      `document.querySelector('div').showPopover()`,
    ],
    'content far below that a browser draws when it is near': [
      (widget) => `<div style="height:4000px"></div><div style="content-visibility:auto">${widget}</div>`,
      `document.querySelector('petition-widget').scrollIntoView()`,
    ],
    'a box of no height that opens': [
      (widget) => `<div style="height:0;overflow:hidden;transition:height .2s">${widget}</div>`,
      `document.querySelector('div').style.height = '1200px'`,
    ],
    'text that can be edited': [
      (widget) => `<div contenteditable="true">${widget}</div>`,
      `document.querySelector('div').blur()`,
    ],
  };
  for (const [name, [place, show]] of Object.entries(LATER)) {
    test(`in ${name}`, async () => {
      const page = await open(place(widgetTag(stage)));
      await findInWidget(page, 'form');
      await page.evaluate(show);
      await page.evaluate(
        `Promise.all(document.getAnimations({ subtree: true }).map(({ finished }) => finished))`,
      );
      assert.deepEqual(await layoutProblems(page), []);
      await signByHand(stage, page);
    });
  }

  test('what was typed survives moving, hiding, and showing the widget', async () => {
    const page = await open(`<main>${TAG}</main><footer></footer>`);
    await fillInByHand(page);
    await page.evaluate(async () => {
      const widget = document.querySelector('petition-widget')!;
      document.querySelector('footer')!.append(widget);
      widget.hidden = true;
      await new Promise((resolve) => setTimeout(resolve));
      widget.remove();
      await new Promise((resolve) => setTimeout(resolve));
      widget.hidden = false;
      document.querySelector('main')!.append(widget);
    });
    await (await findInWidget(page, '[part=button]')).click();
    await waitForText(page, `Thank you, ${NAME}!`);
  });

  for (const [box, place, isOpen] of [
    [
      'a modal dialog',
      (widget: string) =>
        `<dialog>${widget}</dialog><script>document.querySelector('dialog').showModal()</script>`,
      'document.querySelector("dialog").open',
    ],
    [
      'a box that a script opened',
      (
        widget: string,
      ) => `<div role="dialog">${widget}</div><script>document.addEventListener('keydown', ({ key }) => {
        if (key === 'Escape') document.querySelector('div').hidden = true;
      })</script>`,
      '!document.querySelector("div").hidden',
    ],
  ] as const) {
    test(`Escape in a field shuts ${box}`, async () => {
      const page = await open(place(widgetTag(stage)));
      await fillInByHand(page);
      assert.equal(await page.evaluate(isOpen), true);
      await page.keyboard.press('Escape');
      assert.equal(await page.evaluate(isOpen), false);
    });
  }

  test('a modal dialog traps the focus: Tab on the widget’s last link doesn’t reach the page behind', async () => {
    const page = await open(`<button id="behind">Behind</button><dialog>${widgetTag(stage)}</dialog>
      <script>document.querySelector('dialog').showModal()</script>`);
    await (await findInWidget(page, '[part=consent] a')).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate('document.activeElement.id'), 'behind');
  });

  test('in a background tab that is opened later', async () => {
    const page = await open(widgetTag(stage));
    const other = await stage.window.newPage();
    await other.bringToFront();
    await page.reload();
    await page.bringToFront();
    await signByHand(stage, page);
    await other.close();
  });

  test('twenty on one page send one request, and each can be signed', async () => {
    const page = await open('');
    await page.evaluate((tag) => {
      document.body.insertAdjacentHTML('beforeend', tag.repeat(20));
    }, TAG);
    for (const place of [1, 20]) {
      await signByHand(stage, page, `petition-widget:nth-of-type(${place})`);
    }
    const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    assert.equal(asked.filter((url) => url.includes(`${SLUG}?lang=`)).length, 1);
  });

  test('a bar and a widget, each from its own script, send one request', async () => {
    const page = await open('');
    const asked: string[] = [];
    await page.setRequestInterception(true);
    // Delayed, so that the second would request it too, and uncached, because a cache would hide that.
    page.on('request', (request) => {
      const isPetition = request.url().includes(`${SLUG}?lang=`);
      if (isPetition) asked.push(request.url());
      setTimeout(() => request.continue(), isPetition ? 1_000 : 0);
    });
    await page.setCacheEnabled(false);
    await page.evaluate(
      (origin, slug) => {
        const script = document.createElement('script');
        script.type = 'module';
        script.src = `${origin}/v1/petition-progress.js`;
        document.head.append(script);
        for (const name of ['petition-widget', 'petition-progress']) {
          const element = document.createElement(name);
          element.setAttribute('petition', slug);
          document.body.append(element);
        }
      },
      stage.petitions,
      SLUG,
    );
    await findInWidget(page, 'form');
    await findInWidget(page, 'progress', 'petition-progress');
    assert.equal(asked.length, 1);
    await page.setRequestInterception(false);
    await page.setCacheEnabled(true);
  });
});
