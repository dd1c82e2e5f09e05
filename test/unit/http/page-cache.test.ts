import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PageCache } from '../../../server/http/page-cache.ts';

/** Returns a function that requests a page, and the number of pages rendered so far. */
function counted(pages: PageCache) {
  let rendered = 0;
  const get = (source: object, variant: string) =>
    Buffer.from(pages.get(source, variant, () => `page ${++rendered}`).bytes).toString();
  return { get, rendered: () => rendered };
}

describe('PageCache', () => {
  it('renders a page once a second, and again if its source or variant differs', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_200 });
    const { get, rendered } = counted(new PageCache());
    const [one, two] = [{}, {}];
    assert.equal(get(one, 'en'), 'page 1');
    for (let request = 0; request < 100; request++) assert.equal(get(one, 'en'), 'page 1');
    assert.equal(get(one, 'es'), 'page 2');
    assert.equal(get(two, 'en'), 'page 3');
    t.mock.timers.setTime(1_000_999);
    assert.equal(get(one, 'en'), 'page 1');
    t.mock.timers.setTime(1_001_000);
    assert.equal(get(one, 'en'), 'page 4');
    assert.equal(rendered(), 4);
  });

  it('keeps no more pages than fit into memory, whatever is requested', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    const { get } = counted(new PageCache());
    const source = {};
    const first = get(source, '0');
    for (let variant = 1; variant <= 200; variant++) get(source, String(variant));
    assert.notEqual(get(source, '0'), first);
  });
});
