import { assert } from 'chai';
import { LANGUAGES } from '../../common/languages.ts';
import { diagnose } from '../../widget/diagnostics.ts';
import {
  ADA,
  fill,
  has,
  mount,
  NO_SLUG,
  pressSign,
  replace,
  serve,
  show,
  sign,
  until,
  warnings,
} from './harness.ts';

/** The one line that the console says, without whose it is. */
async function advice(): Promise<string> {
  await until(() => warnings.length > 0, 'the console says something');
  assert.lengthOf(warnings, 1);
  assert.notInclude(warnings[0], '\n');
  const [, said] = /^<petition-widget>: (.*)$/.exec(warnings[0]!) ?? [];
  assert.isString(said, warnings[0]);
  return said!;
}

const PARTNER = 'harbour-aid';

it('a petition that is not there is named, with the server and those that are there', async () => {
  const fake = await serve();
  mount(NO_SLUG);
  const said = await advice();
  assert.include(said, `${location.origin} has no petition "${NO_SLUG}".`);
  assert.include(said, 'Available: ');
  assert.notInclude(said, 'Did you mean');
  assert.isString(fake.slug);
});

it('a slip of the pen in a petition’s name is told with the name that was probably meant', async () => {
  const { slug } = await serve();
  mount(slug.replace('-', '_').toUpperCase());
  assert.include(await advice(), `Did you mean "${slug}"?`);
});

it('a widget without a petition is told what to write', async () => {
  await serve();
  mount('');
  assert.match(await advice(), /^the attribute "petition" is missing\. Add it, like petition="[^"]+"\./);
});

for (const server of [
  'petitions.example.org',
  '//',
  'javascript:alert(1)',
  '"><script>',
  'x'.repeat(10_000),
]) {
  it(`a server that is no address is told how one is written: ${server.slice(0, 30)}`, async () => {
    mount(NO_SLUG, { attributes: { server } });
    const said = await advice();
    assert.include(said, ' is not a URL. Write it in full, like server="https://petitions.example.org"');
    assert.isBelow(said.length, 300);
  });
}

it('a server that is there and no petition server is told apart from one that is', async () => {
  mount(NO_SLUG, { attributes: { server: 'http://localhost:1' } });
  const said = await advice();
  assert.include(said, "http://localhost:1 can't be reached, or isn't a petition server.");
  assert.include(said, 'connect-src http://localhost:1');
});

it('a fault of the server is not called one of the page', async () => {
  const { slug } = await serve({ answers: { petition: { status: 503 } } });
  mount(slug);
  assert.include(
    await advice(),
    `responded with 503 to the request for the petition "${slug}". The petition exists.`,
  );
});

it('a partner that the petition doesn’t know is told, with the one that was probably meant', async () => {
  const fake = await serve();
  const widget = await show(fake, { attributes: { partner: 'harbor-aid' } });
  const said = await advice();
  assert.include(
    said,
    `the petition "${fake.slug}" has no partner "harbor-aid", so signatures from this page count for no partner.`,
  );
  assert.include(said, `Did you mean "${PARTNER}"?`);
  await sign(widget, ADA);
  assert.notProperty((await fake.signatures())[0], 'partner', 'and it still signs');
});

for (const partner of ['"><script>alert(1)</script>', '__proto__', 'x'.repeat(10_000)]) {
  it(`a partner’s code of nonsense is told in a short line, and keeps nobody from signing: ${partner.slice(0, 30)}`, async () => {
    const fake = await serve();
    const widget = await show(fake, { attributes: { partner } });
    const said = await advice();
    assert.include(said, `has no partner "${partner.slice(0, 80)}`);
    assert.isBelow(said.length, 400);
    await sign(widget, ADA);
    assert.lengthOf(await fake.signatures(), 1);
  });
}

it('a language that the widget doesn’t speak is told with those that it does', async () => {
  for (const lang of ['klingon', 'english', 'est', 'zh-TW']) {
    warnings.length = 0;
    await show(await serve(), { attributes: { lang } });
    const said = await advice();
    assert.include(said, `lang="${lang}" is not a supported language, so the widget is in English.`);
    assert.include(said, 'ar, de, en, es, fr, ht, pt, tl, vi, zh');
  }
});

it('words that can’t be fetched are told apart from a language that there is none of', async () => {
  const { fetch } = window;
  replace(window, 'fetch', (at: string | URL, init?: RequestInit) =>
    `${at}`.includes('petition-widget.vi') ? Promise.reject(new TypeError()) : fetch(at, init),
  );
  await show(await serve(), { attributes: { lang: 'vi' } });
  assert.include(await advice(), 'the dictionary for "vi" can\'t be loaded from ');
});

for (const lang of ['fil', 'pt-BR', 'ES', 'de-AT']) {
  it(`nothing is said of lang="${lang}"`, async () => {
    await show(await serve(), { attributes: { lang } });
    assert.isEmpty(warnings);
  });
}

it('a site that a petition may not be signed from is told whom to ask', async () => {
  const fake = await serve({ answers: { signatures: { status: 403 } } });
  const widget = await show(fake);
  await fill(widget, ADA);
  await pressSign(widget);
  const said = await advice();
  assert.include(said, `"${fake.slug}" doesn't accept signatures from ${location.origin}.`);
  assert.include(said, '"origins"');
});

it('a page that is encrypted is told why it can’t talk to a server that isn’t', async () => {
  // The page of these tests is not.
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

it('a working widget has nothing to say on the console, and asks for no advice', async () => {
  const widget = await show(await serve(), { attributes: { partner: PARTNER, lang: 'es' } });
  assert.isTrue(has(widget, 'form'));
  assert.isEmpty(warnings);
});
