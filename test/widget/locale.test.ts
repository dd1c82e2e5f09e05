import { assert } from 'chai';
import { loadLocale } from '../../widget/i18n.ts';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import {
  ADA,
  ALL_FIELDS,
  afterThisTest,
  BILINGUAL,
  buttonWithText,
  clickSign,
  collectEvents,
  fill,
  formValues,
  input,
  mount,
  query,
  queryAll,
  rendered,
  replace,
  serve,
  show,
  sign,
  stage,
  textOf,
  until,
} from './harness.ts';

type Widget = HTMLElementTagNameMap['petition-widget'];

const SPANISH = 'Español';

const isSpanish = (widget: Widget) => widget.shadowRoot!.textContent!.includes(es.sign);

it('numbers are formatted for the widget’s language', async () => {
  const petition = { count: 12_345, goal: 15_000 };
  const english = await show(await serve({ petition }), { attributes: { lang: 'en' } });
  const spanish = await show(await serve({ petition }), { attributes: { lang: 'es' } });
  assert.equal(textOf(english, '[part=progress]'), '12,345 of 15,000 signatures');
  assert.equal(textOf(spanish, '[part=progress]'), '12,345 de 15,000 firmas');
});

it('the language is that of the nearest lang', async () => {
  document.documentElement.lang = 'en';
  const section = stage.appendChild(document.createElement('section'));
  section.lang = 'es-MX';
  assert.isTrue(isSpanish(await show(await serve(), { into: section })));
});

it('the widget’s own lang wins', async () => {
  document.documentElement.lang = 'en';
  assert.isTrue(isSpanish(await show(await serve(), { attributes: { lang: 'es' } })));
});

it('the nearest lang is found outside of shadow roots, too', async () => {
  const outer = stage.appendChild(document.createElement('section'));
  outer.lang = 'es';
  const middle = outer.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
  const into = middle.attachShadow({ mode: 'closed' });
  assert.isTrue(isSpanish(await show(await serve(), { into })));
});

it('a page without lang gets the browser’s language', async () => {
  document.documentElement.removeAttribute('lang');
  replace(navigator, 'language', 'es-419');
  assert.isTrue(isSpanish(await show(await serve())));
});

it('the petition is requested in the page’s language', async () => {
  const fake = await serve();
  await show(fake, { attributes: { lang: 'es-MX' } });
  assert.deepEqual(
    (await fake.requests('petition')).map(({ lang }) => lang),
    ['es-MX'],
  );
});

for (const lang of ['en-US@posix', 'x', 'toString', '__proto__', 'es_ES.UTF-8', '-', '日本語', 'de-DE']) {
  it(`lang="${lang}" breaks nothing`, async () => {
    const widget = await show(await serve(), { attributes: { lang } });
    assert.equal(textOf(widget, '[part=count]'), { es: '8,889', de: '8.889' }[lang.slice(0, 2)] ?? '8,889');
  });
}

it('the direction is that of the widget’s language, not the page’s', async () => {
  stage.dir = 'rtl';
  const widget = await show(await serve({}), { attributes: { lang: 'es' } });
  assert.equal(getComputedStyle(query(widget, '[part=base]')).direction, 'ltr');
  stage.removeAttribute('dir');
});

it('unsupported languages get English', async () => {
  for (const tag of ['nl', '', 'x', 'constructor', 'english', 'filler']) {
    assert.equal((await loadLocale([tag])).lang, 'en', tag);
  }
});

it('a tag that only starts like a language gets English', async () => {
  for (const tag of ['est', 'fra', 'arz', 'zha']) assert.equal((await loadLocale([tag])).lang, 'en', tag);
});

it('Traditional Chinese doesn’t get Simplified, even if the browser adds the bare language', async () => {
  for (const tag of ['zh-TW', 'zh-HK', 'zh-Hant', 'zh_TW', 'zh-Hant-HK']) {
    assert.equal((await loadLocale([tag])).lang, 'en', tag);
  }
  assert.equal((await loadLocale(['zh-TW', 'zh', 'es', 'en'])).lang, 'es');
  for (const tag of ['zh', 'zh-CN', 'zh-Hans-HK']) assert.equal((await loadLocale([tag])).lang, 'zh', tag);
});

