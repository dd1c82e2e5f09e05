import { assert } from 'chai';
import { shareTargets } from '../../common/share-targets.ts';
import { shareText } from '../../common/share-text.ts';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import { SIGNING_WORDS } from '../../widget/locales/signing.ts';
import {
  ADA,
  ALL_FIELDS,
  BILINGUAL,
  BOXES,
  buttonWithText,
  collectEvents,
  fill,
  focused,
  has,
  input,
  query,
  queryAll,
  remove,
  replace,
  serve,
  show,
  sign,
  textOf,
  until,
} from './harness.ts';

const signAndShow = async (
  attributes: Record<string, string> = {},
  scenario: Parameters<typeof serve>[0] = {},
) => {
  const fake = await serve(scenario);
  const widget = await show(fake, { attributes });
  await sign(widget);
  return { widget, url: fake.petition.url };
};

/** The thanks take no presses for a moment. */
const PRESS_PAUSE_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const sharedUrl = (widget: HTMLElementTagNameMap['petition-widget']) =>
  query<HTMLInputElement>(widget, '[readonly]').value;

it('the thanks replace the form, have the first name, and are focused', async () => {
  const { widget } = await signAndShow();
  assert.equal(textOf(widget, 'h3'), 'Thank you, Ada!');
  assert.include(textOf(widget, '[part=thanks]'), en.signed);
  assert.isFalse(has(widget, 'form'));
  await until(() => focused(widget) === query(widget, 'h3'), 'the thanks have the focus');
});

it('people who have to confirm see where the email was sent', async () => {
  const { widget } = await signAndShow({}, { signed: 'confirm' });
  assert.include(textOf(widget, '[part=thanks]'), ADA.email);
  assert.include(textOf(widget, '[part=thanks]'), 'open the email');
  assert.include(textOf(widget, '[part=thanks]'), SIGNING_WORDS.en.spam);
  assert.notInclude(textOf(widget), en.signed);
});

it('people who see a typo in their address can change it, and have lost nothing', async () => {
  const fake = await serve({
    signed: 'confirm',
    petition: {
      fields: ALL_FIELDS,
      countries: ['DE', 'GT'],
      consent: { lang: 'en', version: '', text: '', boxes: BOXES },
    },
  });
  const widget = await show(fake);
  const entered = {
    ...ADA,
    email: 'ada@mistyped.example',
    postalCode: '10115',
    country: 'GT',
    comment: 'a\nb',
  };
  await fill(widget, { ...entered, contact: true });
  await sign(widget, {});
  await pause(PRESS_PAUSE_MS);
  buttonWithText(widget, SIGNING_WORDS.en.changeAddress).click();
  await until(() => focused(widget) === input(widget, 'email'), 'the address has the focus');
  for (const [name, value] of Object.entries(entered)) assert.equal(input(widget, name).value, value, name);
  assert.isTrue(input(widget, 'contact').checked);
  assert.isFalse(input(widget, 'display').checked);
  assert.isFalse(has(widget, '[part=thanks]'));
  await sign(widget, { email: 'ada@example.org' });
  assert.include(textOf(widget, '[part=thanks]'), 'ada@example.org');
  assert.deepEqual(
    (await fake.signatures()).map(({ email, country }) => [email, country]),
    [
      ['ada@mistyped.example', 'GT'],
      ['ada@example.org', 'GT'],
    ],
  );
});

it('people who need not confirm are offered no change of their address', async () => {
  const { widget } = await signAndShow();
  assert.notInclude(textOf(widget), SIGNING_WORDS.en.wrongAddress);
});

it('a name is never markup', async () => {
  const widget = await show(await serve());
  await sign(widget, { ...ADA, givenName: '<img src=x> $& #' });
  assert.equal(textOf(widget, 'h3'), 'Thank you, <img src=x> $& #!');
  assert.isFalse(has(widget, 'img'));
});

