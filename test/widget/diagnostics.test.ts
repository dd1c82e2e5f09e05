import { assert } from 'chai';
import { advise } from '../../widget/diagnostics.ts';
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
  assert.include(said, 'There are: ');
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
  assert.match(
    await advice(),
    /^the attribute "petition" is missing\. Say which one it is, like petition="[^"]+"\./,
  );
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
    assert.include(said, ' is no address. Write it whole, like server="https://petitions.example.org"');
    assert.isBelow(said.length, 300);
  });
}

it('a server that is there and no petition server is told apart from one that is', async () => {
  mount(NO_SLUG, { attributes: { server: 'http://localhost:1' } });
  const said = await advice();
  assert.include(said, "http://localhost:1 can't be reached, or is no petition server.");
  assert.include(said, 'connect-src http://localhost:1');
});

it('a fault of the server is not called one of the page', async () => {
  const { slug } = await serve({ answers: { petition: { status: 503 } } });
  mount(slug);
  assert.include(
    await advice(),
    `answered with 503 when it was asked for the petition "${slug}". It is there`,
  );
});

it('a partner that the petition doesn’t know is told, with the one that was probably meant', async () => {
  const fake = await serve();
  const widget = await show(fake, { attributes: { partner: 'harbor-aid' } });
  const said = await advice();
  assert.include(
    said,
    `the petition "${fake.slug}" knows no partner "harbor-aid", so what is signed here counts for none.`,
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
    assert.include(said, `knows no partner "${partner.slice(0, 80)}`);
    assert.isBelow(said.length, 400);
    await sign(widget, ADA);
    assert.lengthOf(await fake.signatures(), 1);
  });
}

it('a language that the widget doesn’t speak is told with those that it does', async () => {
  await show(await serve(), { attributes: { lang: 'english' } });
  assert.isEmpty(warnings, 'what begins like a language is taken for it');
  await show(await serve(), { attributes: { lang: 'klingon' } });
  const said = await advice();
  assert.include(said, 'lang="klingon" is no language it speaks, so it speaks English.');
  assert.include(said, 'ar, de, en, es, fr, ht, pt, tl, vi, zh');
});

it('words that can’t be fetched are told apart from a language that there is none of', async () => {
  const { fetch } = window;
  replace(window, 'fetch', (at: string | URL, init?: RequestInit) =>
    `${at}`.includes('petition-widget.vi') ? Promise.reject(new TypeError()) : fetch(at, init),
  );
  await show(await serve(), { attributes: { lang: 'vi' } });
  assert.include(await advice(), 'its words in "vi" can\'t be fetched from ');
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
  assert.include(said, `"${fake.slug}" may not be signed from ${location.origin}.`);
  assert.include(said, '"origins"');
});

it('a page that is encrypted is told why it can’t talk to a server that isn’t', async () => {
  // The page of these tests is not.
  const page = { protocol: 'https:', origin: 'https://harbour-aid.example' };
  const server = 'http://petitions.example.org';
  const element = mount(NO_SLUG, { attributes: { server }, into: document.createElement('p') });
  await advise(element, location.origin, 0, page);
  assert.include(warnings.join(), 'Write server="https://petitions.example.org".');
});

it('a working widget has nothing to say on the console, and asks for no advice', async () => {
  const widget = await show(await serve(), { attributes: { partner: PARTNER, lang: 'es' } });
  assert.isTrue(has(widget, 'form'));
  assert.isEmpty(warnings);
});