it('the first supported language of the browser wins', async () => {
  document.documentElement.removeAttribute('lang');
  replace(navigator, 'language', 'nl');
  replace(navigator, 'languages', ['nl', 'es', 'en']);
  assert.isTrue(isSpanish(await show(await serve())));
});

it('a language matches whatever the case and region of its tag', async () => {
  for (const tag of ['es', 'ES', 'es-MX', 'es_ES', 'es-Latn-419']) {
    assert.equal((await loadLocale([tag])).lang, 'es', tag);
  }
  for (const tag of ['tl', 'fil', 'fil-PH']) assert.equal((await loadLocale([tag])).lang, 'tl', tag);
});

it('the widget is in English while its dictionary can’t be loaded, and the consent keeps its language', async () => {
  const originalFetch = window.fetch;
  replace(window, 'fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    String(input).endsWith('.json')
      ? Promise.resolve(new Response('{"type":"about:blank"}', { status: 404 }))
      : originalFetch(input, init),
  );
  const consent = { lang: 'vi', version: '0123456789ab', text: 'Chỉ ban tổ chức đọc được.', boxes: {} };
  const fake = await serve({ petition: { consent } });
  const widget = await show(fake, { attributes: { lang: 'vi' } });
  assert.include(textOf(widget), en.sign);
  await sign(widget, ADA);
  assert.equal((await fake.signatures())[0]!.lang, 'vi');
  replace(window, 'fetch', originalFetch);
  assert.equal((await loadLocale(['vi'])).lang, 'vi');
});

const SIGN_BUTTONS = {
  de: 'Petition unterschreiben',
  ar: 'توقيع العريضة',
  zh: '签署请愿书',
  vi: 'Ký bản kiến nghị',
  tl: 'Lagdaan ang petisyon',
  ht: 'Siyen petisyon an',
};

for (const [lang, signButton] of Object.entries(SIGN_BUTTONS)) {
  it(`"${lang}" is loaded once for all widgets`, async () => {
    const dictionaryRequests = () =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith(`petition-widget.${lang}.json`));
    const widgets = await Promise.all([1, 2].map(async () => show(await serve(), { attributes: { lang } })));
    for (const widget of widgets) {
      await until(() => textOf(widget).includes(signButton), `it says ${signButton}`);
      const base = query(widget, '[part=base]');
      assert.deepEqual([base.lang, base.dir], [lang, lang === 'ar' ? 'rtl' : 'ltr']);
    }
    assert.lengthOf(dictionaryRequests(), 1);
  });
}

it('Arabic is right-to-left on any page', async () => {
  const widget = await show(await serve(), { attributes: { lang: 'ar' } });
  assert.equal(getComputedStyle(query(widget, '[part=base]')).direction, 'rtl');
  const [label, field] = [query(widget, '[part=label]'), query(widget, '[part=input]')];
  assert.equal(getComputedStyle(label).textAlign, 'start');
  assert.isAtMost(Math.abs(label.getBoundingClientRect().right - field.getBoundingClientRect().right), 1);
});

it('a petition in another language than the widget is marked', async () => {
  const petition = { lang: 'es', languages: ['es'] };
  const widget = await show(await serve({ petition }), { attributes: { lang: 'en' } });
  assert.equal(query(widget, '[part=title]').lang, 'es');
  assert.equal(query(widget, '[part=text]').lang, 'es');
  assert.equal(query(widget, 'form').closest<HTMLElement>('[lang]')!.lang, 'en');
});

it('"Read more" is in the widget’s language', async () => {
  const petition = { lang: 'es', languages: ['es'], text: 'Muchas palabras. '.repeat(60) };
  const widget = await show(await serve({ petition }), { attributes: { lang: 'en' } });
  const summary = query(widget, 'summary');
  assert.deepEqual([summary.lang, summary.textContent], ['en', en.more]);
});

it('a petition in one language offers no choice', async () => {
  assert.lengthOf(queryAll(await show(await serve()), '[aria-pressed]'), 0);
});

