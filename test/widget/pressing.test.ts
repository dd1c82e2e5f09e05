import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { assert } from 'chai';
import { en } from '../../widget/locales/en.ts';
import { SIGNING_WORDS } from '../../widget/locales/signing.ts';
import {
  ADA,
  BOXES,
  buttonWithText,
  clickSign,
  collectEvents,
  fill,
  focused,
  has,
  input,
  isVisible,
  queryAll,
  remove,
  serve,
  show,
  sign,
  signButton,
  textOf,
  until,
} from './harness.ts';

type Position = [x: number, y: number];
type Widget = HTMLElementTagNameMap['petition-widget'];

/** The middle of an element on the screen. */
function middleOf(element: Element): Position {
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
}

const press = (position: Position) => sendMouse({ type: 'click', position });
/** As in signing-help.ts, with a margin. */
const DOUBLE_CLICK_MS = 900;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const visibleErrors = (widget: Widget) =>
  queryAll(widget, '[part=error]')
    .filter((error) => error.textContent!.trim() && isVisible(error))
    .map(({ id }) => id);

async function typeAddress(widget: Widget, address: string) {
  const field = input(widget, 'email');
  field.focus();
  field.select();
  await sendKeys({ type: address });
}

it('nothing moves between pressing and releasing the button, and the press asks about a mistyped address', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { givenName: 'Ada' });
  await typeAddress(widget, 'ada@gmial.com');
  const position = middleOf(signButton(widget));
  const { top } = signButton(widget).getBoundingClientRect();
  await sendMouse({ type: 'move', position });
  await sendMouse({ type: 'down' });
  await pause(80);
  assert.equal(signButton(widget).getBoundingClientRect().top, top);
  await sendMouse({ type: 'up' });
  await until(() => textOf(widget).includes('Did you mean ada@gmail.com?'), 'the widget asks');
  assert.isEmpty(await fake.signatures());

  await pause(DOUBLE_CLICK_MS);
  await press(middleOf(signButton(widget)));
  await until(() => has(widget, '[part=thanks]'), 'the address is sent as it is');
  assert.equal((await fake.signatures())[0]!.email, 'ada@gmial.com');
});

for (const gap of [120, 300, 500]) {
  it(`the second half of a double click, ${gap} ms later, doesn’t answer the question about a mistyped address`, async () => {
    const fake = await serve();
    const widget = await show(fake);
    await fill(widget, { ...ADA, email: 'ada@gmial.com' });
    const position = middleOf(signButton(widget));
    await press(position);
    await pause(gap);
    await press(position);
    await pause(DOUBLE_CLICK_MS);
    assert.equal(input(widget, 'email').value, 'ada@gmial.com');
    assert.include(textOf(widget), 'Did you mean ada@gmail.com?');
    assert.isEmpty(await fake.signatures());
  });
}

it('a press after correcting the address by hand sends it', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, email: 'ada@gmial.com' });
  await clickSign(widget);
  await until(() => textOf(widget).includes('Did you mean'), 'the widget asks');
  const { top } = signButton(widget).getBoundingClientRect();
  await typeAddress(widget, 'ada@gmail.com');
  assert.equal(signButton(widget).getBoundingClientRect().top, top);
  await press(middleOf(signButton(widget)));
  await until(() => has(widget, '[part=thanks]'), 'the address is sent');
  assert.deepEqual(
    (await fake.signatures()).map(({ email }) => email),
    ['ada@gmail.com'],
  );
});

it('an error disappears when its field is edited, and the button stays where it is', async () => {
  const widget = await show(await serve());
  await clickSign(widget);
  assert.deepEqual(visibleErrors(widget), ['givenName', 'email']);
  const { top } = signButton(widget).getBoundingClientRect();
  await fill(widget, { givenName: 'Ada' });
  assert.deepEqual(visibleErrors(widget), ['email']);
  assert.equal(input(widget, 'givenName').getAttribute('aria-invalid'), 'false');
  await fill(widget, { email: 'ada@example.org' });
  assert.isEmpty(visibleErrors(widget));
  assert.equal(signButton(widget).getBoundingClientRect().top, top);
});

