import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertKnownPartner, matchesFilter, narrowFilter } from '../../../server/archive/export-filter.ts';

const ALL = { partner: null, since: null };
const HARBOUR = { partner: 'harbour-aid', since: null };

describe('ExportFilter', () => {
  it('selects everything by default', () => {
    assert.ok(matchesFilter(ALL, { partner: null, signed_on: '2026-01-01' }));
  });

  it('selects a day and all later ones', () => {
    const filter = { partner: null, since: '2026-02-01' };
    assert.deepEqual(
      ['2025-12-31', '2026-01-31', '2026-02-01', '2026-02-02', '2027-01-01'].map((signed_on) =>
        matchesFilter(filter, { partner: null, signed_on }),
      ),
      [false, false, true, true, true],
    );
  });

  it('selects only the signatures made through a partner', () => {
    const matches = (partner: string | null) => matchesFilter(HARBOUR, { partner, signed_on: '2026-01-01' });
    assert.deepEqual([matches('harbour-aid'), matches('open-gate'), matches(null)], [true, false, false]);
  });

  it('lists the known partners if it rejects one', () => {
    assertKnownPartner(ALL, [], 'x');
    assertKnownPartner(HARBOUR, ['harbour-aid'], 'x');
    assert.throws(
      () => assertKnownPartner(HARBOUR, ['open-gate', 'b'], 'x'),
      /no partner "harbour-aid"\. Its partners: "open-gate", "b"\./,
    );
    assert.throws(() => assertKnownPartner(HARBOUR, [], 'x'), /x has no partners/);
  });

  it('can only narrow the filter of a file', () => {
    const file = { partner: 'harbour-aid', since: '2026-02-01' };
    assert.deepEqual(narrowFilter(file, ALL), file);
    assert.deepEqual(narrowFilter(ALL, file), file);
    assert.deepEqual(narrowFilter(file, { partner: 'harbour-aid', since: '2026-03-01' }), {
      ...file,
      since: '2026-03-01',
    });
    assert.throws(
      () => narrowFilter(file, { ...ALL, partner: 'open-gate' }),
      /only signatures made through "harbour-aid"/,
    );
    assert.throws(
      () => narrowFilter(file, { ...ALL, since: '2026-01-31' }),
      /only signatures from 2026-02-01 on/,
    );
  });
});
