import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { findInWidget, openPage, scriptErrors, servePage, waitForText } from './harness.ts';
import {
  fillInByHand,
  isLinkVisible,
  layoutProblems,
  NAME,
  SLUG,
  signByHand,
  snippet,
  widgetTag,
} from './user.ts';
import { useStage } from './window.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the widget coexists with other scripts on the page', () => {
  const stage = useStage(false, { LIMITS: 'off' });
  let lit: string;
  before(async () => {
    const bundle = await rollup({ input: 'node_modules/lit/index.js', plugins: [nodeResolve()] });
    lit = (await bundle.generate({ format: 'es' })).output[0].code;
  });

  const pageWith = (html: string) => `<!doctype html><html lang="en"><body>${html}</body></html>`;
  const address = (name = 'v1') => `${stage.petitions}/${name}/petition-widget.js`;
  const widget = (attributes?: string) => widgetTag(stage, attributes);

  /** Hotkeys that swallow every key, wherever they listen. */
  const hotkeys = (where: string, capture: boolean) => `<script>
    window.eaten = 0;
    for (const type of ['keydown', 'keypress', 'keyup']) {
      ${where}.addEventListener(type, (event) => {
        if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName) || event.key === 'Tab') return;
        event.preventDefault();
        event.stopPropagation();
        eaten++;
      }, ${capture});
    }</script>`;

  const PAGES: Record<string, () => string> = {
    'hotkeys on the document': () => hotkeys('document', false) + snippet(stage),
    'hotkeys on the window': () => hotkeys('window', false) + snippet(stage),
    'hotkeys on the body, by jQuery’s way of delegating': () =>
      `<script>document.body.onkeydown = (event) => event.target.matches('input') || false;</script>${snippet(stage)}`,
    'the script twice, under one address': () => snippet(stage) + snippet(stage, 'hidden'),
    'the script in the head, blocking nothing': () =>
      `<script>document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: '${address()}' }))</script>${widget()}`,
    'a tag manager that inserts the script late': () =>
      `${widget()}<script>addEventListener('load', () => setTimeout(() => {
        const script = document.createElement('script');
        Object.assign(script, { type: 'module', async: true, src: '${address()}' });
        document.body.insertBefore(script, document.body.firstChild);
      }, 50));</script>`,
    'a tag manager that writes the whole snippet into a box': () => `<div id="slot"></div><script>
      addEventListener('load', () => document.querySelector('#slot').append(
        document.createRange().createContextualFragment(${JSON.stringify(snippet(stage)).replaceAll('</', '<\\/')})));</script>`,
    'a script that imports it': () =>
      `${widget()}<script type="module">await import('${address()}')</script>`,
    'an import map, and a module preloaded': () =>
      `<script type="importmap">{"imports":{"petition":"${address()}","lit":"/nothing.js"}}</script>
       <link rel="modulepreload" href="${address()}">${widget()}<script type="module">import 'petition'</script>`,
    'document.write, which writes the snippet while the page loads': () =>
      `<script>document.write(${JSON.stringify(snippet(stage)).replaceAll('</', '<\\/')})</script>`,
    'an address of the page’s that is another site’s': () =>
      `<base href="https://elsewhere.example/a/" target="_top">${snippet(stage)}`,
    'links whose language and direction are set by attributes that are none': () =>
      `<div lang="en-US@posix" dir="auto">${snippet(stage)}</div>`,
    'another Lit, which renders into and around it': () =>
      `<div id="app"></div><script type="module">
        import { html, render, LitElement } from '/lit.js';
        customElements.define('page-part', class extends LitElement { render() { return html\`<slot></slot>\`; } });
        const show = (n) => render(html\`<p>\${n}</p><page-part>\${n ? html\`<petition-widget petition="${SLUG}" partner=\${'p' + n}></petition-widget>\` : ''}</page-part>\`, document.querySelector('#app'));
        show(0); show(1); await import('${address()}'); show(2);
      </script>`,
    'a library that rewrites all text nodes': () =>
      `${snippet(stage)}<script>new MutationObserver((all) => { for (const { addedNodes } of all) for (const node of addedNodes)
        if (node.nodeType === 3 && !node.done) node.data += ' ', node.done = true; }).observe(document, { childList: true, subtree: true })</script>`,
  };
  for (const [name, html] of Object.entries(PAGES)) {
    test(name, async () => {
      const page = await stage.visit(pageWith(html()), {}, { '/lit.js': lit });
      assert.deepEqual(await layoutProblems(page), []);
      await signByHand(stage, page);
      assert.equal(await page.evaluate('window.eaten ?? 0'), 0);
    });
  }

  test('a surrounding form that handles Enter', async () => {
    const page = await stage.visit(
      pageWith(`<form onsubmit="document.title = 'sent'; return false"
        onkeydown="if (event.key === 'Enter') this.requestSubmit()"><input name="email">${snippet(stage)}</form>`),
    );
    await fillInByHand(page);
    await page.keyboard.press('Enter');
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(await page.title(), '');
  });

  test('quirks mode', async () => {
    const page = await stage.visit(
      `<html lang=en><body bgcolor=white><table width=600><tr><td>${snippet(stage)}</table>`,
    );
    assert.equal(await page.evaluate('document.compatMode'), 'BackCompat');
    assert.deepEqual(await layoutProblems(page), []);
    await signByHand(stage, page);
  });

  test('a frame written into the page', async () => {
    const inside = pageWith(snippet(stage)).replaceAll('"', '&quot;');
    const page = await stage.visit(pageWith(`<iframe width="700" height="900" srcdoc="${inside}"></iframe>`));
    const frame = page.frames()[1]!;
    assert.equal(frame.url(), 'about:srcdoc');
    assert.deepEqual(await layoutProblems(frame), []);
    await signByHand(stage, frame);
  });

  test('document.write after loading, which replaces the whole page', async () => {
    const page = await stage.visit(pageWith('<p>Before</p>'));
    await page.evaluate(
      (html) => {
        document.open();
        document.write(html);
        document.close();
      },
      pageWith(snippet(stage)),
    );
    await signByHand(stage, page);
  });

  test('hotkeys captured on window: nothing typed arrives, a known limit', async () => {
    const page = await stage.visit(pageWith(hotkeys('window', true) + snippet(stage)));
    const field = await findInWidget(page, '[name=givenName]');
    await field.click();
    await page.keyboard.type('Jo');
    assert.equal(await field.evaluate((input) => (input as HTMLInputElement).value), '');
  });

  test('the script in two versions, one pinned: the first one serves both, and the console says so', async () => {
    const site = await servePage(
      pageWith(`<script type="module" src="${address(version)}"></script>${snippet(stage)}${widget()}`),
    );
    const said: string[] = [];
    const page = await openPage(stage.window, site.url, {
      prepare: async (tab) => tab.on('console', (message) => said.push(message.text())),
    });
    await signByHand(stage, page);
    assert.equal(
      await page.$$eval(
        'petition-widget',
        (all) => all.filter((each) => each.shadowRoot?.querySelector('[part=base]')).length,
      ),
      2,
    );
    assert.deepEqual(
      said.filter((line) => !line.includes('404')),
      ['<petition-widget> is defined twice; keep one script.'],
    );
    await page.close();
    site.close();
  });

  test('a script without type=module: the fallback link stays, and the console says why', async () => {
    const page = await stage.visit(pageWith(`<script src="${address()}"></script>${widget()}`));
    assert.equal(await isLinkVisible(page), true);
    assert.match(String(scriptErrors.splice(0)), /outside a module$/);
  });

  for (const when of ['before', 'after'] as const) {
    test(`somebody else’s element of that name, defined ${when} ours`, async () => {
      const other = `customElements.get('petition-widget') || customElements.define('petition-widget', class extends HTMLElement {})`;
      const page = await stage.visit(
        pageWith(
          when === 'before'
            ? `<script>${other}</script>${snippet(stage)}`
            : `${snippet(stage)}<script type="module">import '${address()}'; ${other}</script>`,
        ),
      );
      if (when === 'after') await signByHand(stage, page);
      else assert.equal(await isLinkVisible(page), true);
    });
  }
});
