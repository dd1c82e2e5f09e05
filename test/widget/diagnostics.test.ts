import { assert } from 'chai';
import { LANGUAGES } from '../../common/languages.ts';
import { diagnose } from '../../widget/diagnostics.ts';
import {
  ADA,
  clickSign,
  fill,
  has,
  mount,
  NO_SLUG,
  replace,
  serve,
  show,
  sign,
  until,
  warnings,
} from './harness.ts';

/** Waits for the only line on the console. Returns it without the tag. */
async function reportedLine(): Promise<string> {
  await until(() => warnings.length > 0, 'something is reported');
  assert.lengthOf(warnings, 1);
  assert.notInclude(warnings[0], '\n');
  const [, line] = /^<petition-widget>: (.*)$/.exec(warnings[0]!) ?? [];
  assert.isString(line, warnings[0]);
  return line!;
}

const PARTNER = 'harbour-aid';

it('an unknown petition is reported with the server and its petitions', async () => {
  const fake = await serve();
  mount(NO_SLUG);
  const line = await reportedLine();
  assert.include(line, `${location.origin} has no petition "${NO_SLUG}".`);
  assert.include(line, 'Available: ');
  assert.notInclude(line, 'Did you mean');
  assert.isString(fake.slug);
});

it('a typo in a slug is reported with the slug that was probably meant', async () => {
  const { slug } = await serve();
  mount(slug.replace('-', '_').toUpperCase());
  assert.include(await reportedLine(), `Did you mean "${slug}"?`);
});

it('a missing petition attribute is reported with an example', async () => {
  await serve();
  mount('');
  assert.match(
    await reportedLine(),
    /^the attribute "petition" is missing\. Add it, like petition="[^"]+"\./,
  );
});

for (const server of [
  'petitions.example.org',
  '//',
  'javascript:alert(1)',
  '"><script>',
  'x'.repeat(10_000),
]) {
  it(`an invalid server attribute is reported with an example: ${server.slice(0, 30)}`, async () => {
    mount(NO_SLUG, { attributes: { server } });
    const line = await reportedLine();
    assert.include(line, ' is not a URL. Write it in full, like server="https://petitions.example.org"');
    assert.isBelow(line.length, 300);
  });
}

it('a server that doesn’t respond is reported with ways to check', async () => {
  mount(NO_SLUG, { attributes: { server: 'http://localhost:1' } });
  const line = await reportedLine();
  assert.include(line, "http://localhost:1 can't be reached, or isn't a petition server.");
  assert.include(line, 'connect-src http://localhost:1');
});

it('a server error is reported as an error of the server, not of the page', async () => {
  const { slug } = await serve({ answers: { petition: { status: 503 } } });
  mount(slug);
  assert.include(
    await reportedLine(),
    `responded with 503 to the request for the petition "${slug}". The petition exists.`,
  );
});

it('an unknown partner is reported with the one that was probably meant', async () => {
  const fake = await serve();
  const widget = await show(fake, { attributes: { partner: 'harbor-aid' } });
  const line = await reportedLine();
  assert.include(
    line,
    `the petition "${fake.slug}" has no partner "harbor-aid", so signatures from this page count for no partner.`,
  );
  assert.include(line, `Did you mean "${PARTNER}"?`);
  await sign(widget, ADA);
  assert.notProperty((await fake.signatures())[0], 'partner', 'signing still works');
});

it('an unknown partner is reported of a petition that is too old for the first page of the list', async () => {
  const fake = await serve({ isOld: true });
  await show(fake, { attributes: { partner: 'harbor-aid' } });
  assert.include(await reportedLine(), `the petition "${fake.slug}" has no partner "harbor-aid"`);
});

for (const partner of ['"><script>alert(1)</script>', '__proto__', 'x'.repeat(10_000)]) {
  it(`a nonsensical partner is reported in a short line and keeps nobody from signing: ${partner.slice(0, 30)}`, async () => {
    const fake = await serve();
    const widget = await show(fake, { attributes: { partner } });
    const line = await reportedLine();
    assert.include(line, `has no partner "${partner.slice(0, 80)}`);
    assert.isBelow(line.length, 400);
    await sign(widget, ADA);
    assert.lengthOf(await fake.signatures(), 1);
  });
}

