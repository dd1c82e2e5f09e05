import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLimiter } from '../../../server/bot-protection/rate-limiter.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const SCHOOL = '192.0.2.1';

/** Limits by a clock that a test sets. */
function setUp(on = true) {
  const clock = { now: 5 * MINUTE };
  const limits = new RateLimiter(on, () => clock.now);
  /** How many of so many requests, so far apart, were free, strained, or told to wait. */
  const simulate = (requests: number, everyMs: number, address: (index: number) => string = () => SCHOOL) => {
    const seen = { free: 0, strained: 0, waiting: 0 };
    for (let index = 0; index < requests; index++, clock.now += everyMs) {
      const { waitMs, proofRequired } = limits.check(address(index), 1);
      seen[waitMs > 0 ? 'waiting' : proofRequired ? 'strained' : 'free'] += 1;
    }
    return seen;
  };
  return { clock, limits, simulate };
}

describe('the limits', () => {
  it('let a school of 300 sign behind one address within ten minutes, without proof', () => {
    const { simulate } = setUp();
    assert.deepEqual(simulate(300, 2 * SECOND), { free: 300, strained: 0, waiting: 0 });
  });

  it('let 300 sign at the stroke of the bell', () => {
    assert.equal(setUp().simulate(300, 0).free, 300);
  });

  it('let few of ten thousand from one address pass, however they are spread over an hour', () => {
    for (const everyMs of [0, 1, 10, 360]) {
      const { free, strained } = setUp().simulate(10_000, everyMs);
      assert.ok(free <= 800, `${free} were free`);
      assert.ok(free + strained <= 4_600, `${free + strained} were read`);
    }
  });

  it('make a script that never pauses wait, and say for how long', () => {
    const { simulate, limits, clock } = setUp();
    simulate(2_000, 0);
    const { waitMs } = limits.check(SCHOOL, 1);
    assert.ok(waitMs > 0 && waitMs <= SECOND);
    clock.now += waitMs;
    assert.deepEqual(limits.check(SCHOOL, 1), { waitMs: 0, proofRequired: true });
  });

  it('are each petition’s own, and each address’s', () => {
    const { simulate, limits } = setUp();
    simulate(2_000, 0);
    assert.deepEqual(limits.check(SCHOOL, 2), { waitMs: 0, proofRequired: false });
    assert.deepEqual(limits.check('192.0.2.2', 1), { waitMs: 0, proofRequired: false });
  });

  it('take the addresses of one IPv6 network for one client', () => {
    const { simulate } = setUp();
    const { free } = simulate(1_000, 0, (index) => `2001:db8:1:2::${index.toString(16)}`);
    assert.equal(free, 400);
  });

  it('ask for proof, and refuse nobody, where thousands a minute come from as many addresses', () => {
    const { simulate, clock } = setUp();
    const crowd = (index: number) => `198.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    const { free, strained, waiting } = simulate(60_000, 1, crowd);
    assert.equal(waiting, 0);
    assert.ok(free >= 5_000 && free <= 6_100, `${free} were free`);
    assert.equal(free + strained, 60_000);
    clock.now += MINUTE;
    assert.equal(simulate(100, 0, (index) => `203.0.113.${index}`).free, 100);
  });

  it('can’t be strained for others by one address', () => {
    const { simulate } = setUp();
    simulate(50_000, 0);
    assert.equal(simulate(100, 0, (index) => `203.0.113.${index}`).free, 100);
  });

  it('let a few sign without proof where it is asked for', () => {
    const { limits, clock } = setUp();
    const waits = Array.from({ length: 25 }, () => limits.signWithoutProof(SCHOOL, 1));
    assert.equal(waits.filter((wait) => wait === 0).length, 20);
    assert.equal(waits.at(-1), 30 * SECOND);
    clock.now += 30 * SECOND;
    assert.equal(limits.signWithoutProof(SCHOOL, 1), 0);
  });

  it('forget everybody after a day, under a new salt', () => {
    const { simulate, limits, clock } = setUp();
    for (let each = 0; each < 20; each++) limits.signWithoutProof(SCHOOL, 1);
    clock.now += DAY - SECOND;
    simulate(2_000, 0);
    assert.ok(limits.check(SCHOOL, 1).waitMs > 0);
    clock.now += SECOND;
    assert.deepEqual(limits.check(SCHOOL, 1), { waitMs: 0, proofRequired: false });
  });

  it('let everything pass where they are off', () => {
    assert.equal(setUp(false).simulate(10_000, 0).free, 10_000);
  });

  it('take a few microseconds a request, also of more addresses than are kept in mind', () => {
    const { simulate } = setUp();
    const requests = 300_000;
    const start = performance.now();
    simulate(requests, 1, (index) => `${index >> 16}.18.${(index >> 8) & 255}.${index & 255}`);
    const each = (performance.now() - start) / requests;
    assert.ok(each < 0.02, `${each} ms`);
  });
});
