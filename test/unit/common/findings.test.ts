import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fillIn } from '../../../common/fill.ts';
import { FINDING_CODES, FINDINGS, type ValueKind } from '../../../common/findings/findings.ts';
import { formatValues } from '../../../common/findings/format-values.ts';
import { LANGUAGES } from '../../../common/languages.ts';
import { en } from '../../../console/locales/en.ts';
import { describeFinding, error, ok, warning } from '../../../server/health/finding.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A value of each kind. Lists and text have the name in them, so that no two are the same. */
const SAMPLES: Record<ValueKind, (name: string) => unknown> = {
  text: (name) => `/srv/${name}`,
  all: (name) => [`${name}-1`, `${name}-2`],
  any: (name) => [`${name}-1`, `${name}-2`],
  count: (name) => 1200 + name.length,
  size: () => 5_000_000_000,
  duration: () => 3 * DAY_MS,
  age: () => 11 * DAY_MS,
  time: (name) => `time ${name}`,
};

const wordsIn = (language: string): Record<string, string> =>
  language === 'en'
    ? en
    : JSON.parse(readFileSync(new URL(`../../../console/locales/${language}.json`, import.meta.url), 'utf8'));

describe('findings', () => {
  for (const language of LANGUAGES) {
    it(`all have a sentence with each of their values in ${language}`, () => {
      const locale = language === 'ht' ? 'fr-HT' : language;
      const formats = { locale, size: (bytes: number) => `${bytes} bytes`, time: (time: string) => time };
      const words = wordsIn(language);
      for (const code of FINDING_CODES) {
        const kinds: Record<string, ValueKind> = FINDINGS[code].values;
        const values = Object.fromEntries(
          Object.entries(kinds).map(([name, kind]) => [name, SAMPLES[kind](name)]),
        );
        const formatted = formatValues({ code, values }, formats);
        const sentence = fillIn(words[code]!, formatted, locale);
        assert.doesNotMatch(sentence, /[{}|]|undefined/, code);
        for (const [name, value] of Object.entries(formatted)) {
          const shown = typeof value === 'number' ? value.toLocaleString(locale) : value;
          assert.ok(sentence.includes(shown), `${code}: "${sentence}" lacks ${name}`);
        }
      }
    });
  }

  it('are sentences in English on the command line, with numbers, sizes, and times', () => {
    const sentences = [
      ok('keys-earlier-recipient', { recipients: ['age1a', 'age1b'] }),
      warning('organizer-missing', { petitions: ['a', 'b', 'c'], count: 1200 }),
      warning('backup-old', { ageMs: 2 * DAY_MS }),
      error('backup-late', { folder: '/b', ageMs: 3 * 60 * 60 * 1000, intervalMs: 60 * 60 * 1000 }),
      error('mail-failing', {
        emails: 1,
        since: '2027-01-02T03:04:00.000Z',
        at: '2027-01-02T05:06:00.000Z',
        error: 'ECONNREFUSED',
      }),
      ok('disk-free', { freeBytes: 1.5 * 1024 ** 3 }),
    ].map(describeFinding);
    assert.deepEqual(sentences, [
      'earlier signatures are sealed to age1a or age1b; keep that identity',
      'no organizer is named on a, b, and c (1,200 petitions in all); set ORGANIZER_NAME for all petitions, or "organizer" in their file',
      'the last backup was made 2 days ago; a broken disk loses everything since. Set BACKUP_DIR, or run `petitions backup`',
      'the last backup in /b was made 3 hours ago, and there should be one every 60 minutes; check that the server is running with BACKUP_DIR, and its log. A broken disk loses everything since',
      "1 email waits because the mail server didn't take it, the oldest since 2027-01-02 03:04 UTC; last at 2027-01-02 05:06 UTC (ECONNREFUSED)",
      '1.5 GiB free on the disk of the database',
    ]);
  });
});
