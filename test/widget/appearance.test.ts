import { assert } from 'chai';
import {
  addPageStyle,
  emulateMedia,
  isVisible,
  query,
  queryAll,
  rendered,
  serve,
  show,
  signButton,
  stage,
  styleOf,
} from './harness.ts';
import { STATES } from './states.ts';

type Widget = HTMLElementTagNameMap['petition-widget'];

/** Properties that the widget takes from the page on purpose, and what is computed from them. */
const FROM_PAGE = /color|font-family|^perspective-origin$|^transform-origin$/;

/** The computed styles of everything inside. */
function computedStyles(widget: Widget): string[] {
  // The honeypot's position depends on the page.
  return queryAll(widget, '[part=base], [part=base] :not(option, [name=proof])').flatMap((element) => {
    const style = getComputedStyle(element);
    return [...style]
      .filter((name) => !FROM_PAGE.test(name))
      .map(
        (name) =>
          `${element.localName}[${element.getAttribute('part')}] ${name}: ${style.getPropertyValue(name)}`,
      );
  });
}

const HOSTILE: Record<string, string> = {
  'that styles every element': `* {
    line-height: 3; letter-spacing: 0.3em; word-spacing: 1em; text-transform: uppercase; text-align: right;
    text-indent: 2em; white-space: nowrap; font-style: italic; font-weight: 900; font-variant: small-caps;
    text-shadow: 1px 1px red; cursor: crosshair; list-style: square; word-break: break-all; hyphens: auto;
    border-spacing: 9px; quotes: none; tab-size: 2; pointer-events: auto; caption-side: bottom;
  }`,
  'with !important rules': `
    input, button, select, textarea, label, p, a, h2, h3, progress, strong, summary, form, div {
      all: initial !important; display: none !important; border: 9px solid red !important;
      padding: 40px !important; width: 20px !important; font-size: 9px !important;
    }`,
  'with a reset stylesheet': 'main, main * { all: unset } main { display: block }',
  'with its own box model and pseudo-elements':
    '* { box-sizing: content-box } *::before, *::after { content: "x" }',
};

for (const [page, css] of Object.entries(HOSTILE)) {
  it(`a page ${page} changes nothing inside the widget`, async () => {
    stage.style.cssText = 'width: 600px; font-size: 16px';
    const widget = await STATES.ready!();
    await rendered();
    const before = computedStyles(widget);
    addPageStyle(css);
    const after = computedStyles(widget);
    assert.deepEqual(
      after.filter((line, index) => line !== before[index]),
      [],
    );
  });
}

it('font and text color come from the page', async () => {
  addPageStyle('main { font-family: Georgia, serif; color: rgb(10, 60, 20) }');
  const widget = await STATES.ready!();
  for (const part of ['title', 'text', 'label', 'input', 'count']) {
    const { fontFamily, color } = styleOf(widget, `[part=${part}]`);
    assert.deepEqual([fontFamily, color], ['Georgia, serif', 'rgb(10, 60, 20)'], part);
  }
});

describe('the layout', () => {
  const columnsAt = async (width: number, attributes = {}) => {
    stage.style.width = `${width}px`;
    const widget = await show(await serve(), { attributes });
    const { gridTemplateColumns } = styleOf(widget, '[part=columns]');
    return gridTemplateColumns.split(' ').length;
  };

  it('has one column up to 640 pixels of its own width', async () => {
    for (const width of [320, 640]) assert.equal(await columnsAt(width), 1, `${width}`);
  });

  it('has two columns above 640 pixels', async () => {
    for (const width of [641, 1_200]) assert.equal(await columnsAt(width), 2, `${width}`);
  });

  it('puts the cause before the form, beside or above it', async () => {
    const widget = await show(await serve());
    const rectOf = (selector: string) => query(widget, selector).getBoundingClientRect();
    stage.style.width = '900px';
    assert.isAtLeast(rectOf('form').left, rectOf('[part=cause]').right);
    stage.style.width = '400px';
    assert.isAtLeast(rectOf('form').top, rectOf('[part=cause]').bottom);
  });

  it('is one column if the text is hidden', async () => {
    assert.equal(await columnsAt(900, { 'hide-text': '' }), 1);
  });
});

