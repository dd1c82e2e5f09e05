import { assert } from 'chai';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import {
  afterThisTest,
  buttonWithText,
  type FakePetition,
  mount,
  query,
  rendered,
  replace,
  serve,
  show,
  sign,
  stage,
  textOf,
  until,
  waitForResponse,
} from './harness.ts';

type Widget = HTMLElementTagNameMap['petition-widget'];

/** How much faster time passes. */
const SPEEDUP = 200;

/** Speeds up the widget's timers. Returns an array that collects the delays that it sets, in milliseconds. */
function speedUpTimers(): number[] {
  const waits: number[] = [];
  const { setTimeout } = window;
  replace(window, 'setTimeout', (callback: () => void, ms: number) => {
    waits.push(ms);
    return setTimeout(callback, ms / SPEEDUP);
  });
  return waits;
}

const countRequests = async (fake: FakePetition) => (await fake.requests('count')).length;
const waitForRequests = (fake: FakePetition, times: number) =>
  until(async () => (await countRequests(fake)) >= times, `the count is requested ${times} times`);

/** Waits for as long as several polls would take. */
async function waitForPolls(waits: number[]) {
  const { length } = waits;
  await until(() => waits.length >= length + 3, 'three more timers are set');
}

const waitForCount = (widget: Widget, count: string) =>
  until(() => textOf(widget, '[part=count]') === count, `the count is ${count}`);

function addSectionBelowScreen(): HTMLElement {
  const section = stage.appendChild(document.createElement('section'));
  section.style.marginTop = '500vh';
  afterThisTest(() => scrollTo(0, 0));
  return section;
}

it('the number and the bar follow the count', async () => {
  speedUpTimers();
  const fake = await serve();
  const widget = await show(fake);
  assert.equal(textOf(widget, '[part=count]'), '8,889');
  await fake.change({ petition: { count: 8_950 } });
  await waitForCount(widget, '8,950');
  assert.equal(query<HTMLProgressElement>(widget, 'progress').value, 8_950);

  await fake.change({ petition: { count: 9_000, goal: 10_000 } });
  await waitForCount(widget, '9,000');
  const bar = query<HTMLProgressElement>(widget, 'progress');
  assert.deepEqual([bar.value, bar.max], [9_000, 10_000]);
  assert.include(textOf(widget, '[part=progress]'), 'of 10,000 signatures');
});

it('the count is not requested before it is on the screen', async () => {
  const waits = speedUpTimers();
  const fake = await serve();
  const into = addSectionBelowScreen();
  const widget = await show(fake, { into });
  await waitForPolls(waits);
  assert.equal(await countRequests(fake), 0);
  widget.scrollIntoView();
  await waitForRequests(fake, 1);
});

it('the count is not requested in a hidden tab', async () => {
  const waits = speedUpTimers();
  replace(document, 'hidden', true);
  const fake = await serve();
  await show(fake);
  await waitForPolls(waits);
  assert.equal(await countRequests(fake), 0);
  replace(document, 'hidden', false);
  await waitForRequests(fake, 1);
});

it('returning to the tab refreshes the count immediately', async () => {
  const fake = await serve();
  const widget = await show(fake);
  replace(document, 'hidden', true);
  document.dispatchEvent(new Event('visibilitychange'));
  await fake.change({ petition: { count: 8_890 } });
  await rendered();
  assert.equal(await countRequests(fake), 0);
  replace(document, 'hidden', false);
  document.dispatchEvent(new Event('visibilitychange'));
  await waitForCount(widget, '8,890');
});

it('a removed widget requests nothing when the tab becomes visible', async () => {
  const fake = await serve();
  const widget = await show(fake);
  widget.remove();
  await rendered();
  document.dispatchEvent(new Event('visibilitychange'));
  const waits = speedUpTimers();
  await show(await serve());
  await waitForPolls(waits);
  assert.equal(await countRequests(fake), 0);
});

it('a removed widget stops polling', async () => {
  const waits = speedUpTimers();
  const fake = await serve();
  const widget = await show(fake);
  await waitForRequests(fake, 1);
  widget.remove();
  await until(async () => {
    const before = [waits.length, await countRequests(fake)];
    await rendered();
    return `${before}` === `${[waits.length, await countRequests(fake)]}`;
  }, 'polling has stopped');
  const before = await countRequests(fake);
  await show(await serve());
  await waitForPolls(waits);
  assert.equal(await countRequests(fake), before);
});

it('a widget that was put back polls again', async () => {
  speedUpTimers();
  const fake = await serve();
  const widget = await show(fake);
  await waitForRequests(fake, 1);
  widget.remove();
  await rendered();
  const before = await countRequests(fake);
  stage.append(widget);
  await waitForRequests(fake, before + 2);
});

