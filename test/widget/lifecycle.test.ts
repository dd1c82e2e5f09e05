import { assert } from 'chai';
import { PetitionWidget } from '../../widget/index.ts';
import {
  ADA,
  clickSign,
  fill,
  focused,
  formValues,
  has,
  input,
  mount,
  NO_SLUG,
  rendered,
  serve,
  show,
  sign,
  stage,
  textOf,
  until,
  waitForResponse,
} from './harness.ts';

const waitForRequests = (fake: Awaited<ReturnType<typeof serve>>, times = 1) =>
  until(async () => (await fake.requests('petition')).length >= times, 'the petition is requested');

const waitForTitle = (widget: PetitionWidget, title: string) =>
  until(() => has(widget, 'h2') && textOf(widget, 'h2') === title, `"${title}" is shown`);

const serveBridge = () => serve({ petition: { title: 'Build the bridge', count: 12, goal: 100 } });

describe('a widget can be created', () => {
  it('with createElement and attributes', async () => {
    const { slug } = await serve();
    const widget = document.createElement('petition-widget');
    assert.instanceOf(widget, PetitionWidget);
    widget.setAttribute('petition', slug);
    stage.append(widget);
    await waitForTitle(widget, 'Keep the harbour library open');
  });

  it('with createElement and properties', async () => {
    const fake = await serve();
    const widget = Object.assign(document.createElement('petition-widget'), {
      petition: fake.slug,
      partner: 'harbour-aid',
      server: location.origin,
      lang: 'en',
      hideText: true,
    });
    stage.append(widget);
    await until(() => has(widget, 'form'), 'the petition is shown');
    assert.isFalse(has(widget, 'h2'));
    await sign(widget);
    assert.propertyVal((await fake.signatures())[0], 'partner', 'harbour-aid');
  });

  it('with innerHTML', async () => {
    const { slug } = await serve();
    stage.innerHTML = `<petition-widget petition="${slug}" hide-text></petition-widget>`;
    const widget = stage.querySelector('petition-widget')!;
    await until(() => has(widget, 'form'), 'the petition is shown');
    assert.isFalse(has(widget, 'h2'));
  });

  it('with cloneNode', async () => {
    const widget = (await show(await serve())).cloneNode(true) as PetitionWidget;
    stage.append(widget);
    await waitForTitle(widget, 'Keep the harbour library open');
  });

  it('with an upgrade, keeping properties set before it', async () => {
    const [before, after] = [await serve(), await serveBridge()];
    const widget = document.createElement('late-petition-widget') as PetitionWidget;
    widget.petition = before.slug;
    stage.append(widget);
    customElements.define('late-petition-widget', class extends PetitionWidget {});
    await waitForTitle(widget, 'Keep the harbour library open');
    widget.petition = after.slug;
    await waitForTitle(widget, 'Build the bridge');
  });
});

it('properties and attributes always agree', () => {
  const widget = document.createElement('petition-widget');
  for (const name of ['petition', 'partner', 'server'] as const) {
    assert.equal(widget[name], '');
    widget[name] = 'from-property';
    assert.equal(widget.getAttribute(name), 'from-property');
    widget.setAttribute(name, 'from-attribute');
    assert.equal(widget[name], 'from-attribute');
  }
  assert.isFalse(widget.hideText);
  widget.hideText = true;
  assert.isTrue(widget.hasAttribute('hide-text'));
  widget.removeAttribute('hide-text');
  assert.isFalse(widget.hideText);
});

it('undefined and null remove a property’s attribute', () => {
  const widget = document.createElement('petition-widget');
  for (const empty of [undefined, null]) {
    for (const name of [
      'petition',
      'partner',
      'server',
      'compact',
      'hideText',
      'showImage',
      'headingLevel',
    ]) {
      Object.assign(widget, { [name]: 'something' });
      Object.assign(widget, { [name]: empty });
    }
    assert.isEmpty(widget.getAttributeNames());
  }
});

it('boolean attributes with the value "false" are off', () => {
  const widget = document.createElement('petition-widget');
  for (const [name, property] of [
    ['compact', 'compact'],
    ['hide-text', 'hideText'],
    ['show-image', 'showImage'],
  ] as const) {
    for (const [value, isOn] of Object.entries({ false: false, true: true, '': true })) {
      widget.setAttribute(name, value);
      assert.equal(widget[property], isOn, `${name}="${value}"`);
    }
  }
});

it('no request is sent before the widget is on the page', async () => {
  const fake = await serve();
  const widget = document.createElement('petition-widget');
  widget.petition = fake.slug;
  await rendered();
  assert.isEmpty(await fake.requests('petition'));
});

it('one request is sent, however many attributes are set', async () => {
  const fake = await serve();
  await show(fake, { attributes: { partner: 'harbour-aid', lang: 'es', server: location.origin } });
  assert.lengthOf(await fake.requests('petition'), 1);
});

it('hide-text and partner change without another request', async () => {
  const fake = await serve();
  const widget = await show(fake);
  widget.hideText = true;
  await until(() => !has(widget, 'h2'), 'the text is gone');
  widget.partner = 'harbour-aid';
  await until(() => has(widget, '[name=partnerContact]'), 'the partner’s checkbox is shown');
  widget.hideText = false;
  await until(() => has(widget, 'h2'), 'the text is back');
  assert.lengthOf(await fake.requests('petition'), 1);
});

