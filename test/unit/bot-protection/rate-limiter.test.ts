import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLimiter } from '../../../server/bot-protection/rate-limiter.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const SCHOOL = '192.0.2.1';

const hex = (number: number) => number.toString(16).padStart(2, '0');

/** A rate limiter whose clock the test controls. */
function setUp(on = true) {
  const clock = { now: 5 * MINUTE };
  const rateLimiter = new RateLimiter(on, () => clock.now);
  /** Returns how many requests were free, needed a proof, or had to wait. */
  const simulate = (requests: number, everyMs: number, address: (index: number) => string = () => SCHOOL) => {
    const counts = { free: 0, withProof: 0, waiting: 0 };
    for (let index = 0; index < requests; index++, clock.now += everyMs) {
      const { waitMs, proofRequired } = rateLimiter.check(address(index), 1);
      counts[waitMs > 0 ? 'waiting' : proofRequired ? 'withProof' : 'free'] += 1;
    }
    return counts;
  };
  return { clock, rateLimiter, simulate };
}

describe('RateLimiter', () => {
  it('lets a school of 300 behind one address sign within ten minutes, without proof', () => {
    const { simulate } = setUp();
    assert.deepEqual(simulate(300, 2 * SECOND), { free: 300, withProof: 0, waiting: 0 });
  });

  it('lets 300 sign at the same moment', () => {
    assert.equal(setUp().simulate(300, 0).free, 300);
  });

  it('allows few of 10,000 requests from one address, however they are spread over an hour', () => {
    for (const everyMs of [0, 1, 10, 360]) {
      const { free, withProof } = setUp().simulate(10_000, everyMs);
      assert.ok(free <= 800, `${free} needed no proof`);
      assert.ok(free + withProof <= 4_600, `${free + withProof} didn’t have to wait`);
    }
  });

  it('makes a script that never pauses wait, and returns for how long', () => {
    const { simulate, rateLimiter, clock } = setUp();
    simulate(2_000, 0);
    const { waitMs } = rateLimiter.check(SCHOOL, 1);
    assert.ok(waitMs > 0 && waitMs <= SECOND);
    clock.now += waitMs;
    assert.deepEqual(rateLimiter.check(SCHOOL, 1), { waitMs: 0, proofRequired: true });
  });

  it('limits each petition and each address separately', () => {
    const { simulate, rateLimiter } = setUp();
    simulate(2_000, 0);
    assert.deepEqual(rateLimiter.check(SCHOOL, 2), { waitMs: 0, proofRequired: false });
    assert.deepEqual(rateLimiter.check('192.0.2.2', 1), { waitMs: 0, proofRequired: false });
  });

  it('treats the addresses of one IPv6 network as one client', () => {
    const { simulate } = setUp();
    const { free } = simulate(1_000, 0, (index) => `2001:db8:1:2::${index.toString(16)}`);
    assert.equal(free, 400);
  });

  for (const [bits, network, free] of [
    [56, (index: number) => `2001:db8:1:12${hex(index & 255)}::1`, 600],
    [48, (index: number) => `2001:db8:1:${hex(index & 65_535)}::1`, 1_000],
    [32, (index: number) => `2001:db8:${hex(index >> 8)}:${hex(index & 255)}::1`, 2_000],
  ] as const) {
    it(`requires proof of a client that changes its address within an IPv6 network of ${bits} bits`, () => {
      assert.equal(setUp().simulate(60_000, 0, network).free, free);
      assert.equal(setUp().simulate(2_000, 0, (index) => network(index * 257)).free <= free, true);
    });
  }

  it('doesn’t require proof of the rest of an internet provider because of one household', () => {
    const { simulate } = setUp();
    simulate(10_000, 0, (index) => `2001:db8:1:12${hex(index & 255)}::1`);
    assert.equal(simulate(100, 0, (index) => `2001:db8:2:${hex(index)}::1`).free, 100);
  });

  it('limits what pages without scripts sign without a required proof, from networks of any width', () => {
    for (const [network, allowed] of [
      [() => '2001:db8:1:1200::1', 20],
      [(index: number) => `2001:db8:1:12${hex(index & 255)}::1`, 30],
      [(index: number) => `2001:db8:1:${hex(index)}::1`, 60],
      [(index: number) => `2001:db8:${hex(index)}::1`, 200],
      [(index: number) => `2001:${hex(index)}::1`, 300],
      [(index: number) => `198.51.${index >> 8}.${index & 255}`, 300],
    ] as const) {
      const { rateLimiter } = setUp();
      const waits = Array.from({ length: 5_000 }, (_, index) =>
        rateLimiter.signWithoutProof(network(index), 1),
      );
      assert.equal(waits.filter((wait) => wait === 0).length, allowed);
      assert.equal(rateLimiter.signWithoutProof('203.0.113.1', 2), 0, 'another petition has its own');
    }
  });

  it('lets pages without scripts sign on after a flood from elsewhere, a few per second', () => {
    const { rateLimiter, clock } = setUp();
    for (let index = 0; index < 5_000; index++) {
      rateLimiter.signWithoutProof(`198.51.${index >> 8}.${index & 255}`, 1);
    }
    assert.equal(rateLimiter.signWithoutProof('203.0.113.1', 1), SECOND / 10);
    clock.now += SECOND / 10;
    assert.equal(rateLimiter.signWithoutProof('203.0.113.1', 1), 0);
  });

  it('requires proof, but rejects no one, if 60,000 addresses sign within a minute', () => {
    const { simulate, clock } = setUp();
    const crowd = (index: number) => `198.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    const { free, withProof, waiting } = simulate(60_000, 1, crowd);
    assert.equal(waiting, 0);
    assert.ok(free >= 5_000 && free <= 6_100, `${free} needed no proof`);
    assert.equal(free + withProof, 60_000);
    clock.now += MINUTE;
    assert.equal(simulate(100, 0, (index) => `203.0.113.${index}`).free, 100);
  });

  it('doesn’t require proof from other addresses because of a flood from one', () => {
    const { simulate } = setUp();
    simulate(50_000, 0);
    assert.equal(simulate(100, 0, (index) => `203.0.113.${index}`).free, 100);
  });

  it('lets a client sign a few times without a required proof', () => {
    const { rateLimiter, clock } = setUp();
    const waits = Array.from({ length: 25 }, () => rateLimiter.signWithoutProof(SCHOOL, 1));
    assert.equal(waits.filter((wait) => wait === 0).length, 20);
    assert.equal(waits.at(-1), 30 * SECOND);
    clock.now += 30 * SECOND;
    assert.equal(rateLimiter.signWithoutProof(SCHOOL, 1), 0);
  });

  it('forgets all clients after a day, when the salt changes', () => {
    const { simulate, rateLimiter, clock } = setUp();
    for (let count = 0; count < 20; count++) rateLimiter.signWithoutProof(SCHOOL, 1);
    clock.now += DAY - SECOND;
    simulate(2_000, 0);
    assert.ok(rateLimiter.check(SCHOOL, 1).waitMs > 0);
    clock.now += SECOND;
    assert.deepEqual(rateLimiter.check(SCHOOL, 1), { waitMs: 0, proofRequired: false });
  });

  it('allows everything if disabled', () => {
    assert.equal(setUp(false).simulate(10_000, 0).free, 10_000);
  });

  // Searching all stored addresses on each request would take ten times the limit.
  it('doesn’t slow down with more addresses than it can store', () => {
    const { simulate } = setUp();
    const requests = 300_000;
    const start = performance.now();
    simulate(requests, 1, (index) => `${index >> 16}.18.${(index >> 8) & 255}.${index & 255}`);
    const msPerRequest = (performance.now() - start) / requests;
    assert.ok(msPerRequest < 0.2, `${msPerRequest} ms`);
  });
});