describe('a petition in two languages', () => {
  it('offers both in their own names and marks the current one', async () => {
    const widget = await show(await serve(BILINGUAL));
    assert.deepEqual(
      queryAll(widget, '[aria-pressed]').map(({ textContent, lang, ariaPressed }) => [
        textContent,
        lang,
        ariaPressed,
      ]),
      [
        ['English', 'en', 'true'],
        [SPANISH, 'es', 'false'],
      ],
    );
  });

  it('switches text, labels, and numbers, and back', async () => {
    const widget = await show(await serve(BILINGUAL));
    buttonWithText(widget, SPANISH).click();
    await until(() => textOf(widget, 'h2') === 'Que no cierre la biblioteca del puerto', 'it is Spanish');
    assert.include(textOf(widget), es.sign);
    assert.include(textOf(widget), '8,889 de 9,000 firmas');
    assert.equal(buttonWithText(widget, SPANISH).ariaPressed, 'true');
    buttonWithText(widget, 'English').click();
    await until(() => textOf(widget, 'h2') === 'Keep the harbour library open', 'it is English');
    assert.include(textOf(widget), en.sign);
  });

  it('keeps the input when the language changes', async () => {
    const petition = { ...BILINGUAL.petition, fields: ALL_FIELDS };
    const widget = await show(await serve({ ...BILINGUAL, petition }));
    await fill(widget, {
      givenName: 'Ada',
      familyName: 'Lovelace',
      email: 'ada@example.org',
      postalCode: '20095',
      comment: 'I learnt to read there.',
      contact: true,
    });
    const before = formValues(widget);
    buttonWithText(widget, SPANISH).click();
    await until(() => isSpanish(widget), 'it is Spanish');
    assert.deepEqual(formValues(widget), before);
    assert.equal(before.comment, 'I learnt to read there.');
  });

  it('keeps the country when the language changes the order', async () => {
    const petition = { ...BILINGUAL.petition, fields: ALL_FIELDS };
    const widget = await show(await serve({ ...BILINGUAL, petition }));
    await fill(widget, { country: 'DE' });
    buttonWithText(widget, SPANISH).click();
    await until(() => isSpanish(widget), 'it is Spanish');
    await widget.updateComplete;
    assert.equal(input(widget, 'country').value, 'DE');
  });

  for (const [who, change] of [
    ['the person', (widget: Widget) => buttonWithText(widget, SPANISH).click()],
    ['the page', (widget: Widget) => widget.setAttribute('lang', 'es')],
  ] as const) {
    it(`says thanks in the language that ${who} chose while the signature was being sent`, async () => {
      const fake = await serve({ ...BILINGUAL, answers: { signatures: 'hold' } });
      const widget = await show(fake);
      await fill(widget, ADA);
      await clickSign(widget);
      change(widget);
      await until(() => textOf(widget, 'h2') === 'Que no cierre la biblioteca del puerto', 'it is Spanish');
      await fake.change({ ...BILINGUAL, answers: { signatures: 'ok' } });
      await until(() => textOf(widget).includes(es.signed), 'the thanks are shown');
    });
  }

  it('translates errors when the language changes', async () => {
    const widget = await show(await serve(BILINGUAL));
    await clickSign(widget);
    assert.include(textOf(widget, 'form'), en.required);
    buttonWithText(widget, SPANISH).click();
    await until(() => isSpanish(widget), 'it is Spanish');
    assert.notInclude(textOf(widget, 'form'), en.required);
  });

  it('follows a new lang after a choice', async () => {
    const widget = await show(await serve(BILINGUAL), { attributes: { lang: 'en' } });
    buttonWithText(widget, SPANISH).click();
    await until(() => isSpanish(widget), 'it is Spanish');
    widget.lang = 'en-GB';
    await until(() => textOf(widget, 'h2') === 'Keep the harbour library open', 'it is English');
    assert.isFalse(isSpanish(widget));
  });

  it('stays as it is if the other language can’t be loaded', async () => {
    const fake = await serve(BILINGUAL);
    const widget = await show(fake);
    const before = textOf(widget);
    const errors = collectEvents('petition-error');
    await fake.change({ ...BILINGUAL, answers: { petition: 'drop' } });
    buttonWithText(widget, SPANISH).click();
    await until(() => errors.length, 'petition-error is dispatched');
    await widget.updateComplete;
    assert.equal(textOf(widget), before);
  });

  it('shows the last choice, whatever order responses arrive in', async () => {
    const fake = await serve(BILINGUAL);
    const widget = await show(fake);
    await fake.change({ ...BILINGUAL, answers: { petition: 'hold' } });
    buttonWithText(widget, SPANISH).click();
    await until(async () => (await fake.requests('petition')).length === 2, 'Spanish is requested');
    buttonWithText(widget, 'English').click();
    await until(async () => (await fake.requests('petition')).length === 3, 'English is requested');
    await fake.change({ ...BILINGUAL, answers: { petition: 'ok' } });
    await until(() => !isSpanish(widget), 'it is English');
    assert.equal(textOf(widget, 'h2'), 'Keep the harbour library open');
  });
});

