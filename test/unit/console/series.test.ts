import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Growth } from '../../../common/console.ts';
import { toCsv } from '../../../console/charts/csv.ts';
import { cumulate, dayBars, niceMax, partnerTotals } from '../../../console/charts/series.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day each from Wednesday, January 1, 2031. */
const daysWith = (count: number, partners: Record<string, number>, signed: number): Growth['days'] =>
  Array.from({ length: count }, (_, index) => ({
    day: new Date(Date.UTC(2031, 0, 1) + index * DAY_MS).toISOString().slice(0, 10),
    signed,
    partners,
  }));

describe('the charts of the console', () => {
  it('have a bar per day, and a bar per week from Monday on when there are more than 120 days', () => {
    const short = daysWith(120, {}, 1);
    assert.equal(dayBars(short, partnerTotals(short, {})).bars.length, 120);
    const long = daysWith(400, {}, 2);
    const { bars, isWeekly } = dayBars(long, partnerTotals(long, {}));
    assert.equal(isWeekly, true);
    assert.equal(bars.length, 58);
    // The first week has five of the days.
    assert.deepEqual(
      bars.slice(0, 2).map(({ key, total }) => [key, total]),
      [
        ['2030-12-30', 10],
        ['2031-01-06', 14],
      ],
    );
    assert.equal(cumulate(bars, 90).at(-1), 90 + 800);
  });

  it('stack partners, those without one, and the smallest together, so that parts add up', () => {
    const codes = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, 10 - index]));
    const days = daysWith(3, codes, 60);
    const totals = partnerTotals(days, { p0: 'First', gone: 'Nobody yet' });
    assert.deepEqual(totals[0], { code: 'p0', name: 'First', signed: 30, share: 30 / 180 });
    assert.deepEqual(totals.at(-2), { code: 'gone', name: 'Nobody yet', signed: 0, share: 0 });
    const { bars, series } = dayBars(days, totals);
    assert.deepEqual(bars[0]!.parts, [10, 9, 8, 7, 6, 5 + 4 + 3 + 2, 6]);
    assert.equal(
      series.reduce((sum, { total }) => sum + total, 0),
      180,
    );
    assert.equal(
      bars[0]!.parts.reduce((sum, part) => sum + part, 0),
      60,
    );
  });

  it('have scales that reach the highest bar, and whose middle is a whole number', () => {
    for (let value = 0; value < 3000; value++) {
      const top = niceMax(value);
      assert.ok(top >= value && top % 2 === 0 && top <= Math.max(4, value * 2), `${value}: ${top}`);
    }
  });

  it('become CSV whose cells are text to spreadsheet programs, whatever a partner’s name is', () => {
    assert.equal(
      toCsv([
        ['Day', '=HYPERLINK("x")', 'a,b'],
        ['2031-01-01', 2, -1],
        ['x;=1+1', '\uFF1D1+1', ' @x'],
      ]),
      '\uFEFFDay,"\'=HYPERLINK(""x"")","a,b"\r\n2031-01-01,2,-1\r\nx;\'=1+1,\'\uFF1D1+1,\' @x\r\n',
    );
  });
});