it('polling slows down to once a minute while nothing changes', async () => {
  const waits = speedUpTimers();
  const fake = await serve();
  await show(fake);
  await waitForRequests(fake, 9);
  const [first = 0] = waits;
  assert.isAtLeast(first, 4_000);
  assert.isAtMost(first, 6_000);
  for (const [index, wait] of waits.slice(0, 4).entries()) {
    assert.isAbove(waits[index + 2]!, wait, `wait ${index + 2} of ${waits}`);
  }
  assert.isAtMost(Math.max(...waits), 66_000);
  assert.isAtLeast(waits.at(-1)!, 50_000);
});

it('polling speeds up when the count changes', async () => {
  const waits = speedUpTimers();
  const fake = await serve();
  const widget = await show(fake);
  await waitForRequests(fake, 5);
  assert.isAbove(waits.at(-1)!, 10_000);
  await fake.change({ petition: { count: 8_890 } });
  await waitForCount(widget, '8,890');
  await until(() => waits.at(-1)! < 6_000, 'it waits five seconds again');
});

for (const answer of ['drop', 'html', { status: 503 }] as const) {
  it(`the count stays after ${JSON.stringify(answer)} and is requested again`, async () => {
    const waits = speedUpTimers();
    const fake = await serve({ answers: { count: answer } });
    const widget = await show(fake);
    await waitForRequests(fake, 1);
    await until(() => waits.at(-1)! > 10_000, 'polling slows down');
    assert.equal(textOf(widget, '[part=count]'), '8,889');
    await fake.change({ petition: { count: 8_900 }, answers: { count: 'ok' } });
    await waitForCount(widget, '8,900');
  });
}

it('a new signature is counted soon', async () => {
  const fake = await serve();
  const widget = await show(fake);
  const waits = speedUpTimers();
  await sign(widget);
  const isSoon = (ms: number) => ms > 2_000 && ms < 3_500;
  assert.isTrue(waits.some(isSoon), `the server counts every two seconds; waits: ${waits}`);
  await fake.change({ petition: { count: 8_890 } });
  await waitForCount(widget, '8,890');
});

it('widgets poll at different times', async () => {
  const waits = speedUpTimers();
  for (let times = 0; times < 8; times++) await show(await serve());
  await until(() => waits.length >= 8, 'each has scheduled a poll');
  assert.isAbove(new Set(waits.slice(0, 8)).size, 4, `${waits}`);
});

it('a late count of the previous petition is ignored', async () => {
  speedUpTimers();
  const before = await serve({ answers: { count: 'hold' }, petition: { count: 111, goal: 200 } });
  const after = await serve({ answers: { count: 'hold' }, petition: { count: 555, goal: 600 } });
  const widget = await show(before);
  await waitForRequests(before, 1);
  widget.petition = after.slug;
  await waitForCount(widget, '555');
  await before.change({ petition: { count: 112 }, answers: { count: 'ok' } });
  await waitForResponse(before, 'count');
  assert.equal(textOf(widget, '[part=count]'), '555');
});

it('no count is requested for a petition that failed to load', async () => {
  const waits = speedUpTimers();
  const fake = await serve({ answers: { petition: 'drop' } });
  const widget = mount(fake.slug);
  await until(() => buttonWithText(widget, en.again), 'it shows the error');
  await waitForPolls(waits);
  assert.equal(await countRequests(fake), 0);
});

describe('a number never falls because an older answer comes later', () => {
  const olderSpanish = { translations: [{ lang: 'es', count: 8_889 }] };

  it('when another language is chosen', async () => {
    const fake = await serve({ petition: { languages: ['en', 'es'] }, ...olderSpanish });
    const widget = await show(fake);
    await fake.change({ petition: { count: 8_900 }, ...olderSpanish });
    document.dispatchEvent(new Event('visibilitychange'));
    await waitForCount(widget, '8,900');
    widget.lang = 'es';
    await until(() => textOf(widget).includes(es.sign), 'it is Spanish');
    assert.equal(textOf(widget, '[part=count]'), '8,900');
  });

  it('when another widget of the petition appears', async () => {
    const fake = await serve({ petition: { languages: ['en', 'es'] }, ...olderSpanish });
    const widget = await show(fake);
    await fake.change({ petition: { count: 8_900 }, ...olderSpanish });
    document.dispatchEvent(new Event('visibilitychange'));
    await waitForCount(widget, '8,900');
    const later = await show(fake, { attributes: { lang: 'es' } });
    assert.equal(textOf(later, '[part=count]'), '8,900');
  });

  it('on the next page: the browser asks the server instead of its own cache', async () => {
    const modes: (RequestCache | undefined)[] = [];
    const { fetch } = window;
    replace(window, 'fetch', (url: string, init?: RequestInit) => {
      if (url.includes('/v1/petitions/')) modes.push(init?.cache);
      return fetch(url, init);
    });
    await show(await serve());
    assert.deepEqual(modes, ['no-cache']);
  });
});
