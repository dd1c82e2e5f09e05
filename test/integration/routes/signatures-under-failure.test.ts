import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import type { SignatureRecord } from '../../../server/signatures/sign.ts';
import { onlyOnce, onlyPostgres, refuseInserts } from '../../support/database.ts';
import { PERSON, start } from '../../support/server.ts';
import { assertProblem, bytesOf, MARKER } from './problems.ts';

describe('signing while the database refuses writes', () => {
  it('returns 503 with Retry-After, and 202 once the database accepts writes again', async (t) => {
    const flaky = await start(t);
    await flaky.sign('keep-the-library', PERSON);
    const restore = await refuseInserts(flaky.context.storage, 'signature');
    const ben = { givenName: MARKER, email: `${MARKER}@example.org` };
    const refused = await flaky.sign('keep-the-library', ben);
    assert.match(refused.headers.get('Retry-After') ?? '', /^[1-9]\d*$/);
    await assertProblem(refused, 503);
    assert.equal(await flaky.rowsOf('keep-the-library'), 1);
    await restore();
    assert.equal((await flaky.sign('keep-the-library', ben)).status, 202);
    assert.equal(await flaky.rowsOf('keep-the-library'), 2);
  });

  it('returns the same response to repeated and first signers', async (t) => {
    const flaky = await start(t);
    await flaky.sign('keep-the-library', PERSON);
    await refuseInserts(flaky.context.storage, 'signature');
    const repeated = await bytesOf(await flaky.sign('keep-the-library', PERSON));
    const first = await bytesOf(
      await flaky.sign('keep-the-library', { ...PERSON, email: 'ben@example.org' }),
    );
    assert.equal(repeated, first);
  });

  it('returns 503 too if only the data key can’t be stored', async (t) => {
    const flaky = await start(t);
    const restore = await refuseInserts(flaky.context.storage, 'data_key');
    await assertProblem(await flaky.sign('keep-the-library', PERSON), 503);
    assert.equal(flaky.context.writer.isHealthy, false);
    await restore();
    assert.equal((await flaky.sign('keep-the-library', PERSON)).status, 202);
  });
});

describe('the log', () => {
  it('doesn’t contain the row that PostgreSQL refused', onlyPostgres, async (t) => {
    const { context, sign, lines } = await start(t);
    const alter = (change: string) => sql.raw(`alter table signature ${change}`).execute(context.storage.db);
    await alter('add constraint short check (length(sealed) < 5) not valid');
    await assertProblem(await sign('keep-the-library', PERSON), 503);
    const line = lines.find((line) => line.includes('batch not stored'))!;
    assert.match(line, /violates check constraint/);
    assert.doesNotMatch(line, /Failing row|\\x/);
  });
});

/** In memory. signatures/batch-writer-properties.test.ts fills a short one on both databases. */
describe('signing while the queue is full', onlyOnce, () => {
  it('returns 503 before doing any work, doesn’t affect reads, and returns 202 once the queue is empty', async (t) => {
    const { context, get, sign, post, rowsOf } = await start(t);
    const { writer, storage } = context;
    const { store } = storage;
    let openGate = () => {};
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    storage.store = async (...batch) => {
      await gate;
      return store(...batch);
    };
    const petition = context.petitions.get('keep-the-library')!;
    const unsealed = (index: number) => ({
      petition,
      canonicalEmail: `supporter-${index}@example.org`,
      record: {} as SignatureRecord,
      partner: null,
      signedOn: '2031-02-03',
    });
    const waiting = [];
    for (let index = 0; !writer.isFull; index++) waiting.push(writer.add(unsealed(index)));
    assert.ok(waiting.length >= 10_000);

    const refused = await sign('keep-the-library', PERSON);
    assert.match(refused.headers.get('Retry-After') ?? '', /^[1-9]\d*$/);
    await assertProblem(refused, 503);
    // The body isn't even parsed.
    await assertProblem(await post('/v1/petitions/keep-the-library/signatures', 'no JSON'), 503);
    for (const path of [
      '/v1/petitions/keep-the-library',
      '/v1/petitions/keep-the-library/count',
      '/healthz',
    ]) {
      assert.equal((await get(path)).status, 200);
    }

    openGate();
    await Promise.all(waiting);
    assert.equal((await sign('keep-the-library', PERSON)).status, 202);
    assert.equal(await rowsOf('keep-the-library'), waiting.length + 1);
  });
});
