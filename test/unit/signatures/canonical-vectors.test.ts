import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatVectors, hasExpectedVectors } from '../../../server/signatures/canonical-vectors.ts';
import { parseEmailAddress } from '../../../server/signatures/email-address.ts';

const FROZEN = readFileSync(new URL('canonical-vectors.jsonl', import.meta.url), 'utf8');

describe('the canonical forms of thousands of addresses', () => {
  it('are the same as when they were frozen, on this version of Node too', () => {
    for (const line of FROZEN.trimEnd().split('\n')) {
      const [typed, first, second = first] = JSON.parse(line) as [string, string | null, string | null];
      assert.equal(parseEmailAddress(typed, 1)?.canonical ?? null, first, line);
      assert.equal(parseEmailAddress(typed, 2)?.canonical ?? null, second, line);
    }
  });

  it('are the ones that a server checks when it starts', () => {
    assert.equal(formatVectors(), FROZEN);
    assert.equal(hasExpectedVectors(), true);
  });

  it('are thousands, and few of them are refused', () => {
    const lines = FROZEN.trimEnd().split('\n');
    const refused = lines.filter((line) => JSON.parse(line)[1] === null);
    assert.ok(lines.length > 3_000);
    assert.ok(refused.length < lines.length / 20, `${refused.length} of ${lines.length}`);
  });

  for (const [what, breakRuntime] of [
    [
      'lowercases a single character differently',
      () => {
        const original = String.prototype.toLowerCase;
        String.prototype.toLowerCase = function () {
          return original.call(this).replaceAll('\u{1c8a}', '\u{1c89}');
        };
        return () => {
          String.prototype.toLowerCase = original;
        };
      },
    ],
    [
      'doesn’t know a combining mark of the latest Unicode version yet',
      () => {
        const original = String.prototype.normalize;
        // Marks are put in order only if their order is known.
        String.prototype.normalize = function (form) {
          return this.split('\u{10efa}')
            .map((part) => original.call(part, form))
            .join('\u{10efa}');
        };
        return () => {
          String.prototype.normalize = original;
        };
      },
    ],
  ] as const) {
    it(`differ on a runtime that ${what}`, () => {
      const repair = breakRuntime();
      try {
        assert.equal(hasExpectedVectors(), false);
      } finally {
        repair();
      }
      assert.equal(hasExpectedVectors(), true);
    });
  }
});
