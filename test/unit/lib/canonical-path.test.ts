import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalPath } from '../../../server/lib/canonical-path.ts';

describe('canonicalPath', () => {
  for (const path of ['/', '/p/one', '/p/one/card.png', '/confirm/Abc-_', '/v1/petitions', '/%E0%A4%A']) {
    it(`leaves ${path} as it is`, () => assert.equal(canonicalPath(path), undefined));
  }

  for (const [path, canonical] of [
    ['/p/one…', '/p/one'],
    ['/p/one»', '/p/one'],
    ['/p/One?', '/p/one'],
    ['/p/%C2%ADo%E2%80%8Bne', '/p/one'],
    ['/p/one。', '/p/one'],
    ['///', '/'],
    ['/%20', '/'],
    ['/CONFIRM/AbC)', '/confirm/AbC'],
    ['/p/one%3Fpartner=two', '/p/one?partner=two'],
    ['/p/one&fbclid=3', '/p/one?fbclid=3'],
    ['/p/one.%23top', '/p/one'],
    ['/v1/petitions/One/count/', '/v1/petitions/one/count'],
  ] as const) {
    it(`turns ${path} into ${canonical}`, () => {
      const { path: found, parameters } = canonicalPath(path)!;
      assert.equal([found, parameters].join('?').replace(/\?$/, ''), canonical);
    });
  }

  it('takes no longer for punctuation in the middle than for letters', () => {
    const path = `/p/${'.)'.repeat(100_000)}a`;
    const before = performance.now();
    assert.equal(canonicalPath(path), undefined);
    assert.ok(performance.now() - before < 5_000);
  });
});
