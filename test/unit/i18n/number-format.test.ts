import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatNumber } from '../../../server/i18n/number-format.ts';

describe('numbers on pages, images, and in the widget', () => {
  for (const [lang, few, many] of [
    ['en', '1,234', '1,234,567'],
    // As in the Americas.
    ['es', '1,234', '1,234,567'],
    ['es-MX', '1,234', '1,234,567'],
    ['es-ES', '1234', '1.234.567'],
    ['pt', '1.234', '1.234.567'],
    ['de', '1.234', '1.234.567'],
    ['vi', '1.234', '1.234.567'],
    ['ar', '1,234', '1,234,567'],
    ['zh', '1,234', '1,234,567'],
    ['tl', '1,234', '1,234,567'],
    // No data of its own: as in French, with narrow spaces that don't break.
    ['ht', '1\u202f234', '1\u202f234\u202f567'],
    ['fr', '1\u202f234', '1\u202f234\u202f567'],
  ] as const) {
    it(`are grouped as readers of ${lang} expect`, () => {
      assert.equal(formatNumber(1_234, lang), few);
      assert.equal(formatNumber(1_234_567, lang), many);
    });
  }
});