for (const level of ['1', '7', 'h3', '2.5', '-3', 'x'.repeat(10_000)]) {
  it(`a heading level that there isn’t is reported with those there are: ${level.slice(0, 30)}`, async () => {
    const widget = await show(await serve(), { attributes: { 'heading-level': level, lang: 'en' } });
    const line = await reportedLine();
    assert.include(line, `heading-level="${level.slice(0, 80)}`);
    assert.include(line, "is not a heading's level. Use a number from 2 to 6.");
    assert.isBelow(line.length, 200);
    assert.isTrue(has(widget, 'h2'));
  });
}

it('an unsupported language is reported with the supported ones', async () => {
  for (const lang of ['klingon', 'english', 'est', 'zh-TW']) {
    warnings.length = 0;
    await show(await serve(), { attributes: { lang } });
    const line = await reportedLine();
    assert.include(line, `lang="${lang}" is not a supported language, so the widget falls back to English.`);
    assert.include(line, 'ar, de, en, es, fr, ht, pt, tl, vi, zh');
  }
});

for (const [lang, meant] of [
  ['sp', 'es'],
  ['spa', 'es'],
  ['Spanish', 'es'],
  ['english', 'en'],
  ['kreyòl', undefined],
  ['klingon', undefined],
  // Languages that exist: Swedish, Tamil, Estonian, and Traditional Chinese.
  ['sv', undefined],
  ['ta', undefined],
  ['est', undefined],
  ['zh-TW', undefined],
  ['"><b>', undefined],
  ['x', undefined],
  ['-1', undefined],
] as const) {
  it(`lang="${lang}" ${meant ? `is told to be "${meant}"` : 'is told to be no language of ours'}`, async () => {
    await show(await serve(), { attributes: { lang } });
    const line = await reportedLine();
    assert.include(line, 'is not a supported language');
    assert.equal(/Did you mean "(\w+)"\?/.exec(line)?.[1], meant);
  });
}

it('a dictionary that can’t be loaded is reported differently from an unsupported language', async () => {
  const { fetch } = window;
  const isDictionary = (url: string | URL) => `${url}`.includes('petition-widget.vi');
  replace(window, 'fetch', (url: string | URL, init?: RequestInit) =>
    isDictionary(url) ? Promise.reject(new TypeError()) : fetch(url, init),
  );
  const { open } = XMLHttpRequest.prototype;
  replace(XMLHttpRequest.prototype, 'open', function (this: XMLHttpRequest, method: string, url: string) {
    open.call(this, method, isDictionary(url) ? 'http://127.0.0.1:1/' : url, true);
  });
  await show(await serve(), { attributes: { lang: 'vi' } });
  assert.include(await reportedLine(), 'the dictionary for "vi" can\'t be loaded from ');
});

for (const lang of ['fil', 'pt-BR', 'ES', 'de-AT', ' es ', '\u00a0es']) {
  it(`lang="${lang}" is not reported`, async () => {
    await show(await serve(), { attributes: { lang } });
    assert.isEmpty(warnings);
  });
}

it('a site that the petition doesn’t allow is reported with the setting that would allow it', async () => {
  const fake = await serve({ answers: { signatures: { status: 403 } } });
  const widget = await show(fake);
  await fill(widget, ADA);
  await clickSign(widget);
  const line = await reportedLine();
  assert.include(line, `"${fake.slug}" doesn't accept signatures from ${location.origin}.`);
  assert.include(line, '"origins"');
});

it('an http server on an https page is reported with its https address', async () => {
  // These tests run on an http page.
  const page = { protocol: 'https:', origin: 'https://harbour-aid.example' };
  const server = 'http://petitions.example.org';
  const element = mount(NO_SLUG, { attributes: { server }, into: document.createElement('p') });
  const circumstances = {
    scriptOrigin: location.origin,
    status: 0,
    languages: LANGUAGES,
    language: undefined,
  };
  await diagnose(element, circumstances, page);
  assert.include(warnings.join(), 'Use server="https://petitions.example.org".');
});

it('a working widget reports nothing', async () => {
  const widget = await show(await serve(), { attributes: { partner: PARTNER, lang: 'es' } });
  assert.isTrue(has(widget, 'form'));
  assert.isEmpty(warnings);
});
