import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { recognize } from '../../../common/import/columns.ts';
import { LANGUAGES } from '../../../common/languages.ts';
import { en } from '../../../console/locales/en.ts';

describe('the file of rejected rows', () => {
  it('has reasons under a header that is not taken for a comment when the fixed file is imported', () => {
    for (const language of LANGUAGES) {
      const file = new URL(`../../../console/locales/${language}.json`, import.meta.url);
      const words = language === 'en' ? en : (JSON.parse(readFileSync(file, 'utf8')) as typeof en);
      assert.equal(recognize(words.importReason), undefined, language);
    }
  });
});
