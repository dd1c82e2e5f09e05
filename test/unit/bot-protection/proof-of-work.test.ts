import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProofOfWork } from '../../../server/bot-protection/proof-of-work.ts';
import type { PetitionStorage } from '../../../server/storage/open.ts';
import { search } from '../../../widget/proof-of-work/search.ts';

describe('the challenges of a server', () => {
  // Creating one doesn't touch the database.
  const proofOfWork = new ProofOfWork(Buffer.alloc(32, 1), {} as PetitionStorage);

  it('can have a solution among the first counters too, so that nobody skips those', async () => {
    let found = false;
    // A quarter of them do: none of 60 is less likely than one in thirty million.
    for (let attempt = 0; attempt < 60 && !found; attempt++) {
      found = search(await proofOfWork.createChallenge('keep-the-library'), 0, 50_000) !== undefined;
    }
    assert.ok(found);
  });
});
