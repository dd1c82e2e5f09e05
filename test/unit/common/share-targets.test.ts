import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../../common/languages.ts';
import { mastodonShareUrl, shareTargets } from '../../../common/share-targets.ts';
import { shareText } from '../../../common/share-text.ts';

const TITLE = 'Books & bread: 100 %, $& #?';
const SHARED = { title: TITLE, lang: 'en', url: 'https://petitions.example.org/p/books?lang=es&partner=x' };
const LABELS = { email: 'Email', sms: 'Text' };

const targetsOf = (shared: Partial<Parameters<typeof shareTargets>[0]> = {}) =>
  new Map(
    shareTargets({ ...SHARED, ...shared }, LABELS).map(
      ({ method, href }) => [method, new URL(href)] as const,
    ),
  );
const parameter = (shared: Partial<typeof SHARED>, method: string, name: string) =>
  targetsOf(shared).get(method)!.searchParams.get(name)!;

describe('the sentence that people share', () => {
  it('has the title once, in each language, and is another in each', () => {
    const sentences = LANGUAGES.map((lang) => shareText(lang, TITLE));
    assert.equal(new Set(sentences).size, LANGUAGES.length);
    for (const sentence of sentences) assert.equal(sentence.split(TITLE).length, 2, sentence);
  });

  it('doesn’t say that the person who shares it has signed', () => {
    for (const lang of ['en', 'es', 'fr', 'de', 'pt']) {
      assert.doesNotMatch(shareText(lang, ''), /\b(?:too|también|aussi|mit|auch|também)\b/);
    }
  });

  for (const [lang, as] of [
    ['es-MX', 'es'],
    ['FIL', 'tl'],
    ['zh-Hans-HK', 'zh'],
    ['ko', 'en'],
    ['constructor', 'en'],
    ['', 'en'],
  ] as const) {
    it(`is in "${as}" for a title in "${lang}"`, () =>
      assert.equal(shareText(lang, 'x'), shareText(as, 'x')));
  }

  it('is in the script of the title for Traditional Chinese', () => {
    for (const lang of ['zh-TW', 'zh-Hant', 'zh-Hant-HK', 'zh-HK']) assert.match(shareText(lang, 'x'), /請/);
  });

  it('is the petition’s own, if it has one', () => {
    assert.equal(shareText('en', TITLE, 'Keep the oven on.'), 'Keep the oven on.');
    const { whatsApp, bluesky } = Object.fromEntries(
      [...targetsOf({ shareText: 'Keep the oven on.' })].map(([method, { searchParams }]) => [
        method === 'WhatsApp' ? 'whatsApp' : method.toLowerCase(),
        searchParams.get('text'),
      ]),
    );
    assert.equal(whatsApp, `Keep the oven on. ${SHARED.url}`);
    assert.equal(bluesky, `Keep the oven on. ${SHARED.url}`);
  });
});

describe('the links to share by', () => {
  const sentence = shareText('en', TITLE);

  it('have the same names in every language, which pages count by', () => {
    assert.deepEqual(
      [...targetsOf().keys()],
      ['WhatsApp', 'Telegram', 'SMS', 'E-mail', 'Facebook', 'Bluesky', 'Mastodon', 'X'],
    );
  });

  it('have the sentence and the URL, in the parameters that each network reads', () => {
    const targets = [...targetsOf()].map(
      ([, { protocol, host, pathname, searchParams }]) =>
        [protocol + host + pathname, Object.fromEntries(searchParams)] as const,
    );
    assert.deepEqual(targets, [
      ['https:wa.me/', { text: `${sentence} ${SHARED.url}` }],
      ['https:t.me/share/url', { url: SHARED.url, text: sentence }],
      ['sms:', { body: `${sentence} ${SHARED.url}` }],
      ['mailto:', { subject: TITLE, body: `${sentence} ${SHARED.url}` }],
      ['https:www.facebook.com/sharer/sharer.php', { u: SHARED.url }],
      ['https:bsky.app/intent/compose', { text: `${sentence} ${SHARED.url}` }],
      ['https:petitions.example.org/p/books/mastodon', { lang: 'es', partner: 'x' }],
      ['https:x.com/intent/post', { text: sentence, url: SHARED.url }],
    ]);
  });

  it('lead to a page of the petition server for Mastodon, whether or not the URL has parameters', () => {
    const url = 'https://petitions.example.org/p/books';
    assert.equal(targetsOf({ url }).get('Mastodon')!.href, `${url}/mastodon`);
  });

  it('keep the URL whole where a long title exceeds the longest post', () => {
    for (const title of ['x'.repeat(400), '字'.repeat(200), '👩‍👩‍👧'.repeat(80)]) {
      const bluesky = parameter({ title }, 'Bluesky', 'text');
      assert.ok(bluesky.endsWith(`… ${SHARED.url}`), bluesky);
      assert.ok([...bluesky].length <= 300, `${[...bluesky].length}`);
      assert.doesNotMatch(bluesky, /\p{Cs}/u);
      const x = parameter({ title }, 'X', 'text');
      const weight = [...x].reduce((sum, character) => sum + (character > '\u10ff' ? 2 : 1), 0);
      assert.ok(weight + 24 <= 280 && weight > 250, `${weight}`);
    }
    assert.equal(parameter({ title: 'x'.repeat(200) }, 'X', 'text'), shareText('en', 'x'.repeat(200)));
  });
});

it('a Mastodon server’s page to share gets the sentence and the URL', () => {
  const url = new URL(mastodonShareUrl('mastodon.example', SHARED));
  assert.equal(url.origin + url.pathname, 'https://mastodon.example/share');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    text: `${shareText('en', TITLE)} ${SHARED.url}`,
  });
});