/** The red, green, and blue of a CSS color. */
function rgbOf(color: string): [number, number, number] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')!;
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!];
}

function luminance(color: string): number {
  const [red, green, blue] = rgbOf(color).map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(color: string, otherColor: string): number {
  const [dark, light] = [luminance(color), luminance(otherColor)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('the accent', () => {
  const withAccent = async (accent: string) => {
    const widget = await show(await serve());
    widget.style.setProperty('--petition-accent', accent);
    return styleOf(widget, 'button[part=button]');
  };

  for (const accent of ['#000', '#1a5fb4', '#c7400a', 'rebeccapurple', 'hsl(150 100% 20%)', '#707070']) {
    it(`${accent} makes the button's text white`, async () => {
      const { backgroundColor, color } = await withAccent(accent);
      assert.deepEqual(rgbOf(backgroundColor), rgbOf(accent));
      assert.deepEqual(rgbOf(color), [255, 255, 255]);
      assert.isAtLeast(contrast(color, backgroundColor), 4.5);
    });
  }

  for (const accent of ['#fff', '#ffd400', 'lime', '#8ab4f8', 'oklch(80% 0.15 60)', '#808080']) {
    it(`${accent} makes the button's text black`, async () => {
      const { backgroundColor, color } = await withAccent(accent);
      assert.deepEqual(rgbOf(backgroundColor), rgbOf(accent));
      assert.deepEqual(rgbOf(color), [0, 0, 0]);
      assert.isAtLeast(contrast(color, backgroundColor), 4.5);
    });
  }

  it('can be set for the whole page', async () => {
    addPageStyle(':root { --petition-accent: rgb(0, 80, 0) }');
    assert.equal(styleOf(await show(await serve()), 'button[part=button]').backgroundColor, 'rgb(0, 80, 0)');
  });

  it('colors the underlines of links and the checkboxes', async () => {
    addPageStyle(':root { --petition-accent: rgb(0, 80, 0) }');
    const widget = await show(await serve());
    const { textDecorationLine, textDecorationColor } = styleOf(widget, '[part=consent] a');
    assert.deepEqual([textDecorationLine, textDecorationColor], ['underline', 'rgb(0, 80, 0)']);
    assert.equal(styleOf(widget, '[type=checkbox]').accentColor, 'rgb(0, 80, 0)');
  });
});

it('the bar has the same style in every browser', async () => {
  const widget = await show(await serve());
  const fillSelector = ['::-moz-progress-bar', '::-webkit-progress-value'].find((name) =>
    CSS.supports(`selector(${name})`),
  );
  const rule = widget
    .shadowRoot!.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules])
    .find(
      (candidate) => candidate instanceof CSSStyleRule && candidate.selectorText === fillSelector,
    ) as CSSStyleRule;
  assert.match(rule.style.background, /^linear-gradient/);
  assert.equal(rule.style.borderRadius, '1em');
});

it('each share link fits on one line at any width', async () => {
  const widget = await STATES.signed!();
  for (let width = 280; width <= 700; width += 15) {
    stage.style.width = `${width}px`;
    await rendered();
    for (const link of queryAll(widget, '[part=share] a')) {
      assert.isBelow(link.getBoundingClientRect().height, 56, `${link.textContent} at ${width}`);
    }
  }
});

it('the page can set the corner radius', async () => {
  addPageStyle(':root { --petition-radius: 3px }');
  const widget = await show(await serve());
  for (const part of ['input', 'button']) assert.equal(styleOf(widget, `[part=${part}]`).borderRadius, '3px');
});

it('the page can style every part', async () => {
  const parts = new Set<string>();
  for (const showState of [STATES.ready!, STATES.signed!, STATES.closed!]) {
    for (const element of queryAll(await showState(), '[part]')) parts.add(element.getAttribute('part')!);
  }
  assert.containsAllKeys(
    Object.fromEntries([...parts].map((part) => [part, true])),
    'base cause title creator text progress count bar form field label input error button consent thanks share closed'.split(
      ' ',
    ),
  );
  addPageStyle('petition-widget::part(title) { letter-spacing: 7px }');
  assert.equal(styleOf(await STATES.ready!(), '[part=title]').letterSpacing, '7px');
});

describe('hiding', () => {
  it('works with visibility', async () => {
    const widget = await show(await serve());
    widget.style.visibility = 'hidden';
    for (const element of queryAll(widget, '*')) assert.isFalse(isVisible(element), element.localName);
  });

  it('works with the hidden attribute', async () => {
    const widget = await show(await serve());
    widget.hidden = true;
    assert.equal(widget.getClientRects().length, 0);
    widget.hidden = false;
    assert.isAbove(widget.getBoundingClientRect().height, 100);
  });

  it('works with display', async () => {
    const widget = await show(await serve());
    addPageStyle('petition-widget { display: none }');
    assert.equal(widget.getClientRects().length, 0);
  });
});

describe('user preferences', () => {
  const rulesFor = (widget: Widget, condition: string) =>
    widget
      .shadowRoot!.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText.includes(condition))
      .map(({ cssText }) => cssText)
      .join('\n');

  it('the bar moves gradually only if people don’t prefer reduced motion', async () => {
    const widget = await show(await serve());
    assert.match(
      rulesFor(widget, 'prefers-reduced-motion: no-preference'),
      /progress-value.*transition: width/s,
    );
    const unconditional = widget
      .shadowRoot!.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSStyleRule && rule.selectorText.includes('progress-value'))
      .map(({ cssText }) => cssText);
    assert.isNotEmpty(unconditional);
    assert.notMatch(unconditional.join('\n'), /transition/);
  });

  it('forced colors keep the bar and the button visible', async () => {
    await emulateMedia({ 'forced-colors': 'active' });
    const widget = await show(await serve());
    assert.isTrue(matchMedia('(forced-colors: active)').matches, 'forced colors are emulated');
    const bar = styleOf(widget, 'progress');
    assert.deepEqual([bar.borderTopStyle, bar.borderTopWidth], ['solid', '1px']);
    const button = styleOf(widget, 'button[part=button]');
    assert.equal(button.borderTopStyle, 'solid');
    stage.style.backgroundColor = 'Canvas';
    assert.isAtLeast(contrast(button.borderTopColor, getComputedStyle(stage).backgroundColor), 3);
    assert.match(rulesFor(widget, 'forced-colors'), /progress-value.*highlight/is);
  });

  it('emulated forced colors can be reset, so that they don’t reach the tests that run on this page next', async () => {
    await emulateMedia({ 'forced-colors': 'active' });
    assert.isTrue(matchMedia('(forced-colors: active)').matches);
    await emulateMedia({});
    assert.isFalse(matchMedia('(forced-colors: active)').matches);
  });

  it('printing leaves out the form and keeps the cause', async () => {
    const widget = await show(await serve());
    await emulateMedia({ print: true });
    assert.isFalse(isVisible(query(widget, 'form')));
    assert.isTrue(isVisible(query(widget, '[part=text]')));
    assert.isTrue(isVisible(query(widget, '[part=progress]')));
  });

  it('printing shows the whole text, and no "Read more"', async () => {
    const text = Array.from({ length: 22 }, () => 'Words on it. '.repeat(8)).join('\n\n');
    const widget = await show(await serve({ petition: { text } }));
    assert.isFalse(isVisible(queryAll(widget, '[part=text] p').at(-1)!));
    await emulateMedia({ print: true });
    const paragraphs = queryAll(widget, '[part=text] p');
    assert.lengthOf(paragraphs, 22);
    for (const paragraph of paragraphs) {
      assert.isTrue(paragraph.checkVisibility({ contentVisibilityAuto: true }));
      assert.isAbove(paragraph.getBoundingClientRect().height, 0);
    }
    assert.isFalse(isVisible(query(widget, 'summary')));
  });
});

it('the button is on the first screen of a wide page', async () => {
  stage.style.width = '900px';
  const widget = await show(await serve());
  const { top } = widget.getBoundingClientRect();
  assert.isBelow(signButton(widget).getBoundingClientRect().bottom - top, 600);
});
