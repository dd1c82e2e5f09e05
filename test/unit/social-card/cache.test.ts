import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SocialCardBusyError, SocialCardCache } from '../../../server/social-card/cache.ts';
import type { CardText } from '../../../server/social-card/card-text.ts';
import { cardText } from './picture.ts';

/** A cache whose cards contain only their text. Drawing a card takes `ms`. */
function setUp({ ms = 0 } = {}) {
  const drawn: string[] = [];
  const clock = { now: 0 };
  const state = { concurrent: 0, maxConcurrent: 0, fails: false };
  const draw = async ({ title, count }: CardText) => {
    state.maxConcurrent = Math.max(state.maxConcurrent, ++state.concurrent);
    await new Promise((resolve) => setTimeout(resolve, ms));
    state.concurrent -= 1;
    if (state.fails) throw new Error('no free file descriptor');
    drawn.push(`${title.text} ${count.text}`);
    return Buffer.from(`${title.text} ${count.text}`);
  };
  return { cards: new SocialCardCache(draw, () => clock.now), drawn, clock, state };
}

const LIBRARY = cardText('Library');

describe('the card cache', () => {
  it('draws a card once for a hundred concurrent requests, and not again for later ones', async () => {
    const { cards, drawn } = setUp({ ms: 5 });
    const all = await Promise.all(Array.from({ length: 100 }, () => cards.get('library', LIBRARY)));
    all.push(await cards.get('library', LIBRARY));
    assert.deepEqual(drawn, ['Library 8,889']);
    assert.equal(new Set(all.map(({ bytes }) => bytes)).size, 1);
    assert.match(all[0]!.etag, /^"[\w-]{16}"$/);
  });

  it('draws one card at a time', async () => {
    const { cards, drawn, state } = setUp({ ms: 2 });
    await Promise.all(Array.from({ length: 10 }, (_, n) => cards.get(`${n}`, cardText(`Title ${n}`))));
    assert.equal(drawn.length, 10);
    assert.equal(state.maxConcurrent, 1);
  });

  it('redraws a changed count after a minute, and no earlier', async () => {
    const { cards, drawn, clock } = setUp();
    const next = cardText('Library', 'en', { carriedOver: 8_890 });
    const first = await cards.get('library', LIBRARY);
    clock.now = 59_999;
    assert.equal((await cards.get('library', next)).etag, first.etag);
    clock.now = 60_000;
    assert.notEqual((await cards.get('library', next)).etag, first.etag);
    assert.deepEqual(drawn, ['Library 8,889', 'Library 8,890']);
  });

  it('redraws immediately when anything but the count changes', async () => {
    const { cards, drawn } = setUp();
    await cards.get('library', LIBRARY);
    await cards.get('library', cardText('Library', 'en', { status: 'closed' }));
    await cards.get('library', cardText('Libraries', 'en'));
    assert.equal(drawn.length, 3);
  });

  it('keeps 200 cards, and drops the least recently used first', async () => {
    const { cards, drawn } = setUp();
    for (let n = 0; n < 200; n++) await cards.get(`${n}`, cardText(`Title ${n}`));
    await cards.get('0', cardText('Title 0'));
    await cards.get('200', cardText('Title 200'));
    assert.equal(drawn.length, 201);
    await cards.get('0', cardText('Title 0'));
    assert.equal(drawn.length, 201, 'a recently used card is still cached');
    await cards.get('1', cardText('Title 1'));
    assert.equal(drawn.length, 202);
  });

  it('rejects a card instead of queuing it when too many are waiting', async () => {
    const { cards } = setUp({ ms: 1 });
    const requests = Array.from({ length: 60 }, (_, n) => cards.get(`${n}`, cardText(`Title ${n}`)));
    const results = await Promise.allSettled(requests);
    const rejected = results.filter((result) => result.status === 'rejected');
    assert.equal(rejected.length, 10);
    for (const { reason } of rejected) assert.ok(reason instanceof SocialCardBusyError);
  });

  it('tries again after a failure', async () => {
    const { cards, drawn, state } = setUp();
    state.fails = true;
    await assert.rejects(cards.get('library', LIBRARY), /no free file descriptor/);
    state.fails = false;
    await cards.get('library', LIBRARY);
    assert.equal(drawn.length, 1);
  });

  it('pauses after each card for longer than it took to draw', async () => {
    const { cards } = setUp({ ms: 20 });
    const start = performance.now();
    await cards.get('one', cardText('One'));
    await cards.get('two', cardText('Two'));
    assert.ok(performance.now() - start >= 95);
  });
});
