import { sendKeys } from '@web/test-runner-commands';
import { assert } from 'chai';
import * as v from 'valibot';
import { SignatureInput } from '../../common/contract.ts';
import { en } from '../../widget/locales/en.ts';
import {
  ADA,
  ALL_FIELDS,
  clickSign,
  collectEvents,
  fill,
  focused,
  formValues,
  has,
  input,
  isVisible,
  query,
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

type Widget = HTMLElementTagNameMap['petition-widget'];

const waitForThanks = (widget: Widget) => until(() => has(widget, '[part=thanks]'), 'the thanks are shown');
const waitForAlert = async (widget: Widget) => {
  await until(() => has(widget, 'form') && textOf(widget, '[role=alert]'), 'the widget shows an error');
  return textOf(widget, '[role=alert]');
};

/** The visible errors by field. */
const errorsByField = (widget: Widget) =>
  Object.fromEntries(
    queryAll(widget, '[part=error]')
      .filter(isVisible)
      .map(({ id, textContent }) => [id, textContent]),
  );

describe('what is sent', () => {
  it('is what was typed, in the format of the API contract', async () => {
    const fake = await serve({ petition: { fields: ALL_FIELDS } });
    const widget = await show(fake, { attributes: { partner: 'harbour-aid' } });
    await sign(widget, {
      ...ADA,
      postalCode: 'EC1A 1BB',
      country: 'GB',
      comment: 'I read there.\nEvery day.',
      contact: true,
      partnerContact: true,
    });
    assert.deepEqual(await fake.signatures(), [
      {
        ...ADA,
        postalCode: 'EC1A 1BB',
        country: 'GB',
        comment: 'I read there.\nEvery day.',
        display: false,
        contact: true,
        partnerContact: true,
        partner: 'harbour-aid',
        lang: 'en',
        proof: '-',
      },
    ]);
  });

  it('is JSON in a single POST', async () => {
    const fake = await serve();
    await sign(await show(fake));
    const [request, ...others] = await fake.requests('signatures');
    assert.lengthOf(others, 0);
    assert.equal(request!.method, 'POST');
    assert.equal(request!.type, 'application/json');
  });

  it('is valid with empty optional fields', async () => {
    const fake = await serve({ petition: { fields: { ...ALL_FIELDS, familyName: 'optional' } } });
    await sign(await show(fake), { givenName: 'Ada', email: 'ada@example.org' });
    const [sent] = await fake.signatures();
    assert.isTrue(v.is(SignatureInput, sent), JSON.stringify(sent));
    assert.deepInclude(sent, { givenName: 'Ada', contact: false, partnerContact: false });
    for (const empty of ['familyName', 'postalCode', 'country', 'comment'] as const) {
      assert.isNotOk(sent![empty], empty);
    }
  });

  it('includes unchecked checkboxes as false', async () => {
    const fake = await serve();
    await sign(await show(fake, { attributes: { partner: 'harbour-aid' } }));
    assert.deepInclude((await fake.signatures())[0], { contact: false, partnerContact: false });
  });

  it('includes the partner', async () => {
    const fake = await serve();
    await sign(await show(fake, { attributes: { partner: 'harbour-aid' } }));
    assert.propertyVal((await fake.signatures())[0], 'partner', 'harbour-aid');
  });

  for (const partner of ['', 'school_7', 'Harbour Aid', 'x'.repeat(65), '<b>', 'constructor']) {
    it(`leaves out the unknown partner "${partner.slice(0, 12)}"`, async () => {
      const fake = await serve();
      await sign(await show(fake, { attributes: { partner } }));
      assert.notProperty((await fake.signatures())[0], 'partner');
    });
  }

  it('includes the language of the consent', async () => {
    const fake = await serve();
    await sign(await show(fake, { attributes: { lang: 'es-MX' } }));
    assert.propertyVal((await fake.signatures())[0], 'lang', 'es');
  });
});

describe('the form can be sent with', () => {
  it('the button', async () => {
    const fake = await serve();
    const widget = await show(fake);
    await fill(widget, ADA);
    signButton(widget).click();
    await waitForThanks(widget);
    assert.lengthOf(await fake.signatures(), 1);
  });

  it('the Enter key in a field', async () => {
    const fake = await serve();
    const widget = await show(fake);
    await fill(widget, { givenName: 'Ada' });
    input(widget, 'email').focus();
    await sendKeys({ type: 'ada@example.org' });
    await sendKeys({ press: 'Enter' });
    await waitForThanks(widget);
    assert.lengthOf(await fake.signatures(), 1);
  });

  it('requestSubmit, as password managers do', async () => {
    const fake = await serve();
    const widget = await show(fake);
    await fill(widget, ADA);
    query<HTMLFormElement>(widget, 'form').requestSubmit();
    await waitForThanks(widget);
    assert.lengthOf(await fake.signatures(), 1);
  });
});

it('a form around the widget is not submitted and gets no data', async () => {
  const outer = stage.appendChild(document.createElement('form'));
  outer.innerHTML = '<input name="q" value="kept">';
  const submitEvents = collectEvents('submit');
  const widget = await show(await serve(), { into: outer });
  await fill(widget, ADA);
  input(widget, 'email').focus();
  await sendKeys({ press: 'Enter' });
  await waitForThanks(widget);
  assert.lengthOf(submitEvents, 0);
  assert.deepEqual([...new FormData(outer).keys()], ['q']);
});

describe('errors found without the server', () => {
  it('are shown at their fields, and nothing is sent', async () => {
    const fake = await serve({ petition: { fields: ALL_FIELDS } });
    const widget = await show(fake);
    await fill(widget, { familyName: 'Lovelace', email: 'ada' });
    await clickSign(widget);
    assert.deepEqual(errorsByField(widget), { givenName: en.required, email: en.invalidEmail });
    assert.isEmpty(await fake.signatures());
  });

  it('are associated with their fields only', async () => {
    const widget = await show(await serve());
    await fill(widget, { email: 'ada@example.org' });
    await clickSign(widget);
    for (const [name, invalid] of [
      ['givenName', 'true'],
      ['familyName', 'false'],
      ['email', 'false'],
    ] as const) {
      assert.equal(input(widget, name).getAttribute('aria-invalid'), invalid, name);
    }
    const description = input(widget, 'givenName').getAttribute('aria-describedby');
    assert.equal(textOf(widget, `#${description}`), en.required);
  });

  it('focus the first field', async () => {
    const widget = await show(await serve());
    signButton(widget).focus();
    await clickSign(widget);
    await until(() => focused(widget) === input(widget, 'givenName'), 'the first name has the focus');

    await fill(widget, { givenName: 'Ada' });
    await clickSign(widget);
    await until(() => focused(widget) === input(widget, 'email'), 'the email field has the focus');
  });

  it('disappear once they are fixed', async () => {
    const widget = await show(await serve({ answers: { signatures: 'hold' } }));
    await clickSign(widget);
    assert.containsAllKeys(errorsByField(widget), ['givenName', 'email']);
    await fill(widget, ADA);
    await clickSign(widget);
    assert.isEmpty(errorsByField(widget));
    assert.isFalse(has(widget, '[aria-invalid=true]'));
  });
});

describe('errors found by the server', () => {
  const answerWith = (
    ...errors: { field: string | null; code: 'invalid' | 'too_long' | 'characters' }[]
  ) => ({
    answers: { signatures: { status: 422, errors } },
  });

  it('are shown at their fields, and the first is focused', async () => {
    const widget = await show(
      await serve(answerWith({ field: 'email', code: 'invalid' }, { field: 'familyName', code: 'too_long' })),
    );
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => has(widget, '[aria-invalid=true]'), 'the errors are shown');
    assert.deepEqual(errorsByField(widget), {
      familyName: en.too_long,
      email: en.invalidEmail,
    });
    await until(() => focused(widget) === input(widget, 'familyName'), 'the first field has the focus');
    assert.deepInclude(formValues(widget), ADA);
  });

  it('have a message whatever their code', async () => {
    const widget = await show(await serve(answerWith({ field: 'givenName', code: 'characters' })));
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => has(widget, '[aria-invalid=true]'), 'the error is shown');
    assert.deepEqual(errorsByField(widget), { givenName: en.invalid });
  });

  it('can be fixed, and the next attempt succeeds', async () => {
    const fake = await serve(answerWith({ field: 'email', code: 'invalid' }));
    const widget = await show(fake);
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => has(widget, '[aria-invalid=true]'), 'the error is shown');
    await fake.change({ answers: { signatures: 'ok' } });
    await sign(widget, { email: 'ada@example.com' });
    assert.equal((await fake.signatures()).at(-1)?.email, 'ada@example.com');
  });

  for (const field of [null, 'lang', 'partner', 'comment']) {
    it(`are shown above the button if they are about "${field}", which is not in the form`, async () => {
      const widget = await show(await serve(answerWith({ field, code: 'invalid' })));
      await fill(widget, ADA);
      await clickSign(widget);
      assert.equal(await waitForAlert(widget), en.invalid);
    });
  }
});

