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
import { HOUR_MS, MINUTE_MS } from '../../../server/lib/time.ts';

const signer = Buffer.alloc(32, 7);
const signerAad = aad(1, signer);
const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

function sealerFor(...recipients: string[]) {
  const stored: SealedDataKey[] = [];
  return { stored, sealer: new Sealer(recipients, async (key) => void stored.push(key)) };
}

/** Seals a record as the sign route does: waits for a data key first. */
async function seal(sealer: Sealer, data: object, aad: Uint8Array) {
  while (!sealer.isReady) await sealer.prepare();
  return sealer.seal(data, aad);
}

describe('a sealed record', () => {
  it('is decrypted unchanged by the organizer’s identity', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const data = { givenName: 'Zoë 🌻', email: 'zoe@example.org', display: false };
    const { sealed, dataKeyId } = await seal(sealer, data, signerAad);
    assert.deepEqual(dataKeyId, stored[0]!.id);
    assert.deepEqual(
      decryptRecord(sealed, await decryptDataKey(stored[0]!.sealed, identity), signerAad),
      data,
    );
  });

  it('is decrypted by a post-quantum identity, and by any one of several', async () => {
    const hybrid = await generateHybridIdentity();
    const { sealer, stored } = sealerFor(recipient, await identityToRecipient(hybrid));
    const { sealed } = await seal(sealer, { a: 1 }, signerAad);
    for (const secret of [identity, hybrid]) {
      assert.deepEqual(decryptRecord(sealed, await decryptDataKey(stored[0]!.sealed, secret), signerAad), {
        a: 1,
      });
    }
  });

  it('is not decrypted by another identity', async () => {
    const { sealer, stored } = sealerFor(recipient);
    await seal(sealer, {}, signerAad);
    await assert.rejects(async () => decryptDataKey(stored[0]!.sealed, await generateX25519Identity()));
  });

  it('is not decrypted under another data key', async () => {
    const { sealed } = await seal(sealerFor(recipient).sealer, {}, signerAad);
    assert.throws(() => decryptRecord(sealed, Buffer.alloc(32, 9), signerAad));
  });

  it('is not decrypted for another signer or petition, or if any byte is damaged', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const { sealed } = await seal(sealer, { a: 1 }, signerAad);
    const key = await decryptDataKey(stored[0]!.sealed, identity);
    assert.throws(() => decryptRecord(sealed, key, aad(2, signer)));
    assert.throws(() => decryptRecord(sealed, key, aad(1, Buffer.alloc(32, 8))));
    for (let index = 0; index < sealed.length; index++) {
      const damaged = Buffer.from(sealed);
      damaged[index]! ^= 1;
      assert.throws(() => decryptRecord(damaged, key, signerAad), `byte ${index}`);
    }
  });

  it('has the same length for a short name as for a long one', async () => {
    const { sealer } = sealerFor(recipient);
    const lengths = await Promise.all(
      ['Al', 'Maximiliana-Alexandrina'].map(
        async (givenName) => (await seal(sealer, { givenName }, signerAad)).sealed.length,
      ),
    );
    assert.equal(lengths[0], lengths[1]);
  });

  it('is different each time, and shows nothing of its content', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const data = { givenName: 'Maximiliana', email: 'maximiliana@example.org' };
    const one = await seal(sealer, data, signerAad);
    const other = await seal(sealer, data, signerAad);
    assert.notDeepEqual(one.sealed, other.sealed);
    assert.notDeepEqual(one.sealed.subarray(0, 12), other.sealed.subarray(0, 12), 'a nonce is used once');
    const key = await decryptDataKey(stored[0]!.sealed, identity);
    for (const bytes of [one.sealed, other.sealed, stored[0]!.sealed]) {
      const buffer = Buffer.from(bytes);
      for (const secret of ['Maximiliana', 'example', key]) assert.ok(!buffer.includes(secret));
    }
  });
});

