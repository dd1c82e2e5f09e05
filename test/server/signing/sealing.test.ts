// No database has a part in this: it runs once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import {
  boundTo,
  openDataKey,
  openSealed,
  type SealedDataKey,
  Sealer,
} from '../../../server/signing/sealing.ts';

const signer = Buffer.alloc(32, 7);
const bound = boundTo(1, signer);
const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

function sealerFor(...recipients: string[]) {
  const stored: SealedDataKey[] = [];
  return { stored, sealer: new Sealer(recipients, async (key) => void stored.push(key)) };
}

/** Seals as signing does: with a data key that is there by then. */
async function seal(sealer: Sealer, data: object, bound: Uint8Array) {
  while (!sealer.ready) await sealer.prepare();
  return sealer.seal(data, bound);
}

describe('what is sealed', () => {
  it('opens with the organiser’s identity, whole', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const data = { givenName: 'Zoë 🌻', email: 'zoe@example.org', display: false };
    const { sealed, dataKeyId } = await seal(sealer, data, bound);
    assert.deepEqual(dataKeyId, stored[0]!.id);
    assert.deepEqual(openSealed(sealed, await openDataKey(stored[0]!.sealed, identity), bound), data);
  });

  it('opens with a post-quantum identity, and with each of several', async () => {
    const hybrid = await generateHybridIdentity();
    const { sealer, stored } = sealerFor(recipient, await identityToRecipient(hybrid));
    const { sealed } = await seal(sealer, { a: 1 }, bound);
    for (const each of [identity, hybrid]) {
      assert.deepEqual(openSealed(sealed, await openDataKey(stored[0]!.sealed, each), bound), { a: 1 });
    }
  });

  it('doesn’t open with another identity', async () => {
    const { sealer, stored } = sealerFor(recipient);
    await seal(sealer, {}, bound);
    await assert.rejects(async () => openDataKey(stored[0]!.sealed, await generateX25519Identity()));
  });

  it('doesn’t open under another data key', async () => {
    const { sealed } = await seal(sealerFor(recipient).sealer, {}, bound);
    assert.throws(() => openSealed(sealed, Buffer.alloc(32, 9), bound));
  });

  it('doesn’t open where it was moved to another signer or petition, or was damaged anywhere', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const { sealed } = await seal(sealer, { a: 1 }, bound);
    const key = await openDataKey(stored[0]!.sealed, identity);
    assert.throws(() => openSealed(sealed, key, boundTo(2, signer)));
    assert.throws(() => openSealed(sealed, key, boundTo(1, Buffer.alloc(32, 8))));
    for (let place = 0; place < sealed.length; place++) {
      const damaged = Buffer.from(sealed);
      damaged[place]! ^= 1;
      assert.throws(() => openSealed(damaged, key, bound), `byte ${place}`);
    }
  });

  it('is as long for a short name as for a long one', async () => {
    const { sealer } = sealerFor(recipient);
    const lengths = await Promise.all(
      ['Al', 'Maximiliana-Alexandrina'].map(
        async (givenName) => (await seal(sealer, { givenName }, bound)).sealed.length,
      ),
    );
    assert.equal(lengths[0], lengths[1]);
  });

  it('looks different each time, and shows nothing of what it holds', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const data = { givenName: 'Maximiliana', email: 'maximiliana@example.org' };
    const one = await seal(sealer, data, bound);
    const other = await seal(sealer, data, bound);
    assert.notDeepEqual(one.sealed, other.sealed);
    assert.notDeepEqual(one.sealed.subarray(0, 12), other.sealed.subarray(0, 12), 'a nonce serves once');
    const key = await openDataKey(stored[0]!.sealed, identity);
    for (const bytes of [one.sealed, other.sealed, stored[0]!.sealed]) {
      const seen = Buffer.from(bytes);
      for (const secret of ['Maximiliana', 'example', key]) assert.ok(!seen.includes(secret));
    }
  });
});

describe('the data key', () => {
  it('is one for all who arrive at once', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const sealed = await Promise.all(Array.from({ length: 100 }, () => seal(sealer, {}, bound)));
    assert.equal(stored.length, 1);
    assert.ok(sealed.every(({ dataKeyId }) => dataKeyId.equals(stored[0]!.id)));
  });

  it('is stored before anything is sealed under it', async () => {
    const order: string[] = [];
    const sealer = new Sealer([recipient], async () => {
      await new Promise(setImmediate);
      order.push('stored');
    });
    await seal(sealer, {}, bound).then(() => order.push('sealed'));
    assert.deepEqual(order, ['stored', 'sealed']);
  });

  it('is another after 10,000 signatures', async () => {
    const { sealer, stored } = sealerFor(recipient);
    for (let count = 0; count < 10_000; count++) await seal(sealer, {}, bound);
    assert.equal(stored.length, 1);
    const { dataKeyId } = await seal(sealer, {}, bound);
    assert.equal(stored.length, 2);
    assert.deepEqual(dataKeyId, stored[1]!.id);
    const keys = await Promise.all(stored.map(({ sealed }) => openDataKey(sealed, identity)));
    assert.notDeepEqual(keys[0], keys[1]);
  });

  it('is another after an hour', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await seal(sealer, {}, bound);
    t.mock.timers.tick(59 * 60 * 1000);
    await seal(sealer, {}, bound);
    assert.equal(stored.length, 1);
    t.mock.timers.tick(60 * 1000);
    await seal(sealer, {}, bound);
    assert.equal(stored.length, 2);
  });

  it('is another once the sealer was told to forget', async () => {
    const { sealer, stored } = sealerFor(recipient);
    await seal(sealer, {}, bound);
    sealer.forget();
    await seal(sealer, {}, bound);
    assert.equal(stored.length, 2);
  });

  it('that can’t be stored seals nothing, and the next try makes another', async () => {
    const stored: SealedDataKey[] = [];
    let full = true;
    const sealer = new Sealer([recipient], async (key) => {
      if (full) throw new Error('no room');
      stored.push(key);
    });
    await assert.rejects(seal(sealer, {}, bound), /no room/);
    full = false;
    const { dataKeyId } = await seal(sealer, {}, bound);
    assert.deepEqual(dataKeyId, stored[0]!.id);
  });
});
