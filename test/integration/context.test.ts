import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { start } from '../support/server.ts';

describe('disposing of the context', () => {
  it('waits for a slow round of periodic work before it closes the database', async (t) => {
    const { context } = await start(t);
    const { petitions } = context;
    const errors: unknown[] = [];
    const events: string[] = [];
    let finishRound = () => {};
    const { refresh } = petitions;
    petitions.refresh = async () => {
      events.push('round started');
      await new Promise<void>((resolve) => {
        finishRound = resolve;
      });
      await refresh.call(petitions);
      events.push('round read the database');
    };
    // One second before counts are published.
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 11_000 });
    petitions.start((error) => errors.push(error));
    t.mock.timers.tick(1_000);
    t.mock.timers.reset();

    const disposed = context.dispose().then(() => events.push('disposed'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(events, ['round started']);
    finishRound();
    await disposed;
    assert.deepEqual(events, ['round started', 'round read the database', 'disposed']);
    assert.deepEqual(errors, []);
  });
});
