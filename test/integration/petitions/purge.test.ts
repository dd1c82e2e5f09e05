import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { countMatching, purgeMatching } from '../../../server/petitions/purge.ts';
import { loadPetitions } from '../../../server/petitions/repository.ts';
import type { PetitionStorage } from '../../../server/storage/open.ts';
import type { NewRequest, SignatureRow } from '../../../server/storage/schema.ts';
import { pendingRow, requestRow, signatureRow } from '../../support/rows.ts';
import { emptyStorage, PETITIONS } from '../../support/server.ts';

/** Signatures of the first petition: day, partner, count. */
const SIGNED: [string, string | null, number][] = [
  ['2031-02-01', null, 3],
  ['2031-02-02', null, 1_200],
  ['2031-02-02', 'harbour-aid', 40],
  ['2031-02-03', 'harbour-aid', 700],
  ['2031-02-04', null, 2],
];

const row = (signed_on: string, partner: string | null, petition_id = 1) =>
  signatureRow({ signed_on, partner, petition_id });

const store = (storage: PetitionStorage, signatures: SignatureRow[], requests: NewRequest[] = []) =>
  storage.store({ signatures, requests });

async function setUp(t: TestContext): Promise<PetitionStorage> {
  const storage = await emptyStorage(t);
  await loadPetitions(storage, parsePetitionFile(JSON.stringify(PETITIONS)));
  for (const [day, partner, count] of SIGNED) {
    const rows = Array.from({ length: count }, () => row(day, partner));
    await store(
      storage,
      rows.sort((a, b) => Buffer.compare(a.signer_key, b.signer_key)),
    );
  }
  await store(storage, [row('2031-02-02', null, 2)]);
  return storage;
}

/** The count and the stored rows of each petition. */
async function stateOf({ db }: PetitionStorage) {
  const counts = await db.selectFrom('petition_count').selectAll().orderBy('petition_id').execute();
  const stored = await db
    .selectFrom('signature')
    .select(({ fn }) => ['petition_id', fn.countAll<number>().as('rows')])
    .groupBy('petition_id')
    .execute();
  return [1, 2].map((id) => ({
    counted: counts.find(({ petition_id }) => petition_id === id)!.signed,
    stored: stored.find(({ petition_id }) => petition_id === id)?.rows ?? 0,
  }));
}

const ALL = 1_945;
const groupsOf = (...indexes: number[]) =>
  indexes.map((index) => {
    const [day, partner, signatures] = SIGNED[index]!;
    return { day, partner, signatures, requests: 0 };
  });

describe('purgeMatching', () => {
  for (const [what, filter, groups] of [
    ['signatures from a day on', { since: '2031-02-03' }, groupsOf(3, 4)],
    ['signatures of one day', { since: '2031-02-02', until: '2031-02-02' }, groupsOf(1, 2)],
    ['signatures through a partner', { since: '2031-01-01', partner: 'harbour-aid' }, groupsOf(2, 3)],
    ['nothing on days without signatures', { since: '2031-03-01' }, []],
    ['nothing through a partner without signatures', { since: '2031-01-01', partner: 'open-gate' }, []],
    ['signatures of all days', { since: '2031-02-01', until: '2031-02-04' }, groupsOf(0, 1, 2, 3, 4)],
  ] as const) {
    it(`removes ${what}, and nothing else, from the rows and the count`, async (t) => {
      const storage = await setUp(t);
      const sorted = (groups: readonly object[]) => groups.map((group) => JSON.stringify(group)).sort();
      const counted = await countMatching(storage, { petitionId: 1, ...filter });
      assert.deepEqual(sorted(counted), sorted(groups));
      assert.deepEqual(
        (await stateOf(storage))[0],
        { counted: ALL, stored: ALL },
        'counting changes nothing',
      );

      assert.deepEqual(sorted(await purgeMatching(storage, { petitionId: 1, ...filter })), sorted(groups));
      const left = ALL - groups.reduce((sum, { signatures }) => sum + signatures, 0);
      assert.deepEqual(await stateOf(storage), [
        { counted: left, stored: left },
        { counted: 1, stored: 1 },
      ]);
      assert.deepEqual(await purgeMatching(storage, { petitionId: 1, ...filter }), []);
    });
  }

  it('removes the requests with their emails, and keeps those of other days', async (t) => {
    const storage = await setUp(t);
    const request = (signed_on: string, partner: string | null) =>
      requestRow(signatureRow({ signed_on, partner }));
    const [inBoth, waiting, later] = [
      request('2031-02-02', 'harbour-aid'),
      request('2031-02-02', null),
      request('2031-02-05', null),
    ];
    const confirmed = row('2031-02-02', null);
    const pending = [
      ...Array.from({ length: 700 }, () => pendingRow(request('2031-02-02', null))),
      // Its email failed once and will be retried.
      pendingRow(inBoth),
      pendingRow(request('2031-02-05', null)),
      pendingRow(requestRow(confirmed)),
      pendingRow(request('2031-02-02', 'open-gate')),
    ];
    await store(storage, [confirmed], [inBoth, waiting, later]);
    for (const values of [pending.slice(0, 400), pending.slice(400)]) {
      await storage.db.insertInto('pending_signature').values(values).execute();
    }
    const before = await stateOf(storage);
    const filter = { petitionId: 1, since: '2031-02-02', until: '2031-02-02' };
    const counted = await countMatching(storage, filter);
    assert.deepEqual(counted, [
      { day: '2031-02-02', partner: null, signatures: 1_201, requests: 702 },
      { day: '2031-02-02', partner: 'harbour-aid', signatures: 40, requests: 1 },
      { day: '2031-02-02', partner: 'open-gate', signatures: 0, requests: 1 },
    ]);
    assert.deepEqual(await stateOf(storage), before);
    assert.deepEqual(await purgeMatching(storage, filter), counted);
    for (const table of ['pending_signature', 'outbox'] as const) {
      const left = await storage.db.selectFrom(table).select('signed_on').execute();
      assert.deepEqual(left, [{ signed_on: '2031-02-05' }], table);
    }
    const { signed } = await storage.db
      .selectFrom('petition_count')
      .select('signed')
      .where('petition_id', '=', 1)
      .executeTakeFirstOrThrow();
    assert.equal(signed, 3 + 700 + 2);
  });

  it('works while others sign, and all of them are counted', async (t) => {
    const storage = await setUp(t);
    let purging = true;
    let added = 0;
    const signing = (async () => {
      while (purging) {
        await store(storage, [row('2031-02-09', null)]);
        added += 1;
      }
    })();
    await purgeMatching(storage, { petitionId: 1, since: '2031-02-01', until: '2031-02-04' });
    purging = false;
    await signing;
    assert.ok(added > 0);
    assert.deepEqual((await stateOf(storage))[0], { counted: added, stored: added });
  });

  it('updates the count with each batch', async (t) => {
    const storage = await setUp(t);
    let batches = 0;
    const write: PetitionStorage['write'] = async (work) => {
      if (batches === 2) throw new Error('pulled the plug');
      batches += 1;
      return storage.write(work);
    };
    await assert.rejects(
      purgeMatching({ ...storage, write }, { petitionId: 1, since: '2031-02-01' }),
      /plug/,
    );
    const [{ counted, stored } = { counted: 0, stored: 0 }] = await stateOf(storage);
    assert.equal(counted, stored);
    assert.equal(counted, ALL - 1_000);
  });
});