it('the link to share begins with its protocol, also in a language that runs from right to left', async () => {
  const { widget } = await signAndShow({ lang: 'ar' });
  assert.equal(getComputedStyle(query(widget, '[readonly]')).direction, 'ltr');
  assert.equal(getComputedStyle(query(widget, '[part=thanks]')).direction, 'rtl');
});

it('the thanks are in the widget’s language', async () => {
  const { widget } = await signAndShow({ lang: 'es' });
  assert.equal(textOf(widget, 'h3'), '¡Gracias, Ada!');
  assert.include(textOf(widget), es.signed);
});

it('the shared link is the hosted page with the partner', async () => {
  const { widget, url } = await signAndShow({ partner: 'harbour-aid' });
  assert.equal(sharedUrl(widget), `${url}?partner=harbour-aid`);
});

it('the shared link has no parameters by default', async () => {
  const { widget, url } = await signAndShow({ partner: 'Not A Code' });
  assert.equal(sharedUrl(widget), url);
});

it('the shared link keeps the language', async () => {
  const { widget, url } = await signAndShow({ lang: 'es', partner: 'harbour-aid' }, BILINGUAL);
  assert.equal(sharedUrl(widget), `${url}?lang=es&partner=harbour-aid`);
});

it('the share links have the sentence in the petition’s language, the partner, and labels in the widget’s language', async () => {
  const { widget } = await signAndShow(
    { lang: 'es', partner: 'harbour-aid' },
    { petition: { title: 'Books & bread: 100 %?', lang: 'en' } },
  );
  const link = sharedUrl(widget);
  assert.deepEqual(
    queryAll<HTMLAnchorElement>(widget, '[part=share] a').map(({ textContent, href }) => [textContent, href]),
    shareTargets(
      { title: 'Books & bread: 100 %?', lang: 'en', url: link },
      { email: SIGNING_WORDS.es.shareByEmail, sms: SIGNING_WORDS.es.shareBySms },
    ).map(({ label, href }) => [label, href]),
  );
  assert.include(link, 'partner=harbour-aid');
});

it('the share links are in rows of two or four at any width and in any language, so that none is alone, and every label fits', async () => {
  for (const lang of ['en', 'ar', 'vi']) {
    const { widget } = await signAndShow({ lang });
    for (const width of [280, 320, 360, 450, 600, 640, 700, 1_000, 1_440]) {
      widget.style.display = 'block';
      widget.style.width = `${width}px`;
      const rows = new Map<number, number>();
      for (const link of queryAll<HTMLAnchorElement>(widget, '[part=share] a')) {
        const top = Math.round(link.getBoundingClientRect().top);
        rows.set(top, (rows.get(top) ?? 0) + 1);
        assert.isAtMost(link.scrollWidth, link.clientWidth, `${link.textContent} at ${width} pixels`);
      }
      assert.lengthOf(new Set(rows.values()), 1, `${lang}, ${width} pixels: ${[...rows.values()]}`);
      assert.include([2, 4], [...rows.values()][0], `${lang}, ${width} pixels`);
    }
  }
});

it('the petition’s own words are shared instead of the sentence', async () => {
  const shareTextOfPetition = { shareText: 'Keep the oven on.' } as object;
  const { widget } = await signAndShow({}, { petition: shareTextOfPetition });
  const [whatsApp] = queryAll<HTMLAnchorElement>(widget, '[part=share] a');
  assert.equal(new URL(whatsApp!.href).searchParams.get('text'), `Keep the oven on. ${sharedUrl(widget)}`);
});

it('the email share link is translated, and its event is not', async () => {
  const shareEvents = collectEvents('petition-share');
  const { widget } = await signAndShow({ lang: 'es' });
  const link = queryAll<HTMLAnchorElement>(widget, '[part=share] a')[3]!;
  assert.equal(link.textContent, SIGNING_WORDS.es.shareByEmail);
  link.addEventListener('click', (event) => event.preventDefault());
  link.click();
  assert.equal(shareEvents[0]!.method, 'E-mail');
});

