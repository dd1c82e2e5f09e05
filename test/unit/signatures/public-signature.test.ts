import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  PublicSignatureCipher,
  publicName,
  shortenStoredName,
} from '../../../server/signatures/public-signature.ts';

describe('the public name', () => {
  for (const [given, family, shown] of [
    ['Ana', 'García López', 'Ana G.'],
    ['Ana María', 'García', 'Ana G.'],
    ['Đorđe', 'Živković', 'Đorđe Ž.'],
    ['Åsa', 'A\u030angström', 'Åsa A\u030a.'],
    ['நிலா', 'கிருஷ்ணன்', 'நிலா கி.'],
    ['ليلى', 'حداد', 'ليلى ح.'],
    ['Jean-Pierre', 'D’Arc', 'Jean-Pierre D.'],
    ['O’Shea', '', 'O’Shea'],
    ['J.', 'Okoro', 'J. O.'],
    ['می\u200cگل', 'حداد', 'می\u200cگل ح.'],
    ['Zoé', '👩‍👧‍👦 de la Cruz', 'Zoé d.'],
    ['Zoé', '99', 'Zoé'],
  ] as const) {
    it(`is "${shown}" for ${given} ${family}, with a whole grapheme as the initial`, () => {
      assert.equal(publicName(given, family), shown);
    });
  }

  it('leaves out a family name of one character, because an initial would reveal all of it', () => {
    assert.equal(publicName('伟', '王'), '伟');
    assert.equal(publicName('Ngozi', 'O'), 'Ngozi');
  });

  it('is the first word if the whole name is in one field', () => {
    assert.equal(publicName('Ana García López'), 'Ana');
    assert.equal(publicName('Ana\u00a0García'), 'Ana');
    assert.equal(publicName('Ana'), 'Ana');
  });

  it('has no family name that was also entered as a first name', () => {
    assert.equal(publicName('Ana García', 'García'), 'Ana G.');
    assert.equal(publicName('GARCÍA ana', 'García'), 'ana G.');
    assert.equal(publicName('García', 'García López'), 'G.');
    assert.equal(publicName('王小明', '王'), '小明');
  });

  it('is one character of a whole name in a script that writes it as one word', () => {
    assert.equal(publicName('王小明'), '王');
    assert.equal(publicName('김민수'), '김');
    assert.equal(publicName('やまだたろう'), 'や');
    assert.equal(publicName('小明', '欧阳'), '小明 欧.');
  });

  for (const [what, name] of [
    ['digits', 'Ana2'],
    ['a web address', 'https://evil.example'],
    ['a bare domain', 'evil.example'],
    ['an email address', 'ana@example.org'],
    ['a price', '$100'],
    ['emoji', '🌻'],
    ['stacked marks', `Z${'\u0301'.repeat(199)}`],
    ['only punctuation', '---'],
    ['a name between underscores', 'Ana_García'],
  ] as const) {
    it(`doesn’t exist for ${what}`, () => {
      assert.equal(publicName(name), null);
      assert.equal(publicName(name, 'García'), null);
    });
  }

  it('is truncated between graphemes if it is too long', () => {
    assert.equal(publicName('a'.repeat(20)), 'a'.repeat(20));
    assert.equal(publicName('a'.repeat(200)), `${'a'.repeat(20)}…`);
    assert.equal(publicName('a'.repeat(200), 'García'), `${'a'.repeat(20)}… G.`);
    assert.equal(publicName('நி'.repeat(100)), `${'நி'.repeat(20)}…`);
  });

  it('takes an initial without stacked marks, or none', () => {
    assert.equal(publicName('Ana', `Z${'\u0301'.repeat(199)}x`), 'Ana');
  });
});

describe('a public name that an older version stored', () => {
  for (const [stored, shown] of [
    ['Ana G.', 'Ana G.'],
    ['Ana', 'Ana'],
    ['Ana María García López', 'Ana'],
    ['Ana María G.', 'Ana G.'],
    ['Ana María de los Ángeles Inmaculada Ros… G.', 'Ana G.'],
    ['நிலா கி.', 'நிலா கி.'],
    ['Zoé 👩‍👧‍👦.', 'Zoé'],
    ['https://evil.example', null],
    ['Sign elsewhere: evil.example', 'Sign'],
  ] as const) {
    it(`is shown as ${shown} if it was ${stored}`, () => assert.equal(shortenStoredName(stored), shown));
  }
});

describe('PublicSignatureCipher', () => {
  const cipher = new PublicSignatureCipher(Buffer.from('a secret for tests, long enough to be one'));
  const signer = { petition_id: 7, signer_key: randomBytes(32) };
  const shown = cipher.encrypt(signer, { name: 'Ana G.', comment: 'It is right.' });

  it('decrypts with the same secret only', () => {
    assert.deepEqual(cipher.decrypt({ ...signer, shown }), { name: 'Ana G.', comment: 'It is right.' });
    const another = new PublicSignatureCipher(Buffer.from('another secret, which is as long as that one'));
    assert.equal(another.decrypt({ ...signer, shown }), null);
    assert.ok(!shown.includes('Ana G.'));
  });

  it('returns null for a row that was moved to another signer or petition, or damaged', () => {
    assert.equal(cipher.decrypt({ ...signer, petition_id: 8, shown }), null);
    assert.equal(cipher.decrypt({ ...signer, signer_key: randomBytes(32), shown }), null);
    const damaged = Buffer.from(shown);
    damaged[20]! ^= 1;
    assert.equal(cipher.decrypt({ ...signer, shown: damaged }), null);
    assert.equal(cipher.decrypt({ ...signer, shown: Buffer.alloc(3) }), null);
  });
});
