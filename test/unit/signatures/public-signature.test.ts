import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { PublicSignatureCipher, publicName } from '../../../server/signatures/public-signature.ts';

describe('the name that is shown', () => {
  for (const [given, family, shown] of [
    ['Ana', 'García López', 'Ana G.'],
    ['Ana María', 'García', 'Ana María G.'],
    ['Đorđe', 'Živković', 'Đorđe Ž.'],
    ['Åsa', 'A\u030angström', 'Åsa A\u030a.'],
    ['நிலா', 'கிருஷ்ணன்', 'நிலா கி.'],
    ['Zoé', '👩‍👧‍👦 de la Cruz', 'Zoé 👩‍👧‍👦.'],
    ['ليلى', 'حداد', 'ليلى ح.'],
  ] as const) {
    it(`of ${given} ${family} is "${shown}": what a reader takes for one letter`, () => {
      assert.equal(publicName(given, family), shown);
    });
  }

  it('leaves out a family name that is one letter or sign, or all of it would be shown', () => {
    assert.equal(publicName('伟', '王'), '伟');
    assert.equal(publicName('Ngozi', 'O'), 'Ngozi');
  });

  it('takes the first word where people write all their names into one field', () => {
    assert.equal(publicName('Ana García López'), 'Ana');
    assert.equal(publicName('Ana'), 'Ana');
  });

  it('is cut where somebody wrote something else than a name, between what a reader takes for letters', () => {
    const forty = 'Ana María de los Ángeles Inmaculada Rosa';
    assert.equal(forty.length, 40);
    assert.equal(publicName(forty, 'García'), `${forty} G.`);
    assert.equal(publicName(`${forty}s`, 'García'), 'Ana María de los Ángeles Inmaculada Ros… G.');
    assert.equal(publicName('Ana '.repeat(50).trim(), 'García'), `${'Ana '.repeat(10).trim()}… G.`);
    assert.equal(publicName('a'.repeat(200)), `${'a'.repeat(39)}…`);
    assert.equal(publicName('நி'.repeat(100)), `${'நி'.repeat(19)}…`);
    assert.equal(publicName('👩‍👧‍👦'.repeat(25)), `${'👩‍👧‍👦'.repeat(4)}…`);
  });

  it('doesn’t tower over the page for the marks that are heaped on a letter', () => {
    const heap = '\u0301'.repeat(199);
    assert.equal(publicName(`Z${heap}`), 'Z…');
    assert.equal(publicName(`👍${heap}`), '👍…');
    assert.equal(publicName('Ana', `Z${heap}x`), 'Ana Z.');
  });
});

describe('what is to be shown', () => {
  const seal = new PublicSignatureCipher(Buffer.from('a secret for tests, long enough to be one'));
  const signer = { petition_id: 7, signer_key: randomBytes(32) };
  const shown = seal.encrypt(signer, { name: 'Ana G.', comment: 'It is right.' });

  it('opens for this server, and for nobody else', () => {
    assert.deepEqual(seal.decrypt({ ...signer, shown }), { name: 'Ana G.', comment: 'It is right.' });
    const another = new PublicSignatureCipher(Buffer.from('another secret, which is as long as that one'));
    assert.equal(another.decrypt({ ...signer, shown }), null);
    assert.ok(!shown.includes('Ana'));
  });

  it('is nobody else’s: moved to another signer or petition, or damaged, it is not shown', () => {
    assert.equal(seal.decrypt({ ...signer, petition_id: 8, shown }), null);
    assert.equal(seal.decrypt({ ...signer, signer_key: randomBytes(32), shown }), null);
    const damaged = Buffer.from(shown);
    damaged[20]! ^= 1;
    assert.equal(seal.decrypt({ ...signer, shown: damaged }), null);
    assert.equal(seal.decrypt({ ...signer, shown: Buffer.alloc(3) }), null);
  });
});
