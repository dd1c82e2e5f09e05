import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JSHandle } from 'puppeteer-core';
import { findInWidget, htmlPage, waitForText } from './harness.ts';
import { holdRequests } from './requests.ts';
import { fillInAsUser, layoutProblems, NAME, SLUG, signAsUser, widgetTag } from './user.ts';
import { useStage } from './window.ts';

describe('the widget works wherever and however it is placed', () => {
  const stage = useStage({ env: { LIMITS: 'off' } });

  /** A page with the script and the markup under test. */
  const pageWith = (html: string) =>
    htmlPage(`<script type="module" src="${stage.petitions}/v1/petition-widget.js"></script>${html}`);
  const open = (html: string) => stage.visit(pageWith(html));
  const TAG = `<petition-widget petition="${SLUG}"></petition-widget>`;

  /** Each runs after the widget's script and puts one widget on the page. */
  const INSERTIONS: Record<string, string> = {
    'by innerHTML': `document.body.innerHTML = '${TAG}';`,
    'by createElement, with attributes set before it is inserted': `
      const widget = document.createElement('petition-widget');
      widget.setAttribute('petition', '${SLUG}');
      document.body.append(widget);`,
    'by createElement, with attributes set after it is inserted': `
      const widget = document.createElement('petition-widget');
      document.body.append(widget);
      setTimeout(() => widget.setAttribute('petition', '${SLUG}'), 50);`,
    'by cloning a rendered widget': `
      // In a shadow root, so that the test finds only the clone.
      const host = document.body.appendChild(document.createElement('div'));
      const root = host.attachShadow({ mode: 'open' });
      root.innerHTML = '${TAG}';
      const [first] = root.children;
      const wait = setInterval(() => {
        if (!first.shadowRoot.querySelector('form')) return;
        clearInterval(wait);
        host.replaceWith(first.cloneNode(true));
      }, 10);`,
    'by cloning a template': `
      const template = document.createElement('template');
      template.innerHTML = '<div>${TAG}</div>';
      document.body.append(template.content.cloneNode(true));`,
    'by adopting it from another document': `
      const other = new DOMParser().parseFromString('${TAG}', 'text/html');
      document.body.append(document.adoptNode(other.body.firstChild));`,
    'with a declarative shadow root': `
      document.body.setHTMLUnsafe('${TAG.replace('></', '><template shadowrootmode="open"><p>Something else</p></template></')}');`,
    'by removing and inserting it again, twice': `
      document.body.innerHTML = '${TAG}';
      const [widget] = document.body.children;
      widget.remove();
      setTimeout(() => { document.body.append(widget); widget.remove(); setTimeout(() => document.body.append(widget), 30); }, 30);`,
    'by a framework that sets properties': `
      document.body.append(Object.assign(document.createElement('petition-widget'), { petition: '${SLUG}', partner: undefined, hideText: false, compact: null }));`,
  };
  for (const [name, script] of Object.entries(INSERTIONS)) {
    test(`inserted ${name}`, async () => {
      const page = await open('');
      await page.evaluate(`customElements.whenDefined('petition-widget').then(() => {${script}})`);
      assert.deepEqual(await layoutProblems(page), []);
      await signAsUser(stage, page);
    });
  }

  const SHADOW_ROOTS: Record<string, string> = {
    'an open shadow root': `root = host.attachShadow({ mode: 'open' });`,
    'a closed shadow root': `root = host.attachShadow({ mode: 'closed', delegatesFocus: true });`,
    'nested shadow roots': `
      root = host;
      for (const mode of ['open', 'closed', 'open']) {
        root = root.appendChild(document.createElement('section')).attachShadow({ mode });
      }`,
    'a shadow root with its own reset stylesheet': `
      root = host.attachShadow({ mode: 'open' });
      root.innerHTML = '<style>* { all: unset; font-size: 9px }</style>';`,
  };
  for (const [name, script] of Object.entries(SHADOW_ROOTS)) {
    test(`in ${name}`, async () => {
      const page = await open('<div id="host"></div>');
      await page.evaluate(
        `{ let root; ${script} root.append(document.createRange().createContextualFragment('${TAG}')); window.inner = root.lastChild.shadowRoot; }`,
      );
      const root = (await page.evaluateHandle('inner')) as JSHandle<ShadowRoot>;
      assert.deepEqual(await layoutProblems(page, root), []);
      await signAsUser(stage, page, root);
    });
  }

  /** Containers that show their content later, and a script that shows it. */
  const REVEALS: Record<string, [wrap: (widget: string) => string, show: string]> = {
    'a hidden tab': [
      (widget) => `<div style="display:none">${widget}</div>`,
      `document.querySelector('div').style.display = ''`,
    ],
    'a box with hidden=until-found': [
      (widget) => `<div hidden="until-found">${widget}</div>`,
      `document.querySelector('div').hidden = false`,
    ],
    'a details element': [
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
    'content far below with content-visibility': [
      (widget) => `<div style="height:4000px"></div><div style="content-visibility:auto">${widget}</div>`,
      `document.querySelector('petition-widget').scrollIntoView()`,
    ],
    'a collapsed box that opens': [
      (widget) => `<div style="height:0;overflow:hidden;transition:height .2s">${widget}</div>`,
      `document.querySelector('div').style.height = '1200px'`,
    ],
    'editable text': [
      (widget) => `<div contenteditable="true">${widget}</div>`,
      `document.querySelector('div').blur()`,
    ],
  };
  for (const [name, [wrap, show]] of Object.entries(REVEALS)) {
    test(`in ${name}`, async () => {
      const page = await open(wrap(widgetTag(stage)));
      await findInWidget(page, 'form');
      await page.evaluate(show);
      await page.evaluate(
        `Promise.all(document.getAnimations({ subtree: true }).map(({ finished }) => finished))`,
      );
      assert.deepEqual(await layoutProblems(page), []);
      await signAsUser(stage, page);
    });
  }

  test('keeps what was typed when it is moved, hidden, and shown', async () => {
    const page = await open(`<main>${TAG}</main><footer></footer>`);
    await fillInAsUser(page);
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

  for (const [box, wrap, isOpen] of [
    [
      'a modal dialog',
      (widget: string) =>
        `<dialog>${widget}</dialog><script>document.querySelector('dialog').showModal()</script>`,
      'document.querySelector("dialog").open',
    ],
    [
      'a box that a script closes',
      (
        widget: string,
      ) => `<div role="dialog">${widget}</div><script>document.addEventListener('keydown', ({ key }) => {
        if (key === 'Escape') document.querySelector('div').hidden = true;
      })</script>`,
      '!document.querySelector("div").hidden',
    ],
  ] as const) {
    test(`Escape in a field closes ${box}`, async () => {
      const page = await open(wrap(widgetTag(stage)));
      await fillInAsUser(page);
      assert.equal(await page.evaluate(isOpen), true);
      await page.keyboard.press('Escape');
      assert.equal(await page.evaluate(isOpen), false);
    });
  }

  test('in a modal dialog, Tab on the last link doesn’t move the focus to the page behind', async () => {
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
    await signAsUser(stage, page);
    await other.close();
  });

  test('twenty times on one page, with one request, and each can be signed', async () => {
    const page = await open('');
    await page.evaluate((tag) => {
      document.body.insertAdjacentHTML('beforeend', tag.repeat(20));
    }, TAG);
    for (const position of [1, 20]) {
      await signAsUser(stage, page, `petition-widget:nth-of-type(${position})`);
    }
    const requested = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    assert.equal(requested.filter((url) => url.includes(`${SLUG}?lang=`)).length, 1);
  });

  test('together with a bar that has its own script, with one request', async () => {
    // The request is held back until both elements are on the page: without sharing, each would send its own. The cache
    // is disabled, because it would hide that.
    const petition = holdRequests(new RegExp(`${SLUG}\\?lang=`));
    const requested: string[] = [];
    const { page, close } = await stage.open(pageWith(''), {
      async prepare(tab) {
        await petition.prepare(tab);
        await tab.setCacheEnabled(false);
        tab.on('request', (request) => requested.push(request.url()));
      },
    });
    await page.evaluate(
      async (origin, slug) => {
        const script = document.createElement('script');
        script.type = 'module';
        script.src = `${origin}/v1/petition-progress.js`;
        document.head.append(script);
        for (const name of ['petition-widget', 'petition-progress']) {
          const element = document.createElement(name);
          element.setAttribute('petition', slug);
          document.body.append(element);
          await customElements.whenDefined(name);
        }
      },
      stage.petitions,
      SLUG,
    );
    await petition.first;
    await petition.release();
    await findInWidget(page, 'form');
    await findInWidget(page, 'progress', 'petition-progress');
    assert.equal(requested.filter((url) => url.includes(`${SLUG}?lang=`)).length, 1);
    await close();
  });
});
