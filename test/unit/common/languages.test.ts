// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directionOf, LANGUAGES, uiDirectionOf } from '../../../common/languages.ts';

describe('the direction of the UI', () => {
  it('is that of its language', () => {
    for (const language of LANGUAGES) assert.equal(uiDirectionOf(language), directionOf(language), language);
  });
});
