import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../../server/petitions/repository.ts';
import { BatchWriter, StorageUnavailableError } from '../../../server/signatures/batch-writer.ts';
import type { PetitionStorage } from '../../../server/storage/open.ts';
import type { Batch, NewRequest, SignatureRow } from '../../../server/storage/schema.ts';
import { diskMark, onlyOnce, refuseInserts } from '../../support/database.ts';
import { requestRow, signatureRow } from '../../support/rows.ts';
import { emptyStorage, PETITIONS } from '../../support/server.ts';

const signatureOf = (signer_key = randomBytes(32), petition_id = 1) =>
  signatureRow({ signer_key, petition_id });

const many = (length: number) => Array.from({ length }, () => signatureOf());

/** A writer on a real database. Set `state` to let the next writes fail, or wait for a promise. */
async function setUp(t: TestContext, limits?: ConstructorParameters<typeof BatchWriter>[4]) {
  const storage = await emptyStorage(t);
  await loadPetitions(storage, parsePetitionFile(JSON.stringify(PETITIONS)));
  const failures: unknown[] = [];
  const batches: SignatureRow[][] = [];
  const state = { toFail: 0, gate: Promise.resolve() };
  const intercepted: PetitionStorage = {
    ...storage,
    async store(batch) {
      batches.push([...batch.signatures]);
      await state.gate;
      if (state.toFail-- > 0) throw new Error('no room');
      await storage.store(batch);
    },
  };
  const onFailure = (error: unknown) => failures.push(error);
  const writer = new BatchWriter<Added>(intercepted, toBatch, onFailure, undefined, limits);
  return { storage, writer, failures, batches, state };
}

/** What these tests add: a signature row, optionally with a request. */
type Added = SignatureRow & { request?: NewRequest };

const toBatch = async (added: readonly Added[]): Promise<Batch> => ({
  signatures: added.map(({ request: _, ...signature }) => signature),
  requests: added.flatMap(({ request }) => request ?? []),
});

