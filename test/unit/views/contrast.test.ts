import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { adjustForContrast, contrastRatio } from '../../../server/views/contrast.ts';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the contrast between two colours', () => {
  for (const [one, other, ratio] of [
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#c7400a', '#ffffff', 5.04],
    ['#ff0000', '#0000ff', 2.15],
  ] as const) {
    it(`${one} on ${other} is ${ratio}, as other tools say`, () => {
      assert.equal(Math.round(contrastRatio(one, other) * 100) / 100, ratio);
      assert.equal(contrastRatio(one, other), contrastRatio(other, one));
    });
  }
});

describe('the colour nearby that contrasts enough', () => {
  it('is the colour itself where it does', () => {
    assert.equal(adjustForContrast('#0b6e4f', '#ffffff'), '#0b6e4f');
  });

  it('always does, on light grounds and on dark ones', () => {
    fc.assert(
      fc.property(colour, fc.constantFrom('#ffffff', '#16181d'), (accent, ground) => {
        assert.ok(contrastRatio(adjustForContrast(accent, ground), ground) >= 3);
      }),
    );
  });

  it('is a darker one on white and a lighter one on black, of the same tint', () => {
    assert.match(adjustForContrast('#ffd400', '#ffffff'), /^#[ab][0-9a-f]9[0-9a-f]00$/);
    assert.match(adjustForContrast('#101820', '#16181d'), /^#6/);
  });
});
