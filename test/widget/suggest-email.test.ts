import { sendKeys } from '@web/test-runner-commands';
import { assert } from 'chai';
import { suggestEmail } from '../../common/suggest-email.ts';
import {
  ADA,
  buttonWithText,
  clickSign,
  fill,
  focused,
  input,
  queryAll,
  serve,
  show,
  sign,
  textOf,
  until,
} from './harness.ts';

const TYPOS = {
  'gmial.com': 'gmail.com',
  'gmail.con': 'gmail.com',
  'gmail.co': 'gmail.com',
  'gmaill.com': 'gmail.com',
  'GMIAL.COM': 'gmail.com',
  'hotmial.com': 'hotmail.com',
  'yaho.com': 'yahoo.com',
  'outlok.com': 'outlook.com',
  'iclod.com': 'icloud.com',
};

const REAL = [
  ...[
    'gmail.com',
    'Gmail.com',
    'gmx.com',
    'gmx.de',
    'mail.com',
    'email.com',
    'ymail.com',
    'me.com',
    'mac.com',
  ],
  ...['hotmail.fr', 'yahoo.es', 'yahoo.co.uk', 'outlook.de', 'live.fr', 'example.org', 'proton.me', ''],
];

for (const [typed, expected] of Object.entries(TYPOS)) {
  it(`${typed} suggests ${expected}`, () => {
    assert.equal(suggestEmail(`ada.l+x@${typed}`), `ada.l+x@${expected}`);
  });
}

for (const domain of REAL) {
  it(`"${domain}" suggests nothing`, () => {
    assert.equal(suggestEmail(`ada@${domain}`), '');
  });
}

it('incomplete addresses suggest nothing', () => {
  for (const typed of ['', 'gmial.com', '@gmial.com', 'ada']) assert.equal(suggestEmail(typed), '', typed);
});

it('the part before the last @ is kept', () => {
  assert.equal(suggestEmail('"a@b"@gmial.com'), '"a@b"@gmail.com');
});

const SUGGESTION = 'Did you mean';

it('a suggestion is shown and accepted with a click', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, email: 'ada@gmial.com' });
  await clickSign(widget);
  await until(
    () => textOf(widget, '[role=status]').includes('Did you mean ada@gmail.com?'),
    'the widget asks',
  );
  buttonWithText(widget, SUGGESTION).click();
  await widget.updateComplete;
  assert.equal(input(widget, 'email').value, 'ada@gmail.com');
  assert.notInclude(textOf(widget), SUGGESTION);
  assert.equal(focused(widget), input(widget, 'email'));
  await sign(widget, {});
  assert.equal((await fake.signatures())[0]?.email, 'ada@gmail.com');
});

it('a suggestion appears when the form is sent, not when the field is left, and has the focus', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { givenName: 'Ada' });
  input(widget, 'email').focus();
  await sendKeys({ type: 'ada@gmail.co' });
  await sendKeys({ press: 'Tab' });
  await widget.updateComplete;
  assert.notInclude(textOf(widget), SUGGESTION);
  input(widget, 'email').focus();
  await sendKeys({ press: 'Enter' });
  await until(() => focused(widget)!.textContent!.includes(SUGGESTION), 'the suggestion has the focus');
  assert.isEmpty(await fake.signatures());
});

it('a suggestion can be ignored', async () => {
  const fake = await serve();
  const widget = await show(fake);
  await fill(widget, { ...ADA, email: 'ada@gmail.co' });
  await clickSign(widget);
  await until(() => textOf(widget).includes(SUGGESTION), 'the widget asks');
  await new Promise((resolve) => setTimeout(resolve, 900));
  await sign(widget, {});
  assert.equal((await fake.signatures())[0]?.email, 'ada@gmail.co');
});

it('a suggestion disappears when the person corrects the address', async () => {
  const widget = await show(await serve());
  await fill(widget, { givenName: 'Ada', email: 'ada@gmial.com' });
  await clickSign(widget);
  await until(() => textOf(widget).includes(SUGGESTION), 'the widget asks');
  await fill(widget, { email: 'ada@gmail.com' });
  assert.notInclude(textOf(widget), SUGGESTION);
  assert.isEmpty(queryAll(widget, 'form button[type=button]'));
});
