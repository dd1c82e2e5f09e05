// No database has a part in this: it runs once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CardText } from '../../../server/card/card-text.ts';
import { Cards } from '../../../server/card/cards.ts';
import { cardText } from './picture.ts';

/** Cards that are drawn by writing down what they say, as slowly as a test likes. */
function setUp({ ms = 0 } = {}) {
  const drawn: string[] = [];
  const clock = { now: 0 };
  const state = { atOnce: 0, most: 0, fail: false };
  const draw = async ({ title, counted }: CardText) => {
    state.most = Math.max(state.most, ++state.atOnce);
    await new Promise((resolve) => setTimeout(resolve, ms));
    state.atOnce -= 1;
    if (state.fail) throw new Error('no file is free');
    drawn.push(`${title.text} ${counted.text}`);
    return Buffer.from(`${title.text} ${counted.text}`);
  };
  return { cards: new Cards(draw, () => clock.now), drawn, clock, state };
}

const LIBRARY = cardText('Library');

describe('cards', () => {
  it('are drawn once for a hundred who ask at once, and not again for those who come later', async () => {
    const { cards, drawn } = setUp({ ms: 5 });
    const all = await Promise.all(Array.from({ length: 100 }, () => cards.of('library', LIBRARY)));
    all.push(await cards.of('library', LIBRARY));
    assert.deepEqual(drawn, ['Library 8,889']);
    assert.equal(new Set(all.map(({ png }) => png)).size, 1);
    assert.match(all[0]!.etag, /^"[\w-]{16}"$/);
  });

  it('are drawn one after the other', async () => {
    const { cards, drawn, state } = setUp({ ms: 2 });
    await Promise.all(Array.from({ length: 10 }, (_, n) => cards.of(`${n}`, cardText(`Title ${n}`))));
    assert.equal(drawn.length, 10);
    assert.equal(state.most, 1);
  });

  it('may have a count that is a minute old, and no older', async () => {
    const { cards, drawn, clock } = setUp();
    const next = cardText('Library', 'en', { carriedOver: 8_890 });
    const first = await cards.of('library', LIBRARY);
    clock.now = 59_999;
    assert.equal((await cards.of('library', next)).etag, first.etag);
    clock.now = 60_000;
    assert.notEqual((await cards.of('library', next)).etag, first.etag);
    assert.deepEqual(drawn, ['Library 8,889', 'Library 8,890']);
  });

  it('say at once what else has changed', async () => {
    const { cards, drawn } = setUp();
    await cards.of('library', LIBRARY);
    await cards.of('library', cardText('Library', 'en', { status: 'closed' }));
    await cards.of('library', cardText('Libraries', 'en'));
    assert.equal(drawn.length, 3);
  });

  it('are kept by the hundred, and those that nobody asks for go first', async () => {
    const { cards, drawn } = setUp();
    for (let n = 0; n < 200; n++) await cards.of(`${n}`, cardText(`Title ${n}`));
    await cards.of('0', cardText('Title 0'));
    await cards.of('200', cardText('Title 200'));
    assert.equal(drawn.length, 201);
    await cards.of('0', cardText('Title 0'));
    assert.equal(drawn.length, 201, 'one that was asked for lately is still there');
    await cards.of('1', cardText('Title 1'));
    assert.equal(drawn.length, 202);
  });

  it('are refused, not queued for ever, where too many are to be drawn', async () => {
    const { cards } = setUp({ ms: 1 });
    const asked = Array.from({ length: 60 }, (_, n) => cards.of(`${n}`, cardText(`Title ${n}`)));
    const went = await Promise.allSettled(asked);
    const refused = went.filter((each) => each.status === 'rejected');
    assert.equal(refused.length, 10);
    for (const { reason } of refused) {
      assert.equal(reason.status, 503);
      assert.ok(reason.options.headers['Retry-After']);
    }
  });

  it('are tried again after a failure', async () => {
    const { cards, drawn, state } = setUp();
    state.fail = true;
    await assert.rejects(cards.of('library', LIBRARY), /no file is free/);
    state.fail = false;
    await cards.of('library', LIBRARY);
    assert.equal(drawn.length, 1);
  });

  it('leave the event loop to others for longer than one took', async () => {
    const { cards } = setUp({ ms: 20 });
    const start = performance.now();
    await cards.of('one', cardText('One'));
    await cards.of('two', cardText('Two'));
    assert.ok(performance.now() - start >= 95);
  });
});
