import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dictionaryFor } from '../../../server/i18n/dictionaries.ts';
import { describeMomentum, roundDown } from '../../../server/petitions/momentum.ts';

describe('roundDown', () => {
  for (const [signatures, shown] of [
    [0, 0],
    [9, 0],
    [10, 10],
    [37, 30],
    [99, 90],
    [100, 100],
    [137, 130],
    [1_999, 1_900],
    [1_000_000, 1_000_000],
  ] as const) {
    it(`makes ${signatures} into ${shown}`, () => assert.equal(roundDown(signatures), shown));
  }
});

describe('describeMomentum', () => {
  const { words } = dictionaryFor('en');

  it('is a sentence with a lower bound', () => {
    assert.equal(
      describeMomentum({ status: 'open', signedToday: 1_900 }, 'en', words),
      'At least 1,900 people signed today',
    );
  });

  it('is missing if few signed today, and once the petition is closed', () => {
    assert.equal(describeMomentum({ status: 'open', signedToday: 0 }, 'en', words), null);
    assert.equal(describeMomentum({ status: 'closed', signedToday: 30 }, 'en', words), null);
  });
});