it('two widgets on a page can have different languages', async () => {
  const english = mount((await serve(BILINGUAL)).slug, { attributes: { lang: 'en' } });
  const spanish = await show(await serve(BILINGUAL), { attributes: { lang: 'es' } });
  await until(() => english.shadowRoot!.querySelector('h2'), 'the English one is shown');
  assert.equal(textOf(english, 'h2'), 'Keep the harbour library open');
  assert.include(textOf(english), en.sign);
  assert.equal(textOf(spanish, 'h2'), 'Que no cierre la biblioteca del puerto');
  assert.include(textOf(spanish), es.sign);
});

describe('when the page changes its language after loading, as translators do', () => {
  for (const [where, change] of [
    ['the document', () => (document.documentElement.lang = 'es')],
    ['an element around the widget', () => (stage.lang = 'es')],
  ] as const) {
    it(`the widget follows ${where}, and keeps what was typed`, async () => {
      afterThisTest(() => stage.removeAttribute('lang'));
      const fake = await serve(BILINGUAL);
      const widget = await show(fake);
      await fill(widget, ADA);
      change();
      await until(() => isSpanish(widget), 'it is Spanish');
      assert.equal(textOf(widget, 'h2'), 'Que no cierre la biblioteca del puerto');
      assert.deepInclude(formValues(widget), ADA);
      await sign(widget, {});
      assert.propertyVal((await fake.signatures())[0], 'lang', 'es');
    });
  }

  it('the widget keeps its own language and the person’s choice', async () => {
    const own = await serve(BILINGUAL);
    const withLang = await show(own, { attributes: { lang: 'en' } });
    const chosen = await serve(BILINGUAL);
    const withChoice = await show(chosen);
    buttonWithText(withChoice, SPANISH).click();
    await until(() => isSpanish(withChoice), 'it is Spanish');
    document.documentElement.lang = 'fr';
    await rendered();
    assert.lengthOf(await own.requests('petition'), 1);
    assert.lengthOf(await chosen.requests('petition'), 2);
    assert.isFalse(isSpanish(withLang));
    assert.isTrue(isSpanish(withChoice));
  });
});

describe('when a translator replaces the text inside', () => {
  /** Puts `<font>` in the place of each text, as translators do. */
  function translate(node: Node) {
    for (const child of [...node.childNodes]) {
      if (child.nodeType === Node.TEXT_NODE && (child as Text).data.trim()) {
        const font = document.createElement('font');
        font.textContent = `[x] ${(child as Text).data}`;
        (child as Text).replaceWith(font);
      } else if (child.nodeName !== 'STYLE') translate(child);
    }
  }

  it('the number, the goal, and the consent still follow', async () => {
    const fake = await serve(BILINGUAL);
    const widget = await show(fake);
    translate(widget.shadowRoot!);
    await fake.change({
      petition: { count: 9_500, goal: 10_000 },
      translations: [
        { lang: 'es', consent: { ...fake.petition.consent, text: 'Solo la organización lo ve.' } },
      ],
    });
    document.dispatchEvent(new Event('visibilitychange'));
    await until(
      () => textOf(widget, '[part=progress]') === '9,500 of 10,000 signatures',
      'the number follows',
    );
    widget.lang = 'es';
    await until(
      () => textOf(widget, '[part=consent]').includes('Solo la organización lo ve.'),
      'it is Spanish',
    );
    assert.equal(textOf(widget, '[part=progress]'), '9,500 de 10,000 firmas');
    assert.include(textOf(widget, 'form'), es.givenName);
    assert.include(textOf(widget, 'form'), es.sign);
  });
});
