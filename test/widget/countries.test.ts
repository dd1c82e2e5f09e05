import { assert } from 'chai';
import { COUNTRIES } from '../../server/signing/countries.ts';
import { countriesIn } from '../../widget/countries.ts';

for (const lang of ['en', 'es']) {
  it(`the countries in "${lang}" are those that the server takes`, () => {
    assert.sameMembers(
      countriesIn(lang).map(({ code }) => code),
      [...COUNTRIES],
    );
  });

  it(`the countries in "${lang}" stand in the order of their names`, () => {
    const names = countriesIn(lang).map(({ name }) => name);
    assert.deepEqual(names, [...names].sort(new Intl.Collator(lang).compare));
    assert.lengthOf(new Set(names), names.length);
  });
}

it('countries have the names that the language has for them', () => {
  const nameIn = (lang: string) => countriesIn(lang).find(({ code }) => code === 'DE')?.name;
  assert.deepEqual([nameIn('en'), nameIn('es')], ['Germany', 'Alemania']);
});
