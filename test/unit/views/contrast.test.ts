import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { adjustForContrast, contrastRatio } from '../../../server/views/contrast.ts';

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('contrastRatio', () => {
  for (const [one, other, ratio] of [
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#c7400a', '#ffffff', 5.04],
    ['#ff0000', '#0000ff', 2.15],
  ] as const) {
    it(`is ${ratio} for ${one} on ${other}, as other tools calculate`, () => {
      assert.equal(Math.round(contrastRatio(one, other) * 100) / 100, ratio);
      assert.equal(contrastRatio(one, other), contrastRatio(other, one));
    });
  }
});

describe('adjustForContrast', () => {
  it('keeps a color that contrasts enough', () => {
    assert.equal(adjustForContrast('#0b6e4f', '#ffffff'), '#0b6e4f');
  });

  it('always reaches the minimum contrast, on light and dark backgrounds', () => {
    fc.assert(
      fc.property(color, fc.constantFrom('#ffffff', '#16181d'), (accent, background) => {
        assert.ok(contrastRatio(adjustForContrast(accent, background), background) >= 3);
      }),
    );
  });

  it('darkens on white and lightens on black, and keeps the hue', () => {
    assert.match(adjustForContrast('#ffd400', '#ffffff'), /^#[ab][0-9a-f]9[0-9a-f]00$/);
    assert.match(adjustForContrast('#101820', '#16181d'), /^#6/);
  });
});
