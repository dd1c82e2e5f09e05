import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { findInWidget, htmlPage, scriptErrors, waitForText } from './harness.ts';
import {
  fillInAsUser,
  isLinkVisible,
  layoutProblems,
  NAME,
  SLUG,
  signAsUser,
  snippet,
  widgetTag,
} from './user.ts';
import { useStage } from './window.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the widget coexists with other scripts on the page', () => {
  const stage = useStage({ env: { LIMITS: 'off' } });
  let lit: string;
  before(async () => {
    const bundle = await rollup({ input: 'node_modules/lit/index.js', plugins: [nodeResolve()] });
    lit = (await bundle.generate({ format: 'es' })).output[0].code;
  });

  const scriptUrl = (folder = 'v1') => `${stage.petitions}/${folder}/petition-widget.js`;
  const widget = (attributes?: string) => widgetTag(stage, attributes);

  /** Hotkeys that swallow every key outside of form fields. */
  const hotkeys = (target: string, capture: boolean) => `<script>
    window.swallowed = 0;
    for (const type of ['keydown', 'keypress', 'keyup']) {
      ${target}.addEventListener(type, (event) => {
        if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName) || event.key === 'Tab') return;
        event.preventDefault();
        event.stopPropagation();
        swallowed++;
      }, ${capture});
    }</script>`;

  const PAGES: Record<string, () => string> = {
    'hotkeys on the document': () => hotkeys('document', false) + snippet(stage),
    'hotkeys on the window': () => hotkeys('window', false) + snippet(stage),
    'hotkeys on the body, delegated like jQuery does': () =>
      `<script>document.body.onkeydown = (event) => event.target.matches('input') || false;</script>${snippet(stage)}`,
    'the same script twice': () => snippet(stage) + snippet(stage, 'hidden'),
    'a script inserted into the head': () =>
      `<script>document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: '${scriptUrl()}' }))</script>${widget()}`,
    'a tag manager that inserts the script after loading': () =>
      `${widget()}<script>addEventListener('load', () => setTimeout(() => {
        const script = document.createElement('script');
        Object.assign(script, { type: 'module', async: true, src: '${scriptUrl()}' });
        document.body.insertBefore(script, document.body.firstChild);
      }, 50));</script>`,
    'a tag manager that inserts the whole snippet after loading': () => `<div id="slot"></div><script>
      addEventListener('load', () => document.querySelector('#slot').append(
        document.createRange().createContextualFragment(${JSON.stringify(snippet(stage)).replaceAll('</', '<\\/')})));</script>`,
    'a script that imports the widget': () =>
      `${widget()}<script type="module">await import('${scriptUrl()}')</script>`,
    'an import map and a preloaded module': () =>
      `<script type="importmap">{"imports":{"petition":"${scriptUrl()}","lit":"/nothing.js"}}</script>
       <link rel="modulepreload" href="${scriptUrl()}">${widget()}<script type="module">import 'petition'</script>`,
    'document.write of the snippet during loading': () =>
      `<script>document.write(${JSON.stringify(snippet(stage)).replaceAll('</', '<\\/')})</script>`,
    'a base URL on another site': () =>
      `<base href="https://elsewhere.example/a/" target="_top">${snippet(stage)}`,
    'an invalid language and an automatic direction': () =>
      `<div lang="en-US@posix" dir="auto">${snippet(stage)}</div>`,
    'another copy of Lit that renders around the widget': () =>
      `<div id="app"></div><script type="module">
        import { html, render, LitElement } from '/lit.js';
        customElements.define('page-part', class extends LitElement { render() { return html\`<slot></slot>\`; } });
        const show = (n) => render(html\`<p>\${n}</p><page-part>\${n ? html\`<petition-widget petition="${SLUG}" partner=\${'p' + n}></petition-widget>\` : ''}</page-part>\`, document.querySelector('#app'));
        show(0); show(1); await import('${scriptUrl()}'); show(2);
      </script>`,
    'a library that rewrites all text nodes': () =>
      `${snippet(stage)}<script>new MutationObserver((records) => { for (const { addedNodes } of records) for (const node of addedNodes)
        if (node.nodeType === 3 && !node.done) node.data += ' ', node.done = true; }).observe(document, { childList: true, subtree: true })</script>`,
  };
  for (const [name, html] of Object.entries(PAGES)) {
    test(`with ${name}`, async () => {
      const page = await stage.visit(htmlPage(html()), {}, { '/lit.js': lit });
      assert.deepEqual(await layoutProblems(page), []);
      await signAsUser(stage, page);
      assert.equal(await page.evaluate('window.swallowed ?? 0'), 0);
    });
  }

  test('in a surrounding form that handles Enter', async () => {
    const page = await stage.visit(
      htmlPage(`<form onsubmit="document.title = 'sent'; return false"
        onkeydown="if (event.key === 'Enter') this.requestSubmit()"><input name="email">${snippet(stage)}</form>`),
    );
    await fillInAsUser(page);
    await page.keyboard.press('Enter');
    await waitForText(page, `Thank you, ${NAME}!`);
    assert.equal(await page.title(), '');
  });

  test('in quirks mode', async () => {
    const page = await stage.visit(
      `<html lang=en><body bgcolor=white><table width=600><tr><td>${snippet(stage)}</table>`,
    );
    assert.equal(await page.evaluate('document.compatMode'), 'BackCompat');
    assert.deepEqual(await layoutProblems(page), []);
    await signAsUser(stage, page);
  });

  test('in a srcdoc frame', async () => {
    const inside = htmlPage(snippet(stage)).replaceAll('"', '&quot;');
    const page = await stage.visit(htmlPage(`<iframe width="700" height="900" srcdoc="${inside}"></iframe>`));
    const frame = page.frames()[1]!;
    assert.equal(frame.url(), 'about:srcdoc');
    assert.deepEqual(await layoutProblems(frame), []);
    await signAsUser(stage, frame);
  });

  test('after document.write replaced the whole page', async () => {
    const page = await stage.visit(htmlPage('<p>Before</p>'));
    await page.evaluate(
      (html) => {
        document.open();
        document.write(html);
        document.close();
      },
      htmlPage(snippet(stage)),
    );
    await signAsUser(stage, page);
  });

  test('except, as a known limit, with hotkeys that capture on the window: nothing typed arrives', async () => {
    const page = await stage.visit(htmlPage(hotkeys('window', true) + snippet(stage)));
    const field = await findInWidget(page, '[name=givenName]');
    await field.click();
    await page.keyboard.type('Jo');
    assert.equal(await field.evaluate((input) => (input as HTMLInputElement).value), '');
  });

  test('with two versions of the script: the first one serves both widgets, and the console says so', async () => {
    const messages: string[] = [];
    const { page, close } = await stage.open(
      htmlPage(`<script type="module" src="${scriptUrl(version)}"></script>${snippet(stage)}${widget()}`),
      { prepare: async (tab) => tab.on('console', (message) => messages.push(message.text())) },
    );
    await signAsUser(stage, page);
    assert.equal(
      await page.$$eval(
        'petition-widget',
        (widgets) => widgets.filter(({ shadowRoot }) => shadowRoot?.querySelector('[part=base]')).length,
      ),
      2,
    );
    assert.deepEqual(
      messages.filter((line) => !line.includes('404')),
      ['<petition-widget> is defined already: load the script once'],
    );
    await close();
  });

  test('not without type=module: the fallback link stays, and the console says why', async () => {
    const page = await stage.visit(htmlPage(`<script src="${scriptUrl()}"></script>${widget()}`));
    assert.equal(await isLinkVisible(page), true);
    assert.match(String(scriptErrors.splice(0)), /outside a module$/);
  });

  for (const when of ['before', 'after'] as const) {
    test(`with another element of the same name, defined ${when} the widget`, async () => {
      const other = `customElements.get('petition-widget') || customElements.define('petition-widget', class extends HTMLElement {})`;
      const page = await stage.visit(
        htmlPage(
          when === 'before'
            ? `<script>${other}</script>${snippet(stage)}`
            : `${snippet(stage)}<script type="module">import '${scriptUrl()}'; ${other}</script>`,
        ),
      );
      if (when === 'after') await signAsUser(stage, page);
      else assert.equal(await isLinkVisible(page), true);
    });
  }
});
