import { sendKeys } from '@web/test-runner-commands';
import type axeCore from 'axe-core';
import 'axe-core';
import { assert } from 'chai';
import {
  addPageStyle,
  afterThisTest,
  focused,
  isVisible,
  query,
  queryAll,
  stage,
  styleOf,
  tag,
} from './harness.ts';
import { STATES } from './states.ts';

type Widget = HTMLElementTagNameMap['petition-widget'];

const { axe } = window as unknown as { axe: typeof axeCore };

const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
} satisfies axeCore.RunOptions;

/** The violations that axe finds, one per line. */
async function violationsFound(): Promise<string[]> {
  const { violations } = await axe.run(stage, RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}

const PAGES: Record<string, () => void> = {
  'a white page': () => {},
  'a dark page': () => addPageStyle('html { background: #111; color: #e8e8e8 } a { color: inherit }'),
  'a dark page with color-scheme: dark': () =>
    addPageStyle('html { background: #111; color: #e8e8e8; color-scheme: dark } a { color: inherit }'),
  'a right-to-left page': () => {
    document.documentElement.dir = 'rtl';
    afterThisTest(() => document.documentElement.removeAttribute('dir'));
  },
};

for (const [page, prepare] of Object.entries(PAGES)) {
  describe(`on ${page}`, () => {
    for (const [state, showState] of Object.entries(STATES)) {
      it(`a widget ${state} meets WCAG 2.2 AA`, async () => {
        prepare();
        await showState();
        assert.deepEqual(await violationsFound(), []);
      });
    }
  });
}

it('axe checks inside the widget and finds violations there', async () => {
  const widget = await STATES.ready!();
  query(widget, '[name=email]').closest('label')!.replaceWith(query(widget, '[name=email]'));
  query(widget, '[part=consent]').style.color = '#aaa';
  const found = (await violationsFound()).join('\n');
  assert.include(found, 'label at');
  assert.include(found, 'color-contrast at');
});

/** Everything that can be pressed or typed into, except links within a sentence, which are as high as its line. */
const TARGETS = 'button, summary, select, textarea, [part=input], [part=box], [part=quiet]';

for (const [state, showState] of Object.entries(STATES)) {
  it(`every target in a widget ${state} is at least 44 pixels high`, async () => {
    const widget = await showState();
    const tooShort = queryAll(widget, TARGETS)
      .filter(isVisible)
      .filter((target) => target.getBoundingClientRect().height < 44);
    assert.deepEqual(tooShort.map(tag), []);
  });

  it(`text in a widget ${state} is at least 16 pixels, however small the page's text is`, async () => {
    addPageStyle('html { font-size: 62.5% } body { font-size: 12px } * { font-size: 1em }');
    const widget = await showState();
    const tooSmall = queryAll(widget, '[part=base], [part=base] *').filter(
      (element) => Number.parseFloat(getComputedStyle(element).fontSize) < 16,
    );
    assert.deepEqual(tooSmall.map(tag), []);
  });

  it(`a widget ${state} has no horizontal overflow at 320 pixels`, async () => {
    stage.style.width = '320px';
    const widget = await showState();
    const { left, right } = widget.getBoundingClientRect();
    const overflowing = queryAll(widget, '*')
      .filter(isVisible)
      .filter((element) => {
        const rect = element.getBoundingClientRect();
        return rect.left < left - 0.5 || rect.right > right + 0.5;
      });
    assert.equal(right - left, 320);
    assert.deepEqual(overflowing.map(tag), []);
    assert.isAtMost(widget.scrollWidth, 320);
  });

  it(`the Tab key reaches everything in a widget ${state} in document order`, async () => {
    const widget = await showState();
    const reachable = queryAll(
      widget,
      'a, button, summary, input:not([name=proof]), select, textarea',
    ).filter(isVisible);
    assert.deepEqual((await tabThrough(widget)).map(tag), reachable.map(tag));
  });
}

/** Everything that the Tab key focuses inside, from before the widget until after it. */
async function tabThrough(widget: Widget): Promise<Element[]> {
  const [before, after] = [document.createElement('button'), document.createElement('button')];
  widget.before(before);
  widget.after(after);
  const stops: Element[] = [];
  before.focus();
  for (let times = 0; times < 40; times++) {
    await sendKeys({ press: 'Tab' });
    if (document.activeElement === after) return stops;
    const stop = focused(widget);
    if (stop) stops.push(stop);
  }
  throw new Error('The Tab key never leaves the widget.');
}

it('text keeps the size of a page with large text', async () => {
  addPageStyle('body { font-size: 22px }');
  assert.equal(styleOf(await STATES.ready!(), '[part=base]').fontSize, '22px');
});

it('keyboard focus is visible', async () => {
  const widget = await STATES.ready!();
  query(widget, '[name=email]').focus();
  const { outlineStyle, outlineWidth } = styleOf(widget, '[name=email]');
  assert.deepEqual([outlineStyle, outlineWidth], ['solid', '3px']);
});

it('headings start at level 2 and skip no level', async () => {
  const widget = await STATES.signed!();
  assert.deepEqual(
    [...new Set(queryAll(widget, 'h1, h2, h3, h4').map(({ localName }) => localName))],
    ['h2', 'h3'],
  );
});

it('live regions exist before their content does', async () => {
  const widget = await STATES.ready!();
  // Screen readers miss a live region that appears together with its content.
  assert.deepEqual(
    queryAll(widget, 'form [role]').map(({ role, textContent }) => [role, textContent!.trim()]),
    [
      ['status', ''],
      ['alert', ''],
    ],
  );
});
