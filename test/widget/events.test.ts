import { sendKeys } from '@web/test-runner-commands';
import { assert } from 'chai';
import {
  PetitionErrorEvent,
  type PetitionEventMap,
  PetitionShareEvent,
  PetitionSignEvent,
  PetitionSignedEvent,
} from '../../widget/index.ts';
import { en } from '../../widget/locales/en.ts';
import { SIGNING_WORDS } from '../../widget/locales/signing.ts';
import {
  ADA,
  afterThisTest,
  buttonWithText,
  clickSign,
  collectEvents,
  type FakePetition,
  fill,
  formValues,
  has,
  input,
  mount,
  NO_SLUG,
  queryAll,
  replace,
  serve,
  show,
  sign,
  signButton,
  stage,
  textOf,
  until,
} from './harness.ts';

const TYPES = ['petition-sign', 'petition-signed', 'petition-error', 'petition-share'] as const;

const TYPED = {
  givenName: 'Ada-Mae',
  familyName: 'Lovelace',
  email: 'ada@example.org',
  comment: 'I read there.',
};

const WITH_COMMENT = {
  petition: { fields: { ...allOff(), familyName: 'optional', comment: 'optional' } },
} as const;

function allOff() {
  return {
    postalCode: 'off',
    country: 'off',
    display: 'off',
    contact: 'off',
    partnerContact: 'off',
  } as const;
}

/** Fills in and sends a form, so that an event of each type is dispatched. */
async function oneOfEach(): Promise<{ events: Event[]; fake: FakePetition }> {
  replace(navigator, 'clipboard', { writeText: async () => {} });
  const collected = TYPES.map((type) => collectEvents(type));
  const fake = await serve({ ...WITH_COMMENT, answers: { signatures: { status: 503 } } });
  const widget = await show(fake);
  await fill(widget, TYPED);
  await clickSign(widget);
  await until(() => textOf(widget, '[role=alert]'), 'the first attempt failed');
  await fake.change({ answers: { signatures: 'ok' } });
  await sign(widget, {});
  buttonWithText(widget, SIGNING_WORDS.en.copy).click();
  return { events: collected.flat(), fake };
}

/** Everything that a listener can read from an event, own and inherited. */
function readableContent(event: Event): string {
  const values: unknown[] = [];
  for (const key in event) {
    const value = event[key as keyof Event];
    if (typeof value !== 'function' && !(value instanceof EventTarget)) values.push(key, value);
  }
  for (const key of Reflect.ownKeys(event)) values.push(String(key), Reflect.get(event, key));
  return JSON.stringify(values);
}

it('events reach the document from within shadow roots', async () => {
  const host = stage.appendChild(document.createElement('div'));
  const into = host.attachShadow({ mode: 'open' });
  const signEvents = collectEvents('petition-sign');
  await sign(await show(await serve(), { into }));
  assert.lengthOf(signEvents, 1);
  assert.isTrue(signEvents[0]!.bubbles && signEvents[0]!.composed);
});

it('every event bubbles, is composed, and has the petition', async () => {
  const { events, fake } = await oneOfEach();
  assert.sameMembers(
    events.map(({ type }) => type),
    ['petition-sign', 'petition-sign', 'petition-error', 'petition-signed', 'petition-share'],
  );
  for (const event of events) {
    assert.isTrue(event.bubbles, event.type);
    assert.isTrue(event.composed, event.type);
    assert.propertyVal(event, 'petition', fake.slug);
  }
});

it('every event is an instance of its exported class', async () => {
  const classes = {
    'petition-sign': PetitionSignEvent,
    'petition-signed': PetitionSignedEvent,
    'petition-error': PetitionErrorEvent,
    'petition-share': PetitionShareEvent,
  };
  const { events } = await oneOfEach();
  for (const event of events) {
    assert.isTrue(event instanceof classes[event.type as keyof PetitionEventMap], event.type);
  }
});

it('only petition-sign is cancelable', async () => {
  const { events } = await oneOfEach();
  for (const { type, cancelable } of events) assert.equal(cancelable, type === 'petition-sign', type);
});

it('no event carries anything that the person typed', async () => {
  const { events } = await oneOfEach();
  assert.isNotEmpty(events);
  for (const event of events) {
    const text = readableContent(event);
    assert.include(text, event.type);
    for (const typed of Object.values(TYPED)) assert.notInclude(text, typed, event.type);
  }
});

