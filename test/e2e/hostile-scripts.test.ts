import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { inWidget, openPage, scriptErrors, servePage, widgetSays } from './harness.ts';
import { flaws, linkIsShown, NAME, SLUG, signByHand, snippet, typeByHand, widgetTag } from './user.ts';
import { setScene } from './window.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the widget gets on with what else runs on a page', () => {
  const stage = setScene(false, { LIMITS: 'off' });
  let lit: string;
  before(async () => {
    const bundle = await rollup({ input: 'node_modules/lit/index.js', plugins: [nodeResolve()] });
    lit = (await bundle.generate({ format: 'es' })).output[0].code;
  });

  const pageWith = (html: string) => `<!doctype html><html lang="en"><body>${html}</body></html>`;
  const address = (name = 'v1') => `${stage.petitions}/${name}/petition-widget.js`;
  const widget = (attributes?: string) => widgetTag(stage, attributes);

  /** Hotkeys that let nothing pass, wherever they listen. */
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
      assert.deepEqual(await flaws(page), []);
      await signByHand(stage, page);
      assert.equal(await page.evaluate('window.eaten ?? 0'), 0);
    });
  }

  test('a form around it, which takes Enter for its own', async () => {
    const page = await stage.visit(
      pageWith(`<form onsubmit="document.title = 'sent'; return false"
        onkeydown="if (event.key === 'Enter') this.requestSubmit()"><input name="email">${snippet(stage)}</form>`),
    );
    await typeByHand(page);
    await page.keyboard.press('Enter');
    await widgetSays(page, `Thank you, ${NAME}!`);
    assert.equal(await page.title(), '');
  });

  test('quirks mode', async () => {
    const page = await stage.visit(
      `<html lang=en><body bgcolor=white><table width=600><tr><td>${snippet(stage)}</table>`,
    );
    assert.equal(await page.evaluate('document.compatMode'), 'BackCompat');
    assert.deepEqual(await flaws(page), []);
    await signByHand(stage, page);
  });

  test('a frame that is written into the page', async () => {
    const inside = pageWith(snippet(stage)).replaceAll('"', '&quot;');
    const page = await stage.visit(pageWith(`<iframe width="700" height="900" srcdoc="${inside}"></iframe>`));
    const frame = page.frames()[1]!;
    assert.equal(frame.url(), 'about:srcdoc');
    assert.deepEqual(await flaws(frame), []);
    await signByHand(stage, frame);
  });

  test('document.write after the page has loaded, which replaces all of it', async () => {
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

  test('hotkeys that catch keys on the window before anything hears them: nothing typed comes through, and nothing can be done', async () => {
    const page = await stage.visit(pageWith(hotkeys('window', true) + snippet(stage)));
    const field = await inWidget(page, '[name=givenName]');
    await field.click();
    await page.keyboard.type('Jo');
    assert.equal(await field.evaluate((input) => (input as HTMLInputElement).value), '');
  });

  test('the script in two versions, one pinned: the first serves both, and the console says so', async () => {
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

  test('a script without type=module: the link stays, and the console says that it is no module', async () => {
    const page = await stage.visit(pageWith(`<script src="${address()}"></script>${widget()}`));
    assert.equal(await linkIsShown(page), true);
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
      else assert.equal(await linkIsShown(page), true);
    });
  }
});
