import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import nodemailer from 'nodemailer';
import { LANGUAGES } from '../../../server/i18n/dictionaries.ts';
import { renderEmail } from '../../../server/mail/email.ts';
import { BLOCK_BYTES, padMessage } from '../../../server/mail/padding.ts';
import { boxesToAsk, consentFor } from '../../../server/signatures/consent.ts';

const message = (length: number) => {
  const start = 'From: petitions@example.org\r\nSubject: An email\r\n\r\n';
  return Buffer.from(start + '.'.repeat(length - start.length));
};

describe('padMessage', () => {
  it('makes messages equally long, whatever their length', () => {
    for (let length = 60; length < BLOCK_BYTES - 12; length += 1) {
      assert.equal(padMessage(message(length)).length, BLOCK_BYTES, `${length}`);
    }
    for (const length of [BLOCK_BYTES - 11, BLOCK_BYTES, BLOCK_BYTES + 600])
      assert.equal(padMessage(message(length)).length, 2 * BLOCK_BYTES);
  });

  it('keeps the message, and adds lines short enough for mail servers', () => {
    for (const length of [60, 61, 62, 63, 125, 126, 127, 128, 2_328, 16_371, 16_372]) {
      const padded = padMessage(message(length)).toString('latin1');
      assert.equal(
        padded.replace(/X-Padding:[^\r]*\r\n(?: x+\r\n)*/, ''),
        message(length).toString('latin1'),
      );
      const headers = padded.slice(0, padded.indexOf('\r\n\r\n')).split('\r\n');
      assert.ok(headers.every((line) => line.length <= 78 && line.trim() !== ''));
    }
  });
});

describe('an email', () => {
  for (const lang of LANGUAGES) {
    it(`fits into one block in ${lang}, whichever boxes were checked and however long the names are`, async () => {
      const composer = nodemailer.createTransport({
        streamTransport: true,
        buffer: true,
        newline: 'windows',
      });
      const fields = {
        comment: 'optional',
        display: 'optional',
        contact: 'optional',
        partnerContact: 'optional',
      };
      const { boxes } = consentFor(lang, fields as Parameters<typeof consentFor>[1]);
      const checked = { display: true, contact: true, partnerContact: true };
      const link = (path: string) => `https://petitions.example.org/${path}/${'a'.repeat(160)}?lang=${lang}`;
      const { message } = await composer.sendMail({
        from: 'petitions@example.org',
        to: `${'a'.repeat(240)}@example.org`,
        ...renderEmail('confirm', {
          lang,
          title: '署'.repeat(200),
          titleLang: lang,
          target: '署'.repeat(200),
          organizer: { name: '署'.repeat(120), email: `${'a'.repeat(242)}@example.org` },
          confirmUrl: link('confirm'),
          withdrawUrl: link('withdraw'),
          stopUrl: link('unsubscribe'),
          boxes: boxesToAsk(checked, boxes, '署'.repeat(80)),
        }),
      });
      assert.equal(padMessage(message as Buffer).length, BLOCK_BYTES, `${(message as Buffer).length}`);
    });
  }
});
