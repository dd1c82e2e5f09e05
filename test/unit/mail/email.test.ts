import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { type EmailKind, renderEmail } from '../../../server/mail/email.ts';

const CONFIRM = 'https://petitions.example.org/confirm/TOKEN-C?lang=en';
const WITHDRAW = 'https://petitions.example.org/withdraw/TOKEN-W?lang=en';
const XSS = `"><script>alert(1)</script><img src=https://tracker.example/x onerror=alert(1)>`;

const compose = (kind: EmailKind, lang: string, title = 'Keep the library open') =>
  renderEmail(kind, {
    lang,
    title,
    titleLang: 'en',
    withdrawUrl: WITHDRAW,
    ...(kind === 'confirm' && { confirmUrl: CONFIRM }),
  });

/** Chinese characters are twice as wide as others. */
const widthOf = (text: string) => [...text].reduce((sum, each) => sum + (each > '\u2e80' ? 2 : 1), 0);

for (const lang of LANGUAGES) {
  describe(`a letter in ${lang}`, () => {
    for (const kind of ['confirm', 'already'] as const) {
      it(`of the kind "${kind}" says the same as text and as HTML, and its subject says nothing of the cause`, () => {
        const { subject, text, html } = compose(kind, lang);
        assert.ok(subject.length > 5 && subject.length < 60);
        assert.doesNotMatch(subject, /library|keep/i);
        for (const body of [text, html]) {
          assert.ok(body.includes('Keep the library open'));
          assert.ok(body.includes(WITHDRAW));
          assert.equal(body.includes(CONFIRM), kind === 'confirm');
        }
        assert.match(html, new RegExp(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">`));
      });
    }

    it('begins with words that don’t tell the cause, since inboxes show them behind the subject', () => {
      for (const kind of ['confirm', 'already'] as const) {
        const { text } = compose(kind, lang);
        assert.ok(widthOf(text.slice(0, text.indexOf('library'))) > 80, text);
      }
    });
  });
}

describe('a letter', () => {
  it('fetches nothing: no picture, no font, no style sheet, no script', () => {
    for (const kind of ['confirm', 'already'] as const) {
      const { html } = compose(kind, 'en');
      assert.doesNotMatch(html, /<(?:img|link|script|iframe|object|video|audio)|url\(|@import|src=/i);
      const addresses = [...html.matchAll(/https?:\/\/[^"\s<]+/g)].map(([url]) => url);
      assert.deepEqual(new Set(addresses), new Set(kind === 'confirm' ? [CONFIRM, WITHDRAW] : [WITHDRAW]));
    }
  });

  it('shows a title as it is, whatever stands in it', () => {
    const { html, text } = compose('confirm', 'en', XSS);
    assert.doesNotMatch(html, /<script|<img/);
    assert.ok(html.includes('&quot;&gt;&lt;script&gt;'));
    assert.ok(text.includes(XSS));
  });

  it('comes in English where its language isn’t known', () => {
    assert.equal(compose('confirm', 'tlh').subject, compose('confirm', 'en').subject);
  });
});
