import { assert } from 'chai';
import { COUNTRY_CODES } from '../../server/i18n/countries.ts';
import { listCountries } from '../../widget/templates/countries.ts';
import { query, serve, show } from './harness.ts';

const ALL = [...COUNTRY_CODES];

for (const lang of ['en', 'es', 'fr', 'pt', 'de', 'ar', 'zh', 'vi', 'tl', 'ht']) {
  it(`the countries in "${lang}" have names and are sorted`, () => {
    const names = listCountries(lang, ALL).map(({ name }) => name);
    assert.deepEqual(names, [...names].sort(new Intl.Collator(lang).compare));
    assert.lengthOf(new Set(names), ALL.length);
    for (const code of ALL) assert.notInclude(names, code);
  });
}

it('countries have names in the language, or else in French', () => {
  const nameIn = (lang: string) => listCountries(lang, ALL).find(({ code }) => code === 'DE')?.name;
  assert.deepEqual(['en', 'es', 'ht'].map(nameIn), ['Germany', 'Alemania', 'Allemagne']);
});

it('the select has the server’s countries and an empty option', async () => {
  const fields = { country: 'required' } as never;
  const widget = await show(await serve({ petition: { fields, countries: ['NL', 'DE'] } }));
  const { options } = query<HTMLSelectElement>(widget, 'select');
  assert.deepEqual(
    [...options].map(({ value, text }) => [value, text]),
    [
      ['', ''],
      ['DE', 'Germany'],
      ['NL', 'Netherlands'],
    ],
  );
});
