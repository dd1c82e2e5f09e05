import { sendKeys } from '@web/test-runner-commands';
import { assert } from 'chai';
import { LENGTHS } from '../../common/contract.ts';
import { en } from '../../widget/locales/en.ts';
import { ADA, ALL_FIELDS, clickSign, fill, has, input, serve, show, sign, textOf, until } from './harness.ts';

describe('invisible characters', () => {
  for (const [what, before, after] of [
    ['a no-break space', '', '\u00a0'],
    ['a zero-width space', '\u200b', ''],
    ['a byte order mark', '\ufeff', ''],
    ['embedding marks', '\u202a', '\u202c'],
    ['isolates', '\u2068', '\u2069'],
    ['a right-to-left mark', '', '\u200f'],
    ['an ideographic space', '', '\u3000'],
  ] as const) {
    it(`around what is typed are dropped, and the rest is sent: ${what}`, async () => {
      const fake = await serve();
      const widget = await show(fake);
      input(widget, 'email').focus();
      await sendKeys({ type: `${before}ada@example.org${after}` });
      await sign(widget, { givenName: `${before}Ada${after}`, familyName: `${before}Lovelace${after}` });
      assert.deepInclude((await fake.signatures())[0], ADA);
    });
  }

  it('within a word are kept: they join letters and emoji', async () => {
    const fake = await serve({ petition: { fields: ALL_FIELDS } });
    const widget = await show(fake);
    const flag = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
    await sign(widget, { ...ADA, familyName: 'می\u200cخواهم', comment: `👩\u200d🔬\n${flag}` });
    assert.deepInclude((await fake.signatures())[0], {
      familyName: 'می\u200cخواهم',
      comment: `👩\u200d🔬\n${flag}`,
    });
  });
});

it('a name of invisible characters is missing', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, givenName: '\u200b\u3000' });
  await clickSign(widget);
  await until(() => textOf(widget, '#givenName') === en.required, 'the error is shown');
  assert.isEmpty(await fake.signatures());
});

it('full-width letters and signs of an address become ASCII, where the person sees it', async () => {
  const fake = await serve({ answers: { signatures: { status: 503 } } });
  const widget = await show(fake);
  await fill(widget, { ...ADA, email: 'ａｄａ＠example．org' });
  await clickSign(widget);
  await until(() => textOf(widget, '[role=alert]'), 'it was sent');
  assert.equal((await fake.signatures())[0]!.email, 'ada@example.org');
  assert.equal(input(widget, 'email').value, 'ada@example.org');
});

for (const email of ['josé@example.org', 'ada@example', 'ada+x@bücher.example']) {
  it(`the server judges ${email}, which some browsers refuse`, async () => {
    const fake = await serve();
    await sign(await show(fake), { ...ADA, email });
    assert.lengthOf(await fake.signatures(), 1);
  });
}

it('a text that is too long says the limit and by how much, in the widget’s language, and nothing is sent', async () => {
  const fake = await serve({ petition: { fields: { ...ALL_FIELDS, familyName: 'optional' } } });
  const widget = await show(fake, { attributes: { lang: 'de' } });
  await fill(widget, { ...ADA, comment: 'x'.repeat(1_530) });
  await clickSign(widget);
  await until(() => textOf(widget, '#comment'), 'the error is shown');
  assert.include(textOf(widget, '#comment'), '1.530 / 1.000 (−530)');
  assert.isEmpty(await fake.signatures());
  assert.equal(input(widget, 'comment').value.length, 1_530);
  await fill(widget, { comment: 'x'.repeat(1_000) });
  await clickSign(widget);
  await until(() => has(widget, '[part=thanks]'), 'it is sent');
});

for (const [name, max] of [
  ['givenName', LENGTHS.name],
  ['familyName', LENGTHS.name],
  ['email', LENGTHS.email],
  ['postalCode', LENGTHS.postalCode],
  ['comment', LENGTHS.comment],
] as const) {
  it(`${name} is too long from the length that the server refuses`, async () => {
    const fake = await serve({ petition: { fields: ALL_FIELDS } });
    const widget = await show(fake);
    const long = name === 'email' ? `a@${'b'.repeat(max - 1)}` : 'x'.repeat(max + 1);
    await fill(widget, { ...ADA, [name]: long });
    await clickSign(widget);
    await until(() => textOf(widget, `#${name}`).includes('(−1)'), 'the error is shown');
    await fill(widget, { [name]: long.slice(0, -1) });
    await clickSign(widget);
    await until(() => has(widget, '[part=thanks]'), 'one character less is sent');
  });
}

it('a character that can’t be accepted is named at its field, and nothing is sent', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, givenName: 'A\u0007da', email: 'ada(x)@example.org' });
  await clickSign(widget);
  await until(() => textOf(widget, '#givenName').includes('U+0007'), 'the character is named');
  assert.include(textOf(widget, '#email'), '“(”');
  assert.isEmpty(await fake.signatures());
});

it('the form says beside the address that it counts once', async () => {
  const widget = await show(await serve());
  const ids = input(widget, 'email').getAttribute('aria-describedby')!.trim().split(' ');
  assert.include(ids.map((id) => textOf(widget, `#${id}`)).join(' '), en.once);
});