describe('a signature that fails', () => {
  const typed = { ...ADA, postalCode: '20095', country: 'DE', comment: 'I read there.' };

  for (const [reason, answer, message] of [
    ['the connection breaks', 'drop', en.unsent],
    ['a network responds with its own page', 'html', en.unsent],
    ['the server is busy', { status: 503 }, en.busy],
    ['the server fails', { status: 500 }, en.busy],
  ] as const) {
    it(`keeps the input and can be sent again if ${reason}`, async () => {
      const fake = await serve({ petition: { fields: ALL_FIELDS }, answers: { signatures: answer } });
      const widget = await show(fake);
      await fill(widget, { ...typed, contact: true });
      await clickSign(widget);
      assert.equal(await waitForAlert(widget), message);
      assert.deepEqual(formValues(widget), { ...typed, contact: 'on' });
      assert.equal(signButton(widget).textContent, en.again);

      await fake.change({ answers: { signatures: 'ok' } });
      await sign(widget, {});
      assert.deepInclude((await fake.signatures()).at(-1), { ...typed, contact: true });
    });
  }

  it('times out and can be sent again', async () => {
    const { timeout } = AbortSignal;
    const fake = await serve({ answers: { signatures: 'hold' } });
    const widget = await show(fake);
    replace(AbortSignal, 'timeout', (ms: number) => timeout.call(AbortSignal, ms / 300));
    await fill(widget, ADA);
    await clickSign(widget);
    assert.equal(await waitForAlert(widget), en.unsent);
    replace(AbortSignal, 'timeout', timeout.bind(AbortSignal));
    await fake.change({ answers: { signatures: 'ok' } });
    await sign(widget, {});
  });

  it('loses its message at the next attempt', async () => {
    const fake = await serve({ answers: { signatures: 'drop' } });
    const widget = await show(fake);
    await fill(widget, ADA);
    await clickSign(widget);
    await waitForAlert(widget);
    await fake.change({ answers: { signatures: 'hold' } });
    await clickSign(widget);
    assert.equal(textOf(widget, '[role=alert]'), '');
  });

  it('shows the outcome if the petition was closed in the meantime', async () => {
    const fake = await serve({ answers: { signatures: { status: 409 } } });
    const widget = await show(fake);
    await fake.change({ petition: { status: 'closed', outcome: 'The library stays.' } });
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => has(widget, '[part=closed]'), 'the closed petition is shown');
    assert.include(textOf(widget, '[part=closed]'), 'The library stays.');
    assert.isFalse(has(widget, 'form'));
  });
});

describe('while a signature is being sent', () => {
  it('the button shows it and keeps its size', async () => {
    const fake = await serve({ answers: { signatures: 'hold' } });
    const widget = await show(fake);
    await fill(widget, ADA);
    const { width, height } = signButton(widget).getBoundingClientRect();
    await clickSign(widget);
    assert.equal(signButton(widget).textContent, `${en.sign} …`);
    assert.deepInclude(signButton(widget).getBoundingClientRect().toJSON(), { width, height });
    await fake.change({ answers: { signatures: 'ok' } });
    await waitForThanks(widget);
  });

  it('neither the button nor Enter sends it again', async () => {
    const fake = await serve({ answers: { signatures: 'hold' } });
    const widget = await show(fake);
    await fill(widget, ADA);
    await clickSign(widget);
    await clickSign(widget);
    input(widget, 'email').focus();
    await sendKeys({ press: 'Enter' });
    await fake.change({ answers: { signatures: 'ok' } });
    await waitForThanks(widget);
    assert.lengthOf(await fake.signatures(), 1);
  });
});
