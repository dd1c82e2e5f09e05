import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { loadPetitions } from '../../../server/petitions/repository.ts';
import { BatchWriter, StorageUnavailableError } from '../../../server/signatures/batch-writer.ts';
import type { PetitionStorage } from '../../../server/storage/open.ts';
import type { SignatureRow } from '../../../server/storage/schema.ts';
import { emptyStorage, PETITIONS } from '../../support/server.ts';

const LIMITS = { maxQueueLength: 12, maxBatchSize: 4, minBatchSize: 2, concurrency: 2 };

/** Few signers under two petitions, so that many sign again. */
const arrivals = fc.array(fc.record({ signer: fc.nat(9), petition: fc.integer({ min: 1, max: 2 }) }), {
  minLength: 1,
  maxLength: 40,
});

/** The outcomes of successive writes. Further writes succeed. */
const writeOutcomes = fc.array(fc.constantFrom('stored', 'refused', 'stored, but unacknowledged'), {
  maxLength: 12,
});

describe('BatchWriter, for any order of arrivals, speed of writes, and failures', () => {
  it('loses no acknowledged signature, puts none into two batches, and stays within its limits', async (t) => {
    const storage = await emptyStorage(t);
    await loadPetitions(storage, parsePetitionFile(JSON.stringify(PETITIONS)));

    await fc.assert(
      fc
        .asyncProperty(
          fc.scheduler(),
          arrivals,
          writeOutcomes,
          async (scheduler, signers, outcomesOfWrites) => {
            const remaining = [...outcomesOfWrites];
            const batches: SignatureRow[][] = [];
            let concurrent = 0;
            const intercepted: PetitionStorage = {
              ...storage,
              async store(batch) {
                batches.push([...batch.signatures]);
                assert.ok(++concurrent <= LIMITS.concurrency, 'at most `concurrency` batches at a time');
                try {
                  await scheduler.schedule(Promise.resolve(), 'the database starts');
                  const outcome = remaining.shift() ?? 'stored';
                  if (outcome === 'refused') throw new Error('no room');
                  await storage.store(batch);
                  await scheduler.schedule(Promise.resolve(), 'it is on disk');
                  if (outcome !== 'stored') throw new Error('connection lost');
                } finally {
                  concurrent -= 1;
                }
              },
            };
            const toBatch = async (rows: readonly SignatureRow[]) => {
              await scheduler.schedule(Promise.resolve(), 'rows are created');
              return { signatures: rows, requests: [] };
            };
            const writer = new BatchWriter(intercepted, toBatch, () => {}, undefined, LIMITS);

            const outcomes = await scheduler.waitFor(
              Promise.all(
                signers.map(async ({ signer, petition }, index) => {
                  await scheduler.schedule(Promise.resolve(), `arrival ${index}`);
                  const row: SignatureRow = {
                    petition_id: petition,
                    signer_key: Buffer.alloc(32, signer),
                    signed_on: '2031-02-03',
                    partner: String(index),
                    data_key_id: Buffer.alloc(16),
                    sealed: Buffer.alloc(128),
                  };
                  const settled = await writer.add(row).then(
                    () => 'acknowledged' as const,
                    (error) => {
                      assert.ok(error instanceof StorageUnavailableError);
                      return error.message === 'the queue is full'
                        ? ('turned away' as const)
                        : ('refused' as const);
                    },
                  );
                  return { row, settled };
                }),
              ),
            );
            await scheduler.waitFor(writer.drain());

            const stored = await storage.db.selectFrom('signature').selectAll().execute();
            const idOf = ({ petition_id, signer_key }: SignatureRow) => `${petition_id} ${signer_key[0]}`;
            const ids = new Set(stored.map(idOf));
            assert.equal(ids.size, stored.length, 'stores each signer once');

            const written = batches.flat();
            assert.equal(new Set(written).size, written.length, 'puts no signature into two batches');
            for (const { row, settled } of outcomes) {
              if (settled === 'acknowledged') assert.ok(ids.has(idOf(row)), 'stores what it acknowledged');
              if (settled === 'turned away') assert.ok(!written.includes(row), 'turns away before any write');
            }
            for (const batch of batches) assert.ok(batch.length <= LIMITS.maxBatchSize);

            const counters = await storage.db.selectFrom('petition_count').selectAll().execute();
            for (const { petition_id, signed } of counters) {
              const rows = stored.filter((row) => row.petition_id === petition_id);
              assert.equal(signed, rows.length, 'the counter equals the number of rows');
            }
          },
        )
        .afterEach(async () => {
          await storage.db.deleteFrom('signature').execute();
          await storage.db.updateTable('petition_count').set({ signed: 0 }).execute();
        }),
      { numRuns: 60 },
    );
  });
});