it('canceling petition-sign sends nothing and keeps the form', async () => {
  const fake = await serve();
  const widget = await show(fake);
  const signedEvents = collectEvents('petition-signed');
  const cancel = (event: Event) => event.preventDefault();
  document.addEventListener('petition-sign', cancel);
  afterThisTest(() => document.removeEventListener('petition-sign', cancel));
  await fill(widget, ADA);
  await clickSign(widget);
  assert.deepInclude(formValues(widget), ADA);
  assert.equal(signButton(widget).textContent, en.sign);
  assert.isEmpty(await fake.signatures());

  document.removeEventListener('petition-sign', cancel);
  await sign(widget, {});
  assert.lengthOf(signedEvents, 1);
});

it('petition-sign is dispatched only for a valid form', async () => {
  const signEvents = collectEvents('petition-sign');
  await clickSign(await show(await serve()));
  assert.isEmpty(signEvents);
});

for (const status of ['signed', 'confirm'] as const) {
  it(`petition-signed has the server’s status "${status}"`, async () => {
    const events = collectEvents('petition-signed');
    const widget = await show(await serve({ signed: status }));
    await sign(widget);
    assert.deepEqual(
      events.map((event) => event.status),
      [status],
    );
  });
}

it('petition-error reports a petition that can’t be loaded', async () => {
  const events = collectEvents('petition-error');
  mount(NO_SLUG);
  await until(() => events.length, 'petition-error is dispatched');
  assert.deepInclude(events[0], { petition: NO_SLUG, action: 'load', status: 404 });
});

for (const [reason, answer, status] of [
  ['a broken connection', 'drop', 0],
  ['an unrelated page', 'html', 0],
  ['a busy server', { status: 503 }, 503],
  ['a refusal', { status: 422, errors: [{ field: 'email', code: 'invalid' }] }, 422],
] as const) {
  it(`petition-error reports a signature that failed because of ${reason}`, async () => {
    const events = collectEvents('petition-error');
    const signatures =
      typeof answer === 'object' && 'errors' in answer ? { ...answer, errors: [...answer.errors] } : answer;
    const widget = await show(await serve({ answers: { signatures } }));
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => events.length, 'petition-error is dispatched');
    assert.deepInclude(events[0], { action: 'sign', status });
  });
}

it('petition-share has the method', async () => {
  replace(navigator, 'clipboard', { writeText: async () => {} });
  replace(navigator, 'share', async () => {});
  const events = collectEvents('petition-share');
  const widget = await show(await serve());
  await sign(widget);
  buttonWithText(widget, SIGNING_WORDS.en.share).click();
  buttonWithText(widget, SIGNING_WORDS.en.copy).click();
  for (const link of queryAll<HTMLAnchorElement>(widget, '[part=share] a')) {
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
  }
  assert.deepEqual(
    events.map(({ method }) => method),
    ['native', 'copy', 'WhatsApp', 'Telegram', 'SMS', 'E-mail', 'Facebook', 'Bluesky', 'Mastodon', 'X'],
  );
});

it('the page’s hotkeys don’t see what is typed inside', async () => {
  const keys = [collectEvents('keydown'), collectEvents('keypress'), collectEvents('keyup')];
  const swallowLetters = (event: KeyboardEvent) => event.key === 's' && event.preventDefault();
  document.addEventListener('keydown', swallowLetters);
  afterThisTest(() => document.removeEventListener('keydown', swallowLetters));
  const widget = await show(await serve());
  input(widget, 'givenName').focus();
  await sendKeys({ type: 'Jess Sims' });
  assert.equal(input(widget, 'givenName').value, 'Jess Sims');
  assert.deepEqual(
    keys.map(({ length }) => length),
    [0, 0, 0],
  );
});

it('the page’s hotkeys still work outside', async () => {
  const keys = collectEvents('keydown');
  await show(await serve());
  const outside = stage.appendChild(document.createElement('input'));
  outside.focus();
  await sendKeys({ press: 's' });
  assert.lengthOf(keys, 1);
});

it('a listener on the element receives petition-error for a failed load', async () => {
  const widget = mount(NO_SLUG);
  const events: Event[] = [];
  widget.addEventListener('petition-error', (event) => events.push(event));
  await until(() => has(widget, '[role=alert]'), 'it shows an error');
  assert.lengthOf(events, 1);
});