describe('the data key', () => {
  it('is shared by everyone who signs concurrently', async () => {
    const { sealer, stored } = sealerFor(recipient);
    const sealed = await Promise.all(Array.from({ length: 100 }, () => seal(sealer, {}, signerAad)));
    assert.equal(stored.length, 1);
    assert.ok(sealed.every(({ dataKeyId }) => dataKeyId.equals(stored[0]!.id)));
  });

  it('is stored before anything is sealed with it', async () => {
    const order: string[] = [];
    const sealer = new Sealer([recipient], async () => {
      await new Promise(setImmediate);
      order.push('stored');
    });
    await seal(sealer, {}, signerAad).then(() => order.push('sealed'));
    assert.deepEqual(order, ['stored', 'sealed']);
  });

  it('is replaced after 10,000 signatures', async () => {
    const { sealer, stored } = sealerFor(recipient);
    for (let count = 0; count < 10_000; count++) await seal(sealer, {}, signerAad);
    const [first] = stored;
    const { dataKeyId } = await seal(sealer, {}, signerAad);
    assert.equal(stored.length, 2);
    assert.notDeepEqual(dataKeyId, first!.id);
    assert.deepEqual(dataKeyId, stored[1]!.id);
    const keys = await Promise.all(stored.map(({ sealed }) => decryptDataKey(sealed, identity)));
    assert.notDeepEqual(keys[0], keys[1]);
  });

  it('is replaced an hour after its first use, no matter how long it was unused before', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await sealer.prepare();
    t.mock.timers.tick(11 * HOUR_MS);
    await seal(sealer, {}, signerAad);
    t.mock.timers.tick(59 * MINUTE_MS);
    await seal(sealer, {}, signerAad);
    assert.equal(stored.length, 1);
    t.mock.timers.tick(MINUTE_MS);
    const { dataKeyId } = await seal(sealer, {}, signerAad);
    assert.equal(stored.length, 2);
    assert.deepEqual(dataKeyId, stored[1]!.id);
  });

  it('is replaced if unused for half a day, because retention deletes old ones that seal nothing', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await sealer.prepare();
    t.mock.timers.tick(12 * HOUR_MS);
    const { dataKeyId } = await seal(sealer, {}, signerAad);
    assert.equal(stored.length, 2);
    assert.deepEqual(dataKeyId, stored[1]!.id);
  });

  it('is created in advance, so that only the very first signer waits for it', async (t) => {
    const { sealer, stored } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await seal(sealer, {}, signerAad);
    t.mock.timers.tick(HOUR_MS);
    assert.equal(sealer.isReady, false, 'the old one is wiped immediately');
    while (stored.length < 2) await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.equal(sealer.isReady, true);
  });

  it('is replaced after it is wiped', async () => {
    const { sealer, stored } = sealerFor(recipient);
    await seal(sealer, {}, signerAad);
    sealer.wipe();
    await seal(sealer, {}, signerAad);
    assert.equal(stored.length, 2);
  });

  it('seals nothing if it can’t be stored, and is created again at the next attempt', async () => {
    const stored: SealedDataKey[] = [];
    let full = true;
    const sealer = new Sealer([recipient], async (key) => {
      if (full) throw new Error('no room');
      stored.push(key);
    });
    await assert.rejects(seal(sealer, {}, signerAad), /no room/);
    full = false;
    const { dataKeyId } = await seal(sealer, {}, signerAad);
    assert.deepEqual(dataKeyId, stored[0]!.id);
  });
});

describe('SealerPool', () => {
  const createPool = () => {
    const stored: SealedDataKey[] = [];
    return { stored, pool: new SealerPool([recipient], async (key) => void stored.push(key)) };
  };

  it('has one data key per petition, so that a copy doesn’t reveal who signed two of them', async () => {
    const { pool, stored } = createPool();
    const ids = [];
    for (const petition of [1, 2, 1, 2]) {
      ids.push((await seal(pool.forPetition(petition), {}, signerAad)).dataKeyId.toString('hex'));
    }
    assert.equal(stored.length, 2);
    assert.deepEqual([ids[0], ids[1]], [ids[2], ids[3]]);
    assert.notEqual(ids[0], ids[1]);
  });

  it('creates missing data keys in advance, until it is wiped', async () => {
    const { pool, stored } = createPool();
    await seal(pool.forPetition(1), {}, signerAad);
    await pool.prepare([1, 2]);
    assert.equal(stored.length, 2);
    assert.ok(pool.forPetition(2).isReady);
    const preparing = pool.prepare([3, 4, 5]);
    pool.wipe();
    await preparing;
    assert.equal(stored.length, 3);
    assert.equal(pool.forPetition(2).isReady, false);
  });
});
