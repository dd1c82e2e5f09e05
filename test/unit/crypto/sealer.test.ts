import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import {
  aad,
  decryptDataKey,
  decryptRecord,
  type SealedDataKey,
  Sealer,
  SealerPool,
} from '../../../server/crypto/sealer.ts';

const signer = Buffer.alloc(32, 7);
const bound = aad(1, signer);
const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

function sealerFor(...recipients: string[]) {
  const stored: SealedDataKey[] = [];
  return { stored, sealer: new Sealer(recipients, async (key) => void stored.push(key)) };
}

/** Seals as signing does: with a data key that is there by then. */
async function seal(sealer: Sealer, data: object, bound: Uint8Array) {
  while (!sealer.isReady) await sealer.prepare();
  return sealer.seal(data, bound);
}

describe('what is sealed', () => {
  it('opens with the organiser’s identity, whole', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const data = { givenName: 'Zoë 🌻', email: 'zoe@example.org', display: false };
    const { sealed, dataKeyId } = await seal(sealer, data, bound);
    assert.deepEqual(dataKeyId, stored[0]!.id);
    assert.deepEqual(decryptRecord(sealed, await decryptDataKey(stored[0]!.sealed, identity), bound), data);
  });

  it('opens with a post-quantum identity, and with each of several', async () => {
    const hybrid = await generateHybridIdentity();
    const { sealer, stored } = sealerFor(recipient, await identityToRecipient(hybrid));
    const { sealed } = await seal(sealer, { a: 1 }, bound);
    for (const each of [identity, hybrid]) {
      assert.deepEqual(decryptRecord(sealed, await decryptDataKey(stored[0]!.sealed, each), bound), { a: 1 });
    }
  });

  it('doesn’t open with another identity', async () => {
    const { sealer, stored } = sealerFor(recipient);
    await seal(sealer, {}, bound);
    await assert.rejects(async () => decryptDataKey(stored[0]!.sealed, await generateX25519Identity()));
  });

  it('doesn’t open under another data key', async () => {
    const { sealed } = await seal(sealerFor(recipient).sealer, {}, bound);
    assert.throws(() => decryptRecord(sealed, Buffer.alloc(32, 9), bound));
  });

  it('doesn’t open where it was moved to another signer or petition, or was damaged anywhere', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const { sealed } = await seal(sealer, { a: 1 }, bound);
    const key = await decryptDataKey(stored[0]!.sealed, identity);
    assert.throws(() => decryptRecord(sealed, key, aad(2, signer)));
    assert.throws(() => decryptRecord(sealed, key, aad(1, Buffer.alloc(32, 8))));
    for (let place = 0; place < sealed.length; place++) {
      const damaged = Buffer.from(sealed);
      damaged[place]! ^= 1;
      assert.throws(() => decryptRecord(damaged, key, bound), `byte ${place}`);
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
    const key = await decryptDataKey(stored[0]!.sealed, identity);
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
    const [first] = stored;
    const { dataKeyId } = await seal(sealer, {}, bound);
    assert.equal(stored.length, 2);
    assert.notDeepEqual(dataKeyId, first!.id);
    assert.deepEqual(dataKeyId, stored[1]!.id);
    const keys = await Promise.all(stored.map(({ sealed }) => decryptDataKey(sealed, identity)));
    assert.notDeepEqual(keys[0], keys[1]);
  });

  it('is another an hour after its first use, however long it lay there before', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await sealer.prepare();
    t.mock.timers.tick(11 * 60 * 60 * 1000);
    await seal(sealer, {}, bound);
    t.mock.timers.tick(59 * 60 * 1000);
    await seal(sealer, {}, bound);
    assert.equal(stored.length, 1);
    t.mock.timers.tick(60 * 1000);
    const { dataKeyId } = await seal(sealer, {}, bound);
    assert.equal(stored.length, 2);
    assert.deepEqual(dataKeyId, stored[1]!.id);
  });

  it('is another where nobody used it for half a day: retention deletes old ones that nothing is sealed with', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await sealer.prepare();
    t.mock.timers.tick(12 * 60 * 60 * 1000);
    const { dataKeyId } = await seal(sealer, {}, bound);
    assert.equal(stored.length, 2);
    assert.deepEqual(dataKeyId, stored[1]!.id);
  });

  it('is made before it is wanted: nobody who signs waits for it, but the first of all', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await seal(sealer, {}, bound);
    t.mock.timers.tick(60 * 60 * 1000);
    assert.equal(sealer.isReady, false, 'the old one is wiped at once');
    while (stored.length < 2) await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.equal(sealer.isReady, true);
  });

  it('is another once the sealer was told to forget', async () => {
    const { sealer, stored } = sealerFor(recipient);
    await seal(sealer, {}, bound);
    sealer.wipe();
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

describe('the data keys of several petitions', () => {
  const sealersFor = () => {
    const stored: SealedDataKey[] = [];
    return { stored, sealers: new SealerPool([recipient], async (key) => void stored.push(key)) };
  };

  it('are one for each, or a copy would tell who signed two of them', async () => {
    const { sealers, stored } = sealersFor();
    const ids = [];
    for (const petition of [1, 2, 1, 2]) {
      ids.push((await seal(sealers.forPetition(petition), {}, bound)).dataKeyId.toString('hex'));
    }
    assert.equal(stored.length, 2);
    assert.deepEqual([ids[0], ids[1]], [ids[2], ids[3]]);
    assert.notEqual(ids[0], ids[1]);
  });

  it('are made beforehand where one is missing, until the server stops', async () => {
    const { sealers, stored } = sealersFor();
    await seal(sealers.forPetition(1), {}, bound);
    await sealers.prepare([1, 2]);
    assert.equal(stored.length, 2);
    assert.ok(sealers.forPetition(2).isReady);
    const preparing = sealers.prepare([3, 4, 5]);
    sealers.wipe();
    await preparing;
    assert.equal(stored.length, 3);
    assert.equal(sealers.forPetition(2).isReady, false);
  });
});
