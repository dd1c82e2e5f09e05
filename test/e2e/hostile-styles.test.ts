import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInWidget } from './harness.ts';
import { layoutProblems, signByHand, snippet } from './user.ts';
import { useStage } from './window.ts';

/** Stylesheets that partners use. None may break the widget or keep anyone from signing. */
const SHEETS: Record<string, string> = {
  'sets everything back, and insists': '* { all: unset !important } head { display: none !important }',
  'sets everything to what it is initially': '* { all: initial } head, script, style { display: none }',
  'is older than box-sizing, small, and insists':
    '* { box-sizing: content-box !important; font-size: 10px !important; padding: 3px !important; margin: 2px !important; float: left !important }',
  'is that of a normaliser of 2011':
    'html, body, div, span, h1, h2, h3, p, a, form, label, input, button { margin: 0; padding: 0; border: 0; font: inherit; vertical-align: baseline } :focus { outline: 0 }',
  'hides what is empty': 'div:empty, p:empty, span:empty, petition-widget:empty { display: none !important }',
  'hides what it doesn’t know': ':not(:defined) { visibility: hidden } slot { display: none !important }',
  'hides what advertisements are called, as a blocker does':
    '[class*=widget], [id*=petition], [class*=sign], form, iframe, .base, [part=button] { display: none !important }',
  'counts in rems of ten pixels': ':root { font-size: 62.5% } body { font-size: 1.2rem }',
  'makes all text fine print': 'html { font-size: 4px !important } * { font-size: 1rem !important }',
  'writes in capitals, right to left, upside down':
    '* { text-transform: uppercase; letter-spacing: .5em; word-spacing: 2em; white-space: nowrap; text-align: end; direction: rtl; writing-mode: vertical-rl; line-height: 0 } html, body, petition-widget { writing-mode: horizontal-tb }',
  'greys out what it disables':
    'body * { pointer-events: auto; user-select: none; -webkit-user-modify: read-only; cursor: not-allowed }',
  'animates everything':
    '* { transition: all 10s !important; animation: spin 9s infinite !important } @keyframes spin { to { outline-color: red } }',
  'is for print':
    '@page { margin: 0 } @media all { input, button, form { display: none !important; visibility: hidden !important } }',
};

/** Containers that the widget may be in. */
const PLACES: Record<string, (widget: string) => string> = {
  'that is zoomed': (widget) => `<div style="zoom:1.5">${widget}</div>`,
  'that is zoomed out': (widget) => `<div style="zoom:.6">${widget}</div>`,
  'that is scaled up': (widget) =>
    `<div style="transform:scale(1.25);transform-origin:0 0;width:70%">${widget}</div>`,
  'that is scaled down': (widget) => `<div style="transform:scale(.8)">${widget}</div>`,
  'that is 320 pixels wide': (widget) => `<div style="width:320px">${widget}</div>`,
  'that is a flex box': (widget) => `<div style="display:flex"><p>Beside it</p>${widget}</div>`,
  'that is a flex box which centres a column': (widget) =>
    `<div style="display:flex;flex-direction:column;align-items:center">${widget}</div>`,
  'that is a grid of narrow and wide': (widget) =>
    `<div style="display:grid;grid-template-columns:auto 1fr">${widget}<p>Beside it</p></div>`,
  'that is a table’s cell': (widget) => `<table><tr><td>${widget}</td><td>Beside it</td></tr></table>`,
  'that floats': (widget) => `<div style="float:left">${widget}</div><p>Beside it</p>`,
  'that has columns': (widget) => `<div style="columns:2">${widget}</div>`,
  'that is as wide as it likes': (widget) => `<div style="width:max-content">${widget}</div>`,
  'that has no line height and no font size': (widget) =>
    `<div style="font-size:0;line-height:0">${widget}</div>`,
};

describe('the widget looks right and works', () => {
  const stage = useStage(false, { LIMITS: 'off' });

  async function signOn(html: string) {
    const page = await stage.visit(html);
    assert.deepEqual(await layoutProblems(page), []);
    await signByHand(stage, page);
  }

  test('the check itself reports what is wrong', async () => {
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

  for (const [name, css] of Object.entries(SHEETS)) {
    test(`on a page whose sheet ${name}`, () =>
      signOn(`<!doctype html><html lang="en"><style>${css}</style><p>Before it</p>${snippet(stage)}`));
  }

  for (const [name, around] of Object.entries(PLACES)) {
    test(`in a place ${name}`, () =>
      signOn(`<!doctype html><html lang="en"><body>${around(snippet(stage))}</body></html>`));
  }
});