async function countRows({ db }: PetitionStorage): Promise<number> {
  const { count } = await db
    .selectFrom('signature')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

async function counterOf({ db }: PetitionStorage, petitionId = 1): Promise<number> {
  const { signed } = await db
    .selectFrom('petition_count')
    .select('signed')
    .where('petition_id', '=', petitionId)
    .executeTakeFirstOrThrow();
  return signed;
}

describe('BatchWriter', () => {
  it('resolves once the signature is stored', async (t) => {
    const { storage, writer } = await setUp(t);
    const signature = { ...signatureOf(), partner: 'harbour-aid', sealed: Buffer.from('sealed') };
    await writer.add(signature);
    const [row] = await storage.db.selectFrom('signature').selectAll().execute();
    assert.deepEqual(row, {
      petition_id: 1,
      signer_key: signature.signer_key,
      signed_on: '2031-02-03',
      partner: 'harbour-aid',
      data_key_id: signature.data_key_id,
      sealed: signature.sealed,
    });
  });

  it('stores a signer once, within a batch and across batches, and keeps the first record', async (t) => {
    const { storage, writer } = await setUp(t);
    const key = randomBytes(32);
    const first = { ...signatureOf(key), sealed: Buffer.from('first') };
    const again = { ...signatureOf(key), sealed: Buffer.from('again') };
    await Promise.all([writer.add(first), writer.add(again)]);
    await new Promise(setImmediate);
    await writer.add(again);
    const stored = await storage.db.selectFrom('signature').select('sealed').execute();
    assert.deepEqual(stored, [{ sealed: first.sealed }]);
    assert.equal(await counterOf(storage), 1);
  });

  it('writes to disk for a repeated signer too, so that timing doesn’t reveal who has signed', async (t) => {
    const { storage, writer } = await setUp(t);
    const signature = signatureOf();
    await writer.add(signature);
    const mark = await diskMark(storage, t);
    const before = await mark();
    await writer.add(signature);
    assert.notEqual(await mark(), before);
  });

  it('counts one signer under two petitions twice', async (t) => {
    const { storage, writer } = await setUp(t);
    const key = randomBytes(32);
    await Promise.all([writer.add(signatureOf(key, 1)), writer.add(signatureOf(key, 2))]);
    assert.deepEqual([await counterOf(storage, 1), await counterOf(storage, 2)], [1, 1]);
  });

  it('groups concurrent arrivals: all that wait, or half where two batches are stored at a time, at most 256', async (t) => {
    const { storage, writer, batches } = await setUp(t);
    await Promise.all(many(600).map((signature) => writer.add(signature)));
    assert.equal(await counterOf(storage), 600);
    const sizes = batches.map(({ length }) => length);
    const isOneAtATime = storage.dialect.concurrentBatches === 1;
    assert.deepEqual(sizes, isOneAtATime ? [256, 256, 88] : [256, 172, 86, 43, 32, 11]);
  });

  it('doesn’t split small batches', async (t) => {
    const { writer, batches } = await setUp(t);
    await Promise.all(many(30).map((signature) => writer.add(signature)));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [30],
    );
  });

  it('stores no more batches at a time than the database can write', async (t) => {
    const { storage, writer, batches, state } = await setUp(t);
    let openGate = () => {};
    state.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const all = Promise.all(many(300).map((signature) => writer.add(signature)));
    for (let turn = 0; turn < 10; turn++) {
      await new Promise(setImmediate);
      // Later arrivals must not start another batch.
      writer.add(signatureOf()).catch(() => {});
    }
    assert.equal(batches.length, storage.dialect.concurrentBatches);
    openGate();
    await all;
    await writer.drain();
  });

  it('keeps the counter equal to the number of rows', async (t) => {
    const { storage, writer } = await setUp(t);
    const signatures = many(40);
    for (let round = 0; round < 5; round++) {
      const some = signatures.slice(round * 5, round * 5 + 20);
      await Promise.all([...some, ...some].map((signature) => writer.add(signature)));
      await new Promise(setImmediate);
    }
    assert.equal(await countRows(storage), 40);
    assert.equal(await counterOf(storage), 40);
  });

  it('inserts in the order of the keys, so that two processes can’t deadlock', async (t) => {
    const { writer, batches } = await setUp(t);
    const petitions = [2, 1, 2];
    await Promise.all(
      petitions.flatMap((petition) =>
        Array.from({ length: 10 }, () => writer.add(signatureOf(undefined, petition))),
      ),
    );
    assert.equal(batches.length, 1);
    const keys = batches[0]!.map(
      ({ petition_id, signer_key }) => `${petition_id} ${Buffer.from(signer_key).toString('hex')}`,
    );
    assert.equal(keys.length, 30);
    assert.deepEqual(keys, keys.toSorted());
  });

  it('stores every request, even of a repeated signer', async (t) => {
    const { storage, writer } = await setUp(t);
    const signature = signatureOf();
    const requests = [requestRow(signature), requestRow(signature)];
    await writer.add({ ...signature, request: requests[0]! });
    await writer.add({ ...signature, request: requests[1]! });
    const stored = await storage.db.selectFrom('outbox').selectAll().execute();
    const byId = (a: Pick<NewRequest, 'id'>, b: Pick<NewRequest, 'id'>) => Buffer.compare(a.id, b.id);
    assert.deepEqual(
      stored.sort(byId),
      requests.sort(byId).map((request) => ({ ...request, attempts: 0, taken_until: null })),
    );
  });

  it(
    'takes those into a batch who arrive as soon as the one before it is acknowledged',
    onlyOnce,
    async (t) => {
      const limits = { maxQueueLength: 100, maxBatchSize: 100, minBatchSize: 1, concurrency: 1 };
      const { writer, batches, state } = await setUp(t, limits);
      let openGate = () => {};
      state.gate = new Promise((resolve) => {
        openGate = resolve;
      });
      const answered = many(10).map((signature) =>
        writer.add(signature).then(() => writer.add(signatureOf())),
      );
      while (batches.length === 0) await new Promise(setImmediate);
      const waiting = writer.add(signatureOf());
      openGate();
      await Promise.all([...answered, waiting]);
      assert.deepEqual(
        batches.map(({ length }) => length),
        [10, 11],
      );
    },
  );

  it('stores a signature that arrives at the moment a batch is acknowledged', {
    timeout: 60_000,
  }, async (t) => {
    const { storage, writer } = await setUp(t);
    await writer.add(signatureOf());
    await writer.add(signatureOf());
    assert.equal(await countRows(storage), 2);
  });

  it('writes durably, even after the first write', async (t) => {
    const { storage, writer } = await setUp(t);
    await writer.add(signatureOf());
    await storage.dialect.assertDurable(storage.db);
  });

  it('stores everything that was added before `drain` resolves', async (t) => {
    const { storage, writer } = await setUp(t);
    const adding = many(300).map((signature) => writer.add(signature));
    await writer.drain();
    assert.equal(await countRows(storage), 300);
    await Promise.all(adding);
  });

  it('resolves `drain` immediately if nothing was added', onlyOnce, async (t) => {
    const { writer } = await setUp(t);
    await writer.drain();
  });
});

