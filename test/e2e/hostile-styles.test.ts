import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInWidget, htmlPage } from './harness.ts';
import { layoutProblems, signAsUser, snippet } from './user.ts';
import { useStage } from './window.ts';

/** Stylesheets that partners use. None may break the widget or keep anyone from signing. */
const STYLESHEETS: Record<string, string> = {
  'unsets everything, with !important': '* { all: unset !important } head { display: none !important }',
  'resets everything to initial values': '* { all: initial } head, script, style { display: none }',
  'uses content-box sizing, small text, and floats, with !important':
    '* { box-sizing: content-box !important; font-size: 10px !important; padding: 3px !important; margin: 2px !important; float: left !important }',
  'is a reset from 2011':
    'html, body, div, span, h1, h2, h3, p, a, form, label, input, button { margin: 0; padding: 0; border: 0; font: inherit; vertical-align: baseline } :focus { outline: 0 }',
  'hides empty elements':
    'div:empty, p:empty, span:empty, petition-widget:empty { display: none !important }',
  'hides undefined elements and slots':
    ':not(:defined) { visibility: hidden } slot { display: none !important }',
  'hides elements by names that advertisements have, like a blocker':
    '[class*=widget], [id*=petition], [class*=sign], form, iframe, .base, [part=button] { display: none !important }',
  'makes a rem ten pixels': ':root { font-size: 62.5% } body { font-size: 1.2rem }',
  'makes all text tiny': 'html { font-size: 4px !important } * { font-size: 1rem !important }',
  'writes in capitals, right to left, and vertically':
    '* { text-transform: uppercase; letter-spacing: .5em; word-spacing: 2em; white-space: nowrap; text-align: end; direction: rtl; writing-mode: vertical-rl; line-height: 0 } html, body, petition-widget { writing-mode: horizontal-tb }',
  'disables selection and shows a not-allowed cursor':
    'body * { pointer-events: auto; user-select: none; -webkit-user-modify: read-only; cursor: not-allowed }',
  'animates everything':
    '* { transition: all 10s !important; animation: spin 9s infinite !important } @keyframes spin { to { outline-color: red } }',
  'is for print but applies to all media':
    '@page { margin: 0 } @media all { input, button, form { display: none !important; visibility: hidden !important } }',
};

/** Containers that the widget may be in. */
const CONTAINERS: Record<string, (widget: string) => string> = {
  'zoomed in': (widget) => `<div style="zoom:1.5">${widget}</div>`,
  'zoomed out': (widget) => `<div style="zoom:.6">${widget}</div>`,
  'scaled up': (widget) =>
    `<div style="transform:scale(1.25);transform-origin:0 0;width:70%">${widget}</div>`,
  'scaled down': (widget) => `<div style="transform:scale(.8)">${widget}</div>`,
  '320 pixels wide': (widget) => `<div style="width:320px">${widget}</div>`,
  'with a flex layout': (widget) => `<div style="display:flex"><p>Beside it</p>${widget}</div>`,
  'with a flex layout that centers a column': (widget) =>
    `<div style="display:flex;flex-direction:column;align-items:center">${widget}</div>`,
  'with a grid of a narrow and a wide column': (widget) =>
    `<div style="display:grid;grid-template-columns:auto 1fr">${widget}<p>Beside it</p></div>`,
  'that is a table cell': (widget) => `<table><tr><td>${widget}</td><td>Beside it</td></tr></table>`,
  'that floats': (widget) => `<div style="float:left">${widget}</div><p>Beside it</p>`,
  'with multiple columns': (widget) => `<div style="columns:2">${widget}</div>`,
  'as wide as its content': (widget) => `<div style="width:max-content">${widget}</div>`,
  'with no line height and no font size': (widget) =>
    `<div style="font-size:0;line-height:0">${widget}</div>`,
};

describe('the widget is laid out correctly and signs', () => {
  const stage = useStage({ env: { LIMITS: 'off' } });

  async function checkAndSign(html: string) {
    const page = await stage.visit(html);
    assert.deepEqual(await layoutProblems(page), []);
    await signAsUser(stage, page);
  }

  test('unless its styles are broken, which the check detects', async () => {
    const page = await stage.visit(`<!doctype html><html lang="en">${snippet(stage)}`);
    const broken = [
      '* { box-sizing: content-box !important }',
      'label { font-size: 15px !important }',
      'input { display: none !important }',
      'input { width: 50% !important }',
      'button { min-height: 20px !important; padding: 0 !important; font-size: 16px; line-height: 1 !important }',
      'button { color: #ddd !important; background: #fff !important }',
      'button { visibility: hidden !important }',
      'form { position: relative } form::after { content: ""; position: absolute; inset: 0 }',
      'h2 { width: 3000px }',
      '[part=base] { width: 200px !important }',
    ];
    await findInWidget(page, 'form');
    for (const css of broken) {
      await page.$eval(
        'petition-widget',
        (widget, rules) => {
          const { adoptedStyleSheets } = widget.shadowRoot!;
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          widget.shadowRoot!.adoptedStyleSheets = [adoptedStyleSheets[0]!, sheet];
        },
        css,
      );
      assert.notDeepEqual(await layoutProblems(page), [], css);
    }
  });

  for (const [name, css] of Object.entries(STYLESHEETS)) {
    test(`on a page whose stylesheet ${name}`, () =>
      checkAndSign(`<!doctype html><html lang="en"><style>${css}</style><p>Before it</p>${snippet(stage)}`));
  }

  for (const [name, wrap] of Object.entries(CONTAINERS)) {
    test(`in a container ${name}`, () => checkAndSign(htmlPage(wrap(snippet(stage)))));
  }
});
