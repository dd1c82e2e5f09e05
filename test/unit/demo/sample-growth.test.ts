import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hoursOf } from '../../../demo/sample-growth.ts';

const DAY = '2031-02-03';

describe('the growth of the demo’s petitions', () => {
  it('has the same signatures by hour as by day, whenever the demo is started, and none in the future', () => {
    for (const time of ['00:00', '00:59', '05:30', '12:00', '23:59']) {
      for (const signed of [1, 5, 17, 60]) {
        const hours = hoursOf(DAY, signed, Date.parse(`${DAY}T${time}:00Z`));
        assert.equal(
          hours.reduce((sum, hour) => sum + hour.signed, 0),
          signed,
        );
        assert.ok(hours.every((hour) => hour.signed >= 0 && hour.hour <= `${DAY}T${time.slice(0, 2)}`));
      }
    }
    const yesterday = hoursOf(DAY, 60, Date.parse('2031-02-04T01:00:00Z'));
    assert.deepEqual([yesterday.length, yesterday.at(-1)!.hour], [24, `${DAY}T23`]);
  });
});