it('share links send no referrer', async () => {
  const { widget } = await signAndShow();
  for (const link of queryAll<HTMLAnchorElement>(widget, '[part=share] a')) {
    assert.equal(link.target, '_blank');
    assert.sameMembers([...link.relList], ['noopener', 'noreferrer']);
  }
});

describe('copying the link', () => {
  it('writes it to the clipboard and confirms', async () => {
    const written: string[] = [];
    replace(navigator, 'clipboard', { writeText: async (text: string) => written.push(text) });
    const { widget } = await signAndShow({ partner: 'harbour-aid' });
    buttonWithText(widget, SIGNING_WORDS.en.copy).click();
    await until(() => textOf(widget).includes('✓'), 'it says that it is copied');
    assert.deepEqual(written, [sharedUrl(widget)]);
    assert.include(query(widget, '[role=status]').textContent, '✓');
  });

  for (const [reason, clipboard] of [
    ['can’t be written', { writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) }],
    ['is missing', undefined],
  ] as const) {
    it(`selects it if the clipboard ${reason}, and confirms nothing`, async () => {
      replace(navigator, 'clipboard', clipboard);
      const { widget, url } = await signAndShow();
      buttonWithText(widget, SIGNING_WORDS.en.copy).click();
      await widget.updateComplete;
      const field = query<HTMLInputElement>(widget, '[readonly]');
      assert.equal(field.value.slice(field.selectionStart!, field.selectionEnd!), url);
      assert.include(textOf(widget), SIGNING_WORDS.en.copy);
      assert.notInclude(textOf(widget), '✓');
    });
  }
});

describe('native sharing', () => {
  it('is used if available', async () => {
    const shared: ShareData[] = [];
    replace(navigator, 'share', async (data: ShareData) => shared.push(data));
    const fake = await serve();
    const widget = await show(fake, { attributes: { partner: 'harbour-aid' } });
    await sign(widget);
    buttonWithText(widget, SIGNING_WORDS.en.share).click();
    const { title, lang } = fake.petition;
    assert.deepEqual(shared, [{ text: shareText(lang, title), url: sharedUrl(widget) }]);
  });

  it('can be canceled', async () => {
    replace(navigator, 'share', () => Promise.reject(new DOMException('', 'AbortError')));
    const { widget } = await signAndShow();
    buttonWithText(widget, SIGNING_WORDS.en.share).click();
    await widget.updateComplete;
    assert.equal(textOf(widget, 'h3'), 'Thank you, Ada!');
  });

  it('is replaced by copying if the browser refuses, as phones do in frames', async () => {
    const written: string[] = [];
    replace(navigator, 'clipboard', { writeText: async (text: string) => written.push(text) });
    replace(navigator, 'share', () => Promise.reject(new DOMException('', 'NotAllowedError')));
    const { widget } = await signAndShow();
    buttonWithText(widget, SIGNING_WORDS.en.share).click();
    await until(() => textOf(widget).includes('✓'), 'it says that the link is copied');
    assert.deepEqual(written, [sharedUrl(widget)]);
  });

  it('selects the link if copying is refused as well', async () => {
    const refuse = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    replace(navigator, 'clipboard', { writeText: refuse });
    replace(navigator, 'share', refuse);
    const { widget } = await signAndShow();
    buttonWithText(widget, SIGNING_WORDS.en.share).click();
    const field = query<HTMLInputElement>(widget, '[readonly]');
    await until(() => focused(widget) === field, 'the link has the focus');
    assert.equal(field.value.slice(field.selectionStart!, field.selectionEnd!), sharedUrl(widget));
  });

  it('is replaced by copying if unavailable', async () => {
    remove(Navigator.prototype, 'share');
    const { widget } = await signAndShow();
    assert.deepEqual(
      queryAll(widget, 'button[part=button]').map(({ textContent }) => textContent),
      [SIGNING_WORDS.en.copy],
    );
  });
});