describe('a failed batch', () => {
  it('rejects all of its signatures with StorageUnavailableError and reports the error; the next one is stored', async (t) => {
    const { storage, writer, failures, state } = await setUp(t);
    state.toFail = 1;
    const results = await Promise.allSettled(many(3).map((signature) => writer.add(signature)));
    for (const result of results) {
      assert.ok(result.status === 'rejected' && result.reason instanceof StorageUnavailableError);
    }
    assert.equal(writer.isHealthy, false);
    assert.deepEqual(
      failures.map((error) => (error as Error).message),
      ['no room'],
    );

    await new Promise(setImmediate);
    await writer.add(signatureOf());
    assert.equal(writer.isHealthy, true);
    assert.equal(await countRows(storage), 1);
  });

  it('leaves no rows, requests, or count behind', async (t) => {
    const { storage, writer } = await setUp(t);
    const refused = Buffer.alloc(32, 0xff);
    await refuseInserts(storage, 'signature', refused);
    const batch = [...many(5), signatureOf(refused)].map((signature) =>
      writer.add({ ...signature, request: requestRow(signature) }),
    );
    const results = await Promise.allSettled(batch);
    assert.ok(results.every(({ status }) => status === 'rejected'));
    assert.deepEqual(await storage.db.selectFrom('outbox').selectAll().execute(), []);
    assert.equal(await countRows(storage), 0);
    assert.equal(await counterOf(storage), 0);
  });

  it('doesn’t affect the batches after it', async (t) => {
    const { storage, writer, state } = await setUp(t);
    state.toFail = 1;
    let openGate = () => {};
    state.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const first = writer.add(signatureOf());
    await new Promise(setImmediate);
    const second = writer.add(signatureOf());
    openGate();
    await Promise.all([assert.rejects(first, StorageUnavailableError), second]);
    assert.equal(await countRows(storage), 1);
  });

  it('is reported even if its rows couldn’t be created', onlyOnce, async (t) => {
    const { storage, failures } = await setUp(t);
    let fails = true;
    const writer = new BatchWriter<Added>(
      storage,
      async (signatures) => {
        if (fails) throw new Error('no key');
        return toBatch(signatures);
      },
      (error) => failures.push(error),
    );
    await assert.rejects(writer.add(signatureOf()), StorageUnavailableError);
    assert.equal(writer.isHealthy, false);
    fails = false;
    await writer.add(signatureOf());
    assert.equal(writer.isHealthy, true);
    assert.equal(failures.length, 1);
    assert.equal(await countRows(storage), 1);
  });
});

/** In memory. batch-writer-properties.test.ts fills a short one on both databases. */
describe('a full queue', onlyOnce, () => {
  it('rejects signatures with StorageUnavailableError before any write, and accepts them again once it has room', async (t) => {
    const { storage, writer, batches, state } = await setUp(t);
    let openGate = () => {};
    state.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const waiting = many(10_000).map((signature) => writer.add(signature));
    await assert.rejects(writer.add(signatureOf()), StorageUnavailableError);
    openGate();
    await Promise.all(waiting);
    await new Promise(setImmediate);
    await writer.add(signatureOf());
    assert.equal(await countRows(storage), 10_001);
    assert.ok(batches.every(({ length }) => length <= 256));
  });
});
