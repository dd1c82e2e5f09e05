import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { LENGTHS } from '../../../common/contract.ts';
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

/** Data keys that a test's sealers used, in order, by sealer. */
const usedKeys = new WeakMap<Sealer, Set<SealedDataKey>>();

function sealerFor(...recipients: string[]) {
  const sealer = new Sealer(recipients);
  return { sealer, used: () => [...(usedKeys.get(sealer) ?? [])] };
}

/** Seals a record as the sign route does: waits for a data key first. */
async function seal(sealer: Sealer, data: object, aad: Uint8Array) {
  while (!sealer.isReady) await sealer.prepare();
  const { dataKey, sealed } = sealer.seal(data, aad);
  usedKeys.set(sealer, (usedKeys.get(sealer) ?? new Set()).add(dataKey));
  return { dataKey, sealed };
}

describe('a sealed record', () => {
  it('is decrypted unchanged by the organizer’s identity', async () => {
    const { sealer, used } = sealerFor(recipient);
    const data = { givenName: 'Zoë 🌻', email: 'zoe@example.org', display: false };
    const { sealed } = await seal(sealer, data, signerAad);
    assert.deepEqual(
      decryptRecord(sealed, await decryptDataKey(used()[0]!.sealed, identity), signerAad),
      data,
    );
  });

  it('is decrypted by a post-quantum identity, and by any one of several', async () => {
    const hybrid = await generateHybridIdentity();
    const { sealer, used } = sealerFor(recipient, await identityToRecipient(hybrid));
    const { sealed } = await seal(sealer, { a: 1 }, signerAad);
    for (const secret of [identity, hybrid]) {
      assert.deepEqual(decryptRecord(sealed, await decryptDataKey(used()[0]!.sealed, secret), signerAad), {
        a: 1,
      });
    }
  });

  it('is not decrypted by another identity', async () => {
    const { sealer, used } = sealerFor(recipient);
    await seal(sealer, {}, signerAad);
    await assert.rejects(async () => decryptDataKey(used()[0]!.sealed, await generateX25519Identity()));
  });

  it('is not decrypted under another data key', async () => {
    const { sealed } = await seal(sealerFor(recipient).sealer, {}, signerAad);
    assert.throws(() => decryptRecord(sealed, Buffer.alloc(32, 9), signerAad));
  });

  it('is not decrypted for another signer or petition, or if any byte is damaged', async () => {
    const { sealer, used } = sealerFor(recipient);
    const { sealed } = await seal(sealer, { a: 1 }, signerAad);
    const key = await decryptDataKey(used()[0]!.sealed, identity);
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

  it('has one of two lengths, whatever was entered: a length of its own would mark its row', async () => {
    const { sealer } = sealerFor(recipient);
    const lengths = new Set<number>();
    for (let length = 0; length <= LENGTHS.comment; length += 5) {
      for (const letter of ['a', 'ا', '支']) {
        const record = { givenName: 'Ana', email: 'ana@example.org', comment: letter.repeat(length) };
        lengths.add((await seal(sealer, record, signerAad)).sealed.length);
      }
    }
    const longest = {
      givenName: '支'.repeat(LENGTHS.name),
      familyName: '支'.repeat(LENGTHS.name),
      email: '支'.repeat(LENGTHS.email),
      postalCode: '支'.repeat(LENGTHS.postalCode),
      comment: '支'.repeat(LENGTHS.comment),
      partner: 'p'.repeat(LENGTHS.partner),
    };
    lengths.add((await seal(sealer, longest, signerAad)).sealed.length);
    assert.equal(lengths.size, 2, [...lengths].join());
  });

  it('is different each time, and shows nothing of its content', async () => {
    const { sealer, used } = sealerFor(recipient);
    const data = { givenName: 'Maximiliana', email: 'maximiliana@example.org' };
    const one = await seal(sealer, data, signerAad);
    const other = await seal(sealer, data, signerAad);
    assert.notDeepEqual(one.sealed, other.sealed);
    assert.notDeepEqual(one.sealed.subarray(0, 12), other.sealed.subarray(0, 12), 'a nonce is used once');
    const key = await decryptDataKey(used()[0]!.sealed, identity);
    for (const bytes of [one.sealed, other.sealed, used()[0]!.sealed]) {
      const buffer = Buffer.from(bytes);
      for (const secret of ['Maximiliana', 'example', key]) assert.ok(!buffer.includes(secret));
    }
  });
});

describe('the data key', () => {
  it('is shared by everyone who signs concurrently', async () => {
    const { sealer, used } = sealerFor(recipient);
    const sealed = await Promise.all(Array.from({ length: 100 }, () => seal(sealer, {}, signerAad)));
    assert.equal(used().length, 1);
    assert.ok(sealed.every(({ dataKey }) => dataKey === used()[0]));
  });

  it('comes with everything that is sealed with it, so that both are stored together', async () => {
    const { sealer } = sealerFor(recipient);
    const [first, later] = [await seal(sealer, {}, signerAad), await seal(sealer, {}, signerAad)];
    assert.equal(first.dataKey, later.dataKey);
    assert.equal((await decryptDataKey(first.dataKey.sealed, identity)).length, 32);
  });

  it('says which recipients it is sealed to, because an age file doesn’t', async () => {
    const other = await identityToRecipient(await generateHybridIdentity());
    const { dataKey } = await seal(sealerFor(recipient, other).sealer, {}, signerAad);
    const [first, second, ...rest] = dataKey.sealedTo!.split(' ');
    assert.deepEqual(rest, []);
    for (const [short, full] of [
      [first, recipient],
      [second, other],
    ]) {
      const [start, end] = short!.split('…');
      assert.ok(full!.startsWith(start!) && full!.endsWith(end!), short);
    }
  });

  it('is replaced after 10,000 signatures', async () => {
    const { sealer, used } = sealerFor(recipient);
    for (let count = 0; count < 10_000; count++) await seal(sealer, {}, signerAad);
    const [first] = used();
    const { dataKey } = await seal(sealer, {}, signerAad);
    assert.equal(used().length, 2);
    assert.notDeepEqual(dataKey.id, first!.id);
    assert.equal(dataKey, used()[1]);
    const keys = await Promise.all(used().map(({ sealed }) => decryptDataKey(sealed, identity)));
    assert.notDeepEqual(keys[0], keys[1]);
  });

  it('is replaced an hour after its first use, no matter how long it was unused before', async (t) => {
    const { sealer, used } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await sealer.prepare();
    t.mock.timers.tick(11 * HOUR_MS);
    await seal(sealer, {}, signerAad);
    t.mock.timers.tick(59 * MINUTE_MS);
    await seal(sealer, {}, signerAad);
    assert.equal(used().length, 1);
    t.mock.timers.tick(MINUTE_MS);
    await seal(sealer, {}, signerAad);
    assert.equal(used().length, 2);
  });

  it('is replaced if unused for half a day, because a seized server reveals it', async (t) => {
    const { sealer, used } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await sealer.prepare();
    assert.equal(sealer.isReady, true);
    t.mock.timers.tick(12 * HOUR_MS);
    assert.equal(sealer.isReady, false, 'the old one is wiped');
    await seal(sealer, {}, signerAad);
    assert.equal(used().length, 1);
  });

  it('is created in advance, so that only the very first signer waits for it', async (t) => {
    const { sealer, used } = sealerFor(recipient);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await seal(sealer, {}, signerAad);
    t.mock.timers.tick(HOUR_MS);
    assert.equal(sealer.isReady, false, 'the old one is wiped immediately');
    while (!sealer.isReady) await new Promise(setImmediate);
    await seal(sealer, {}, signerAad);
    assert.equal(used().length, 2);
  });

  it('is replaced after it is wiped', async () => {
    const { sealer, used } = sealerFor(recipient);
    await seal(sealer, {}, signerAad);
    sealer.wipe();
    await seal(sealer, {}, signerAad);
    assert.equal(used().length, 2);
  });
});

describe('a data key for a partner', () => {
  it('is opened by the organizer’s identity and, from another file, by the partner’s', async () => {
    const partner = await generateHybridIdentity();
    const sealer = new Sealer([recipient], await identityToRecipient(partner));
    const { dataKey, sealed } = await seal(sealer, { a: 1 }, signerAad);
    for (const [file, own, other] of [
      [dataKey.sealed, identity, partner],
      [dataKey.partnerSealed!, partner, identity],
    ] as const) {
      assert.deepEqual(decryptRecord(sealed, await decryptDataKey(file, own), signerAad), { a: 1 });
      await assert.rejects(decryptDataKey(file, other));
    }
  });

  it('has no file for a partner if there is none', async () => {
    const { sealer, used } = sealerFor(recipient);
    await seal(sealer, {}, signerAad);
    assert.equal(used()[0]!.partnerSealed, undefined);
  });
});

const withoutPartners = (...ids: number[]) => ids.map((id) => ({ id, partners: [] }));

describe('SealerPool', () => {
  it('has a data key of its own for each partner of a petition, and another once the recipient changes', async () => {
    const pool = new SealerPool([recipient]);
    const ids = new Set<string>();
    const changed = await identityToRecipient(await generateX25519Identity());
    for (const partner of [
      null,
      { code: 'a', recipient },
      { code: 'b', recipient },
      { code: 'a', recipient: changed },
    ]) {
      for (let count = 0; count < 2; count++) {
        ids.add((await seal(pool.forPetition(1, partner), {}, signerAad)).dataKey.id.toString('hex'));
      }
    }
    assert.equal(ids.size, 4);
  });

  it('creates the data keys for partners in advance, too', async () => {
    const pool = new SealerPool([recipient]);
    const partner = { code: 'a', recipient };
    await pool.prepare([{ id: 1, partners: [partner] }]);
    assert.ok(pool.forPetition(1).isReady);
    assert.ok(pool.forPetition(1, partner).isReady);
  });

  it('has one data key per petition, so that a copy doesn’t reveal who signed two of them', async () => {
    const pool = new SealerPool([recipient]);
    const ids = [];
    for (const petition of [1, 2, 1, 2]) {
      ids.push((await seal(pool.forPetition(petition), {}, signerAad)).dataKey.id.toString('hex'));
    }
    assert.deepEqual([ids[0], ids[1]], [ids[2], ids[3]]);
    assert.notEqual(ids[0], ids[1]);
  });

  it('creates missing data keys in advance, until it is wiped', async () => {
    const pool = new SealerPool([recipient]);
    await seal(pool.forPetition(1), {}, signerAad);
    await pool.prepare(withoutPartners(1, 2));
    assert.ok(pool.forPetition(2).isReady);
    const preparing = pool.prepare(withoutPartners(3, 4, 5));
    pool.wipe();
    await preparing;
    assert.equal(pool.forPetition(4).isReady, false);
    assert.equal(pool.forPetition(2).isReady, false);
  });

  it('forgets the data keys of petitions that are no longer open, and replaces them no more', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const pool = new SealerPool([recipient]);
    const partner = { code: 'a', recipient };
    const sealers = [pool.forPetition(1), pool.forPetition(2), pool.forPetition(2, partner)];
    for (const sealer of sealers) await seal(sealer, {}, signerAad);
    await pool.prepare(withoutPartners(1));
    const areReady = () => sealers.map(({ isReady }) => isReady);
    assert.deepEqual(areReady(), [true, false, false]);
    // As a request that arrived just before does.
    await seal(sealers[1]!, {}, signerAad);
    t.mock.timers.tick(HOUR_MS);
    await sealers[0]!.prepare();
    assert.deepEqual(areReady(), [true, false, false]);
  });
});
