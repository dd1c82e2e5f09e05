import { sendKeys } from '@web/test-runner-commands';
import type axeCore from 'axe-core';
import 'axe-core';
import { assert } from 'chai';
import { afterThisTest, every, focused, isVisible, one, pageStyle, stage, styleOf, tag } from './harness.ts';
import { STATES } from './states.ts';

type Widget = HTMLElementTagNameMap['petition-widget'];

const { axe } = window as unknown as { axe: typeof axeCore };

const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
} satisfies axeCore.RunOptions;

/** What axe has found, one line each. */
async function findings(): Promise<string[]> {
  const { violations } = await axe.run(stage, RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}

const PAGES: Record<string, () => void> = {
  'a white page': () => {},
  'a dark page': () => pageStyle('html { background: #111; color: #e8e8e8 } a { color: inherit }'),
  'a dark page that says it is dark': () =>
    pageStyle('html { background: #111; color: #e8e8e8; color-scheme: dark } a { color: inherit }'),
  'a page from right to left': () => {
    document.documentElement.dir = 'rtl';
    afterThisTest(() => document.documentElement.removeAttribute('dir'));
  },
};

for (const [page, prepare] of Object.entries(PAGES)) {
  describe(`on ${page}`, () => {
    for (const [state, reach] of Object.entries(STATES)) {
      it(`a widget ${state} keeps the rules of WCAG 2.2 AA`, async () => {
        prepare();
        await reach();
        assert.deepEqual(await findings(), []);
      });
    }
  });
}

it('axe sees into the widget, and finds what is wrong there', async () => {
  const widget = await STATES.ready!();
  one(widget, '[name=email]').closest('label')!.replaceWith(one(widget, '[name=email]'));
  one(widget, '[part=consent]').style.color = '#aaa';
  const found = (await findings()).join('\n');
  assert.include(found, 'label at');
  assert.include(found, 'color-contrast at');
});

/** What can be pressed or typed into. Links within a sentence are as high as its line. */
const TARGETS = 'button, summary, select, textarea, [part=input], [part=box], [part=quiet]';

for (const [state, reach] of Object.entries(STATES)) {
  it(`all that can be pressed is 44 pixels high at least in a widget ${state}`, async () => {
    const widget = await reach();
    const tooLow = every(widget, TARGETS)
      .filter(isVisible)
      .filter((target) => target.getBoundingClientRect().height < 44);
    assert.deepEqual(tooLow.map(tag), []);
  });

  it(`no text is below 16 pixels in a widget ${state}, however small the page's is`, async () => {
    pageStyle('html { font-size: 62.5% } body { font-size: 12px } * { font-size: 1em }');
    const widget = await reach();
    const tooSmall = every(widget, '[part=base], [part=base] *').filter(
      (element) => Number.parseFloat(getComputedStyle(element).fontSize) < 16,
    );
    assert.deepEqual(tooSmall.map(tag), []);
  });

  it(`nothing sticks out sideways of a widget ${state} that is 320 pixels wide`, async () => {
    stage.style.width = '320px';
    const widget = await reach();
    const { left, right } = widget.getBoundingClientRect();
    const sticksOut = every(widget, '*')
      .filter(isVisible)
      .filter((element) => {
        const rect = element.getBoundingClientRect();
        return rect.left < left - 0.5 || rect.right > right + 0.5;
      });
    assert.equal(right - left, 320);
    assert.deepEqual(sticksOut.map(tag), []);
    assert.isAtMost(widget.scrollWidth, 320);
  });

  it(`the keyboard reaches everything in a widget ${state}, in the order it stands in`, async () => {
    const widget = await reach();
    const reachable = every(widget, 'a, button, summary, input:not([name=proof]), select, textarea').filter(
      isVisible,
    );
    assert.deepEqual((await tabThrough(widget)).map(tag), reachable.map(tag));
  });
}

/** Where the Tab key goes inside, from before the widget until behind it. */
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
  throw new Error('The Tab key never gets out of the widget.');
}

it('text keeps the size of a page that sets it large', async () => {
  pageStyle('body { font-size: 22px }');
  assert.equal(styleOf(await STATES.ready!(), '[part=base]').fontSize, '22px');
});

it('where the keyboard is can be seen', async () => {
  const widget = await STATES.ready!();
  one(widget, '[name=email]').focus();
  const { outlineStyle, outlineWidth } = styleOf(widget, '[name=email]');
  assert.deepEqual([outlineStyle, outlineWidth], ['solid', '3px']);
});

it('headings begin below those of a page, and skip no level', async () => {
  const widget = await STATES.signed!();
  assert.deepEqual(
    [...new Set(every(widget, 'h1, h2, h3, h4').map(({ localName }) => localName))],
    ['h2', 'h3'],
  );
});

it('what changes while somebody listens is announced', async () => {
  const widget = await STATES.ready!();
  // The places must be there before the words are, or screen readers miss them.
  assert.deepEqual(
    every(widget, 'form [role]').map(({ role, textContent }) => [role, textContent!.trim()]),
    [
      ['status', ''],
      ['alert', ''],
    ],
  );
});