it('a widget that is removed while it loads is shown once it is put back', async () => {
  const fake = await serve({ answers: { petition: 'hold' } });
  const widget = mount(fake.slug);
  await waitForRequests(fake);
  widget.remove();
  await fake.change({ answers: { petition: 'ok' } });
  await waitForResponse(fake, 'petition');
  stage.append(widget);
  await waitForTitle(widget, 'Keep the harbour library open');
});

it('a moved widget keeps what was typed', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, contact: true });
  const before = formValues(widget);
  stage.appendChild(document.createElement('section')).append(widget);
  await widget.updateComplete;
  assert.deepEqual(formValues(widget), before);
  assert.lengthOf(await fake.requests('petition'), 1);
});

it('a widget moved while it signs says thanks in its new place', async () => {
  const fake = await serve({ answers: { signatures: 'hold' } });
  const widget = await show(fake);
  await fill(widget, ADA);
  await clickSign(widget);
  widget.remove();
  await fake.change({ answers: { signatures: 'ok' } });
  await waitForResponse(fake, 'signatures');
  stage.append(widget);
  await until(() => has(widget, '[part=thanks]'), 'the thanks are shown');
});

describe('another petition in the same widget', () => {
  it('replaces the previous one and can be signed', async () => {
    const [before, after] = [await serve(), await serveBridge()];
    const widget = await show(before);
    widget.petition = after.slug;
    await waitForTitle(widget, 'Build the bridge');
    assert.equal(textOf(widget, '[part=count]'), '12');
    await sign(widget);
    assert.lengthOf(await after.signatures(), 1);
    assert.isEmpty(await before.signatures());
  });

  it('removes the thanks for the previous one', async () => {
    const [before, after] = [await serve(), await serveBridge()];
    const widget = await show(before);
    await sign(widget);
    widget.petition = after.slug;
    await waitForTitle(widget, 'Build the bridge');
    assert.isTrue(has(widget, 'form'));
    assert.notInclude(textOf(widget), 'Ada');
  });

  it('shows the fallback until it has loaded', async () => {
    const after = await serve({ answers: { petition: 'hold' } });
    const widget = await show(await serve(), { fallback: '<a href="#">Sign here</a>' });
    widget.petition = after.slug;
    await until(() => has(widget, 'slot'), 'the fallback is shown');
    assert.isFalse(has(widget, 'h2'));
  });

  it('can be one that doesn’t exist', async () => {
    const widget = await show(await serve());
    widget.petition = NO_SLUG;
    await until(() => has(widget, '[role=alert]') && !has(widget, 'form'), 'it shows the error');
    assert.isFalse(has(widget, 'h2'));
  });

  it('ignores a late response for the previous one', async () => {
    const [before, after] = [await serve({ answers: { petition: 'hold' } }), await serveBridge()];
    const widget = mount(before.slug);
    await waitForRequests(before);
    widget.petition = after.slug;
    await waitForTitle(widget, 'Build the bridge');
    await before.change({ answers: { petition: 'ok' } });
    await waitForResponse(before, 'petition');
    assert.equal(textOf(widget, 'h2'), 'Build the bridge');
  });

  it('ignores a late response for the previous one while off the page', async () => {
    const before = await serve({ answers: { petition: 'hold' } });
    const after = await serve({ answers: { petition: 'hold' } });
    const widget = mount(before.slug);
    await waitForRequests(before);
    widget.remove();
    widget.petition = after.slug;
    await before.change({ answers: { petition: 'ok' } });
    await waitForResponse(before, 'petition');
    stage.append(widget);
    await waitForRequests(after);
    assert.isFalse(has(widget, 'h2'), 'the previous petition is shown');
  });

  for (const [outcome, answer] of [
    ['succeeds', 'ok'],
    ['fails', 'drop'],
  ] as const) {
    it(`ignores a signature of the previous one that ${outcome} late`, async () => {
      const before = await serve({ answers: { signatures: 'hold' } });
      const after = await serve({ answers: { petition: 'hold' }, petition: { title: 'Build the bridge' } });
      const widget = await show(before);
      await fill(widget, ADA);
      await clickSign(widget);
      await until(async () => (await before.signatures()).length, 'it is being sent');
      widget.petition = after.slug;
      await waitForRequests(after);
      await before.change({ answers: { signatures: answer } });
      await waitForResponse(before, 'signatures');
      await after.change({ answers: { petition: 'ok' } });
      await waitForTitle(widget, 'Build the bridge');
      assert.isTrue(has(widget, 'form'));
      assert.isFalse(has(widget, '[part=thanks]'));
    });
  }
});

it('changing the server loads the petition again', async () => {
  const fake = await serve();
  const widget = await show(fake);
  widget.server = `${location.origin}/`;
  await waitForRequests(fake, 2);
  await waitForTitle(widget, 'Keep the harbour library open');
});

it('updates don’t disturb typing', async () => {
  const fake = await serve();
  const widget = await show(fake);
  input(widget, 'familyName').focus();
  await fill(widget, { familyName: 'Lovel' });
  await fake.change({ petition: { count: 8_901 } });
  widget.partner = 'harbour-aid';
  await until(() => has(widget, '[name=partnerContact]'), 'the partner’s checkbox is shown');
  assert.equal(input(widget, 'familyName').value, 'Lovel');
  assert.equal(focused(widget), input(widget, 'familyName'));
});
