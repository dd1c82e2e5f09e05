import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Periodic } from '../../../server/lib/periodic.ts';

/** A periodic task. The test settles each of its rounds. */
function setUp(t: TestContext, pauseMs: number | (() => number) = 1_000) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const rounds: Deferred[] = [];
  const errors: unknown[] = [];
  const task = () => {
    const round = createDeferred();
    rounds.push(round);
    return round.promise;
  };
  const periodic = new Periodic(task, { pauseMs, onError: (error) => errors.push(error) });
  return {
    periodic,
    rounds,
    errors,
    async pass(ms: number) {
      t.mock.timers.tick(ms);
      await new Promise(setImmediate);
    },
  };
}

interface Deferred {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

function createDeferred(): Deferred {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<void>((...functions) => {
    [resolve, reject] = functions;
  });
  return { promise, resolve, reject };
}

describe('Periodic', () => {
  it('starts a round after each pause', async (t) => {
    const { rounds, pass } = setUp(t);
    assert.equal(rounds.length, 0);
    await pass(999);
    assert.equal(rounds.length, 0);
    await pass(1);
    assert.equal(rounds.length, 1);
    rounds[0]!.resolve();
    await pass(0);
    await pass(1_000);
    assert.equal(rounds.length, 2);
  });

  it('starts no round while one is running', async (t) => {
    const { rounds, pass } = setUp(t);
    await pass(1_000);
    await pass(10_000);
    assert.equal(rounds.length, 1);
  });

  it('reports a failed round, and continues', async (t) => {
    const { rounds, errors, pass } = setUp(t);
    await pass(1_000);
    rounds[0]!.reject('locked');
    await pass(0);
    assert.deepEqual(errors, ['locked']);
    await pass(1_000);
    assert.equal(rounds.length, 2);
  });

  it('calls `pauseMs` before each pause if it is a function', async (t) => {
    const pauses = [10, 500];
    const { rounds, pass } = setUp(t, () => pauses.shift() ?? 1_000);
    await pass(10);
    assert.equal(rounds.length, 1);
    rounds[0]!.resolve();
    await pass(0);
    await pass(499);
    assert.equal(rounds.length, 1);
    await pass(1);
    assert.equal(rounds.length, 2);
  });

  it('waits for the running round when stopped, and starts no other', async (t) => {
    const { periodic, rounds, pass } = setUp(t);
    await pass(1_000);
    let isStopped = false;
    const stopped = periodic.stop().then(() => {
      isStopped = true;
    });
    await pass(5_000);
    assert.equal(isStopped, false);
    rounds[0]!.resolve();
    await stopped;
    await pass(5_000);
    assert.equal(rounds.length, 1);
  });

  it('waits for the running round when stopped, even if it fails', async (t) => {
    const { periodic, rounds, errors, pass } = setUp(t);
    await pass(1_000);
    const stopped = periodic.stop();
    rounds[0]!.reject('closed');
    await stopped;
    assert.deepEqual(errors, ['closed']);
  });

  it('stops immediately between two rounds', async (t) => {
    const { periodic, rounds, pass } = setUp(t);
    await periodic.stop();
    await pass(5_000);
    assert.equal(rounds.length, 0);
  });
});
