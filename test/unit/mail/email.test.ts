import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionaryFor, LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { type EmailKind, renderEmail } from '../../../server/mail/email.ts';
import { boxesToAsk } from '../../../server/signatures/consent.ts';

const CONFIRM = 'https://petitions.example.org/confirm/TOKEN-C?lang=en';
const WITHDRAW = 'https://petitions.example.org/withdraw/TOKEN-W?lang=en';
const STOP = 'https://petitions.example.org/unsubscribe/TOKEN-U?lang=en';
const XSS = `"><script>alert(1)</script><img src=https://tracker.example/x onerror=alert(1)>`;

const render = (kind: EmailKind, lang: string, title = 'Keep the library open') =>
  renderEmail(kind, {
    lang,
    title,
    titleLang: 'en',
    target: null,
    organizer: null,
    withdrawUrl: WITHDRAW,
    stopUrl: STOP,
    ...(kind === 'confirm' && { confirmUrl: CONFIRM }),
  });

const CONFIRM_PARAMS = {
  title: 'Keep the library open',
  titleLang: 'en',
  target: null,
  organizer: null,
  confirmUrl: CONFIRM,
  withdrawUrl: WITHDRAW,
  stopUrl: STOP,
};

/** Display width. Chinese characters are twice as wide as others. */
const widthOf = (text: string) =>
  [...text].reduce((width, character) => width + (character > '\u2e80' ? 2 : 1), 0);

for (const lang of LANGUAGES) {
  describe(`an email in ${lang}`, () => {
    for (const kind of ['confirm', 'already'] as const) {
      it(`of kind "${kind}" says the same as text and as HTML, and doesn’t reveal the cause in its subject`, () => {
        const { subject, text, html } = render(kind, lang);
        assert.ok(subject.length > 5 && subject.length < 60);
        assert.doesNotMatch(subject, /library|keep/i);
        for (const body of [text, html]) {
          assert.ok(body.includes('Keep the library open'));
          assert.ok(body.includes(WITHDRAW));
          assert.ok(body.includes(STOP));
          assert.equal(body.includes(CONFIRM), kind === 'confirm');
        }
        assert.match(html, new RegExp(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">`));
      });
    }

    it('about a signature that exists doesn’t say that only the organizer can read it: a partner may, if its box was checked', () => {
      const { emails } = dictionaryFor(lang).words;
      const { text, html } = render('already', lang);
      assert.ok(text.includes(`\n\n${emails.already.privacy}\n`));
      assert.ok(html.includes(`>${emails.already.privacy}<`));
      assert.ok(!text.includes(`\n\n${emails.privacy}`));
      assert.ok(!html.includes(`>${emails.privacy}<`));
    });

    it('names the boxes that were checked, and then no longer says that only the organizer can read who signed', () => {
      const boxes = boxesToAsk(
        { contact: true, partnerContact: true },
        { display: 'D', contact: 'C & more', partnerContact: 'From #' },
        'Harbour <Aid>',
      );
      const { text, html } = renderEmail('confirm', { ...CONFIRM_PARAMS, lang, boxes });
      assert.ok(text.includes('    C & more\n    From Harbour <Aid>\n'));
      assert.ok(html.includes('<li>C &amp; more</li><li>From <bdi>Harbour &lt;Aid&gt;</bdi></li>'));
      const { emails } = dictionaryFor(lang).words;
      const plain = renderEmail('confirm', { ...CONFIRM_PARAMS, lang });
      for (const body of [text, html]) {
        assert.ok(body.includes(emails.boxes) && body.includes(emails.privacyBoxes));
        // The longer sentence may end with the shorter one.
        assert.ok(![`\n${emails.privacy}`, `>${emails.privacy}`].some((start) => body.includes(start)));
      }
      for (const body of [plain.text, plain.html]) {
        assert.ok(!body.includes(emails.boxes) && body.includes(emails.privacy));
      }
    });

    it('begins with words that don’t reveal the cause, because inboxes show them after the subject', () => {
      for (const kind of ['confirm', 'already'] as const) {
        const { text } = render(kind, lang);
        assert.ok(widthOf(text.slice(0, text.indexOf('library'))) > 80, text);
      }
    });
  });
}

describe('an email', () => {
  it('loads no images, fonts, style sheets, or scripts', () => {
    for (const kind of ['confirm', 'already'] as const) {
      const { html } = render(kind, 'en');
      assert.doesNotMatch(html, /<(?:img|link|script|iframe|object|video|audio)|url\(|@import|src=/i);
      const urls = [...html.matchAll(/https?:\/\/[^"\s<]+/g)].map(([url]) => url);
      assert.deepEqual(
        new Set(urls),
        new Set(kind === 'confirm' ? [CONFIRM, WITHDRAW, STOP] : [WITHDRAW, STOP]),
      );
    }
  });

  it('escapes the title', () => {
    const { html, text } = render('confirm', 'en', XSS);
    assert.doesNotMatch(html, /<script|<img/);
    assert.ok(html.includes('&quot;&gt;&lt;script&gt;'));
    assert.ok(text.includes(XSS));
  });

  it('falls back to English for unknown languages', () => {
    assert.equal(render('confirm', 'tlh').subject, render('confirm', 'en').subject);
  });
});

describe('an email', () => {
  it('names who the petition is addressed to, and who is behind it, as text', () => {
    const organizer = { name: `Harbour & ${XSS}`, url: 'https://example.org', email: 'info@example.org' };
    const { text, html } = renderEmail('confirm', {
      ...CONFIRM_PARAMS,
      lang: 'en',
      target: `The <b>Mayor</b>`,
      organizer,
    });
    assert.ok(text.includes('    Keep the library open\n    To: The <b>Mayor</b>\n'));
    assert.ok(text.endsWith(`Organized by ${organizer.name}: info@example.org\n`));
    assert.ok(html.includes('To: The &lt;b&gt;Mayor&lt;/b&gt;'));
    assert.doesNotMatch(html, /<script|<img|<b>/);
    assert.match(html, /Organized by Harbour &amp; .*: info@example\.org/);
  });
});
