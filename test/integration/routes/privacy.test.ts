// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Dictionary, dictionaryFor, LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { PETITIONS, start } from '../../support/server.ts';

const petitions = [{ ...PETITIONS[0], texts: Object.fromEntries(LANGUAGES.map(textIn)) }, PETITIONS[1]];
function textIn(lang: string) {
  // Petition files call Tagalog by its newer name.
  return [lang === 'tl' ? 'fil' : lang, { title: `Title in ${lang}`, text: 'Text.' }] as const;
}
const SMTP = 'smtp://127.0.0.1:1';
const withoutEmails = await start(undefined, { petitions });
const withEmails = await start(undefined, { petitions, smtpUrl: SMTP });

/** Everything that is true only if emails are sent. */
const aboutEmails = ({ privacy, privacyEmail, privacyPage }: Dictionary) => [
  privacy.text[2]!,
  privacyEmail,
  ...privacyPage.sections.slice(2, 5).flatMap(({ heading, text }) => [heading, text]),
];
/** Everything that is true only if none are sent. */
const aboutNoEmails = ({ privacyNoEmail, privacyPage }: Dictionary) => [
  privacyNoEmail,
  ...privacyPage.withoutEmails.flatMap(({ heading, text }) => [heading, text]),
];

for (const lang of LANGUAGES) {
  describe(`what "${lang}" says about privacy`, () => {
    const { words } = dictionaryFor(lang);
    const pagesOf = async ({ get }: typeof withEmails) =>
      (await (await get(`/p/keep-the-library?lang=${lang}`)).text()) +
      (await (await get(`/privacy?lang=${lang}`)).text());

    it('promises nothing that only emails make true on a server that sends none', async () => {
      const pages = await pagesOf(withoutEmails);
      for (const sentence of aboutEmails(words)) assert.ok(!pages.includes(sentence), sentence);
      for (const sentence of aboutNoEmails(words)) assert.ok(pages.includes(sentence), sentence);
      assert.ok(words.privacy.text[2]!.startsWith(words.privacyCookies));
      assert.ok(pages.includes(words.privacyCookies));
    });

    it('is as before on a server that sends emails', async () => {
      const pages = await pagesOf(withEmails);
      for (const sentence of aboutEmails(words)) assert.ok(pages.includes(sentence), sentence);
      for (const sentence of aboutNoEmails(words)) assert.ok(!pages.includes(sentence), sentence);
    });

    it('names partners wherever a box lets one email the signer, in the form, the page, and the API', async () => {
      for (const server of [withoutEmails, withEmails]) {
        const page = await (await server.get(`/p/keep-the-library?lang=${lang}&partner=harbour-aid`)).text();
        const { consent } = await (await server.get(`/v1/petitions/keep-the-library?lang=${lang}`)).json();
        assert.equal(consent.text, words.consentPartner);
        assert.ok(page.includes(words.consentPartner));
        assert.ok(page.includes(words.privacyPartner));
        assert.ok(!page.includes(words.consent));
        const without = await (await server.get('/v1/petitions/mend-the-bridge')).json();
        assert.equal(without.consent.text, dictionaryFor('en').words.consent);
      }
      assert.ok(!(await (await withEmails.get('/p/mend-the-bridge')).text()).includes(words.privacyPartner));
    });
  });
}