it('both names’ fields are at one height, also if a label wraps or a name is missing', async () => {
  for (const width of [300, 330, 360, 400, 700]) {
    const widget = await show(await serve(), { attributes: { style: `width: ${width}px; display: block` } });
    const [first, last] = [input(widget, 'givenName'), input(widget, 'familyName')];
    const tops = () => [first, last].map((field) => field.getBoundingClientRect().top);
    const areBeside = first.getBoundingClientRect().left !== last.getBoundingClientRect().left;
    if (areBeside) assert.equal(tops()[0], tops()[1], `${width}`);
    await clickSign(widget);
    if (areBeside) assert.equal(tops()[0], tops()[1], `${width}, with an error`);
    widget.remove();
  }
});

/**
 * Keeps what replaces a button as it is so many milliseconds later, however slow the browser is: the animation is paused
 * before the first frame that shows it.
 *
 * @returns the parts that are kept
 */
function holdAt(widget: HTMLElement, ms: number): ReadonlySet<string> {
  const held = new Set<string>();
  const root = widget.shadowRoot!;
  new MutationObserver(() => {
    for (const animation of root.getAnimations()) {
      if (!(animation instanceof CSSAnimation) || animation.playState === 'paused') continue;
      animation.pause();
      animation.currentTime = ms;
      held.add(((animation.effect as KeyframeEffect).target as HTMLElement).part.value);
    }
  }).observe(root, { attributes: true, childList: true, subtree: true });
  return held;
}

describe('a second press that was meant for the button', () => {
  for (const gapMs of [150, 350]) {
    it(`lands on nothing ${gapMs} ms later`, async () => {
      const shareEvents = collectEvents('petition-share');
      remove(Navigator.prototype, 'share');
      const widget = await show(await serve());
      await fill(widget, ADA);
      const position = middleOf(signButton(widget));
      const held = holdAt(widget, gapMs);
      await press(position);
      await until(() => held.has('thanks'), 'the thanks are shown');
      // Wherever the button was, each link and button of the thanks could be there in another layout.
      for (const target of queryAll(widget, '[part=thanks] a, [part=thanks] button')) {
        const { x, y, width, height } = target.getBoundingClientRect();
        const hit = widget.shadowRoot!.elementFromPoint(x + width / 2, y + height / 2);
        assert.notEqual(hit, target, target.textContent!);
      }
      await press(position);
      assert.isEmpty(shareEvents);
    });
  }

  it('can be repeated on purpose', async () => {
    const shareEvents = collectEvents('petition-share');
    const widget = await show(await serve());
    await sign(widget);
    await pause(700);
    await press(middleOf(buttonWithText(widget, SIGNING_WORDS.en.copy)));
    await until(() => shareEvents.length === 1, 'the link is copied');
  });

  it('checks no box of the form that a compact widget opens', async () => {
    const widget = await show(
      await serve({ petition: { consent: { lang: 'en', version: '', text: '', boxes: BOXES } } }),
      { attributes: { compact: '' } },
    );
    const held = holdAt(widget, 350);
    await press(middleOf(buttonWithText(widget, en.sign)));
    await until(() => held.has('form'), 'the form is shown');
    for (const box of queryAll<HTMLInputElement>(widget, '[type=checkbox]')) {
      const { x, y, width, height } = box.getBoundingClientRect();
      assert.notEqual(widget.shadowRoot!.elementFromPoint(x + width / 2, y + height / 2), box, box.name);
    }
    assert.equal(focused(widget), input(widget, 'givenName'));
  });
});

it('the question about an address is asked once, and again for another address', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, email: 'ada@gmial.com' });
  await clickSign(widget);
  await until(() => textOf(widget).includes('ada@gmail.com?'), 'the widget asks');
  await fill(widget, { email: 'ada@yaho.com' });
  await clickSign(widget);
  await until(() => textOf(widget).includes('ada@yahoo.com?'), 'the widget asks about the other');
  assert.isEmpty(await fake.signatures());
});
