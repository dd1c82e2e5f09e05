import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { orderOf } from '../../../common/import/date-order.ts';
import { DateReader } from '../../../server/import/dates.ts';

const NOW = Date.parse('2026-06-15T20:00:00Z');
const read = (text: string, order: 'dmy' | 'mdy' | 'ymd' | null = null, zone = 'UTC') => {
  const result = new DateReader(order, zone, NOW).read(text);
  return 'day' in result ? result.day : result.problem;
};

describe('dates in files', () => {
  it('are read as tools and people write them', () => {
    for (const [text, day] of [
      ['2026-01-05', '2026-01-05'],
      ['2026/1/5', '2026-01-05'],
      ['2026-01-05T23:30:00-05:00', '2026-01-06'],
      ['2026-01-05T23:30:00.123Z', '2026-01-05'],
      ['2026-01-05 23:30:00 UTC', '2026-01-05'],
      ['2026-01-05 23:30:00 -0500', '2026-01-06'],
      ['2026-01-05 00:30:00 +0200', '2026-01-04'],
      ['05.01.2026 10:00', '2026-01-05'],
      ['January 5, 2026', '2026-01-05'],
      ['Mon, 5 Jan 2026 10:00:00 GMT', '2026-01-05'],
      ['5 de enero de 2026', '2026-01-05'],
      ['5. März 2026', '2026-03-05'],
      ['5 février 2026', '2026-02-05'],
    ]) {
      assert.equal(read(text!), day, text);
    }
  });

  it('follow the given order, with times in the morning and afternoon', () => {
    assert.equal(read('1/2/2026', 'dmy'), '2026-02-01');
    assert.equal(read('1/2/2026 11:30:00 PM', 'mdy', 'America/New_York'), '2026-01-03');
    assert.equal(read('1/2/26', 'mdy'), '2026-01-02');
    assert.equal(read('26-01-02', 'ymd'), '2026-01-02');
    assert.equal(read('13/1/2026', 'mdy'), 'invalid');
  });

  it('are in the given zone, also when its clock changes', () => {
    assert.equal(read('2026-03-08 23:30:00', null, 'America/New_York'), '2026-03-09');
    assert.equal(read('2026-03-07 18:30:00', null, 'America/New_York'), '2026-03-07');
    assert.equal(read('2026-03-08 19:30:00', null, 'America/New_York'), '2026-03-08');
    assert.equal(read('2026-06-15 08:00:00', null, 'Pacific/Auckland'), '2026-06-14');
  });

  it('are refused if they are no days, or in the future', () => {
    for (const text of ['2026-02-30', '31/12', 'yesterday', '0001-01-01', '2026-01-05 25:00', '']) {
      assert.equal(read(text), 'invalid', text);
    }
    assert.equal(read('2027-01-01'), 'future');
    // Later today: clocks differ.
    assert.equal(read('2026-06-15 21:00:00'), '2026-06-15');
    assert.equal(read('2026-06-16 01:00:00'), 'future');
    // Tomorrow here, today in New Zealand.
    assert.equal(read('2026-06-16'), '2026-06-15');
    assert.equal(read('2026-06-17'), 'future');
    assert.equal(read('1/2/2026'), 'ambiguous');
  });

  it('show their order if a number is above 12, and with full stops', () => {
    assert.deepEqual(
      ['13/1/2026', '1/13/2026', '1/2/2026', '1.2.2026', '2026-01-02', 'Monday'].map(orderOf),
      ['dmy', 'mdy', 'either', 'dmy', 'ymd', null],
    );
  });

  it('show no order if two numbers are above 12: there is no such day', () => {
    assert.deepEqual(['31/31/2026', '13-13-2026'].map(orderOf), [null, null]);
  });
});
