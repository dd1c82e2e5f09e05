import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  assertKnownPartner,
  matchesFilter,
  narrowFilter,
  parseExportFilter,
} from '../../../server/archive/export-filter.ts';
import { UserError } from '../../../server/lib/errors.ts';

const ALL = { partner: null, since: null };
const HARBOUR = { partner: 'harbour-aid', since: null };

describe('the choice of signatures', () => {
  it('is all, unless said otherwise', () => {
    assert.deepEqual(parseExportFilter({}), ALL);
    assert.ok(matchesFilter(ALL, { partner: null, signed_on: '2026-01-01' }));
  });

  it('takes a day in, and those behind it', () => {
    const choice = parseExportFilter({ since: '2026-02-01' });
    assert.deepEqual(
      ['2025-12-31', '2026-01-31', '2026-02-01', '2026-02-02', '2027-01-01'].map((signed_on) =>
        matchesFilter(choice, { partner: null, signed_on }),
      ),
      [false, false, true, true, true],
    );
  });

  it('takes a partner’s signers alone', () => {
    const chosen = (partner: string | null) => matchesFilter(HARBOUR, { partner, signed_on: '2026-01-01' });
    assert.deepEqual([chosen('harbour-aid'), chosen('open-gate'), chosen(null)], [true, false, false]);
  });

  for (const since of [
    'yesterday',
    '2026-1-1',
    '2026-02-30',
    '2026-13-01',
    '01.02.2026',
    '2026-02-01T00:00',
    '',
  ]) {
    it(`doesn’t take "${since}" for a day`, () => {
      assert.throws(
        () => parseExportFilter({ since }),
        (error) => error instanceof UserError && /must be a day like 2031-02-03/.test(error.message),
      );
    });
  }

  it('names the partners there are where it doesn’t know one', () => {
    assertKnownPartner(ALL, [], 'x');
    assertKnownPartner(HARBOUR, ['harbour-aid'], 'x');
    assert.throws(
      () => assertKnownPartner(HARBOUR, ['open-gate', 'b'], 'x'),
      /no partner "harbour-aid", but "open-gate", "b"/,
    );
    assert.throws(() => assertKnownPartner(HARBOUR, [], 'x'), /x has no partners/);
  });

  it('of a file can only be narrowed', () => {
    const made = { partner: 'harbour-aid', since: '2026-02-01' };
    assert.deepEqual(narrowFilter(made, ALL), made);
    assert.deepEqual(narrowFilter(ALL, made), made);
    assert.deepEqual(narrowFilter(made, { partner: 'harbour-aid', since: '2026-03-01' }), {
      ...made,
      since: '2026-03-01',
    });
    assert.throws(
      () => narrowFilter(made, { ...ALL, partner: 'open-gate' }),
      /only those who signed through "harbour-aid"/,
    );
    assert.throws(
      () => narrowFilter(made, { ...ALL, since: '2026-01-31' }),
      /only those who signed from 2026-02-01 on/,
    );
  });
});
