import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { PublicSignatureCipher, publicName } from '../../../server/signatures/public-signature.ts';

describe('the public name', () => {
  for (const [given, family, shown] of [
    ['Ana', 'García López', 'Ana G.'],
    ['Ana María', 'García', 'Ana María G.'],
    ['Đorđe', 'Živković', 'Đorđe Ž.'],
    ['Åsa', 'A\u030angström', 'Åsa A\u030a.'],
    ['நிலா', 'கிருஷ்ணன்', 'நிலா கி.'],
    ['Zoé', '👩‍👧‍👦 de la Cruz', 'Zoé 👩‍👧‍👦.'],
    ['ليلى', 'حداد', 'ليلى ح.'],
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
    assert.equal(publicName('Ana'), 'Ana');
  });

  it('is truncated between graphemes if it is too long', () => {
    const forty = 'Ana María de los Ángeles Inmaculada Rosa';
    assert.equal(forty.length, 40);
    assert.equal(publicName(forty, 'García'), `${forty} G.`);
    assert.equal(publicName(`${forty}s`, 'García'), 'Ana María de los Ángeles Inmaculada Ros… G.');
    assert.equal(publicName('Ana '.repeat(50).trim(), 'García'), `${'Ana '.repeat(10).trim()}… G.`);
    assert.equal(publicName('a'.repeat(200)), `${'a'.repeat(39)}…`);
    assert.equal(publicName('நி'.repeat(100)), `${'நி'.repeat(19)}…`);
    assert.equal(publicName('👩‍👧‍👦'.repeat(25)), `${'👩‍👧‍👦'.repeat(4)}…`);
  });

  it('drops stacked combining marks, which would cover the page', () => {
    const marks = '\u0301'.repeat(199);
    assert.equal(publicName(`Z${marks}`), 'Z…');
    assert.equal(publicName(`👍${marks}`), '👍…');
    assert.equal(publicName('Ana', `Z${marks}x`), 'Ana Z.');
  });
});

describe('PublicSignatureCipher', () => {
  const cipher = new PublicSignatureCipher(Buffer.from('a secret for tests, long enough to be one'));
  const signer = { petition_id: 7, signer_key: randomBytes(32) };
  const shown = cipher.encrypt(signer, { name: 'Ana G.', comment: 'It is right.' });

  it('decrypts with the same secret only', () => {
    assert.deepEqual(cipher.decrypt({ ...signer, shown }), { name: 'Ana G.', comment: 'It is right.' });
    const another = new PublicSignatureCipher(Buffer.from('another secret, which is as long as that one'));
    assert.equal(another.decrypt({ ...signer, shown }), null);
    assert.ok(!shown.includes('Ana'));
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
