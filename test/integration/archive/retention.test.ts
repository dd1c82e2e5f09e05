import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findMissingDataKeys } from '../../../server/archive/missing-data-keys.ts';
import {
  deleteUnusedDataKeys,
  eraseExported,
  eraseRelated,
  findErasable,
  type RetainedPetition,
} from '../../../server/archive/retention.ts';
import { readVerified, writeSealedFile } from '../../../server/archive/sealed-file-on-disk.ts';
import { createSealedExport } from '../../../server/archive/stored-pages.ts';
import { toHex } from '../../../server/lib/bytes.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';
import { closePetition, loadPetitions } from '../../../server/petitions/repository.ts';
import { RequestCipher } from '../../../server/signatures/request-cipher.ts';
import { withdrawSignature } from '../../../server/signatures/withdraw.ts';
import { openStorage, type PetitionStorage } from '../../../server/storage/open.ts';
import { migratedDatabase, onlyOnce } from '../../support/database.ts';
import { pendingRow, requestRow, signatureRow, storePending } from '../../support/rows.ts';
import { PETITIONS, SECRET } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CIPHER = new RequestCipher(Buffer.from(SECRET));
const CLOSED_ON = '2026-01-01';
/** More than one page to read, and more than two batches to erase. */
const MANY = 1_203;

const row = (petition_id: number, data_key_id: Uint8Array) =>
  signatureRow({ petition_id, data_key_id, signed_on: CLOSED_ON });

const load = (storage: PetitionStorage, ...entries: unknown[]) =>
  loadPetitions(storage, parsePetitionFile(JSON.stringify(entries)));
const reopenedEntry = { ...PETITIONS[0], status: 'open' };

const writeFile = async (storage: PetitionStorage, petition: RetainedPetition, folder: string) =>
  writeSealedFile(
    await createSealedExport(storage, petition, { partner: null, since: null }),
    folder,
    '2026-02-03',
  );

/** The first petition was closed long ago, the second is open. Both have signatures. */
async function setUp(t: TestContext, signatures = MANY) {
  const url = await migratedDatabase(t);
  const storage = await openStorage(url);
  t.after(() => storage.close());
  await load(storage, ...PETITIONS);
  const dataKey = randomBytes(16);
  await storage.db
    .insertInto('data_key')
    .values({ id: dataKey, made_on: CLOSED_ON, sealed: randomBytes(40) })
    .execute();
  const sign = async (petitionId: number, count: number) => {
    const rows = Array.from({ length: count }, () => row(petitionId, dataKey));
    await storage.store({ signatures: rows, requests: [] });
    return rows;
  };
  const signed = await sign(1, signatures);
  await sign(2, 2);
  await closePetition(storage, PETITIONS[0]!.slug, null);
  await storage.db.updateTable('petition').set({ closed_on: CLOSED_ON }).where('id', '=', 1).execute();
  const [petition] = await findErasable(storage, CLOSED_ON);
  const folder = temporaryFolder(t);
  return {
    url,
    storage,
    signed,
    sign,
    dataKey,
    folder,
    petition: petition!,
    write: () => writeFile(storage, petition!, folder),
    erase: (file: string, target: PetitionStorage = storage) =>
      eraseExported(file, target, petition!, CLOSED_ON),
  };
}

/** The count of a petition, and how many of its signatures are stored and erased. */
async function stateOf({ db }: PetitionStorage, id = 1) {
  const { signed, erased } = await db
    .selectFrom('petition_count')
    .select(['signed', 'erased'])
    .where('petition_id', '=', id)
    .executeTakeFirstOrThrow();
  return { signed, erased, stored: (await keysOf({ db }, id)).size };
}

async function keysOf({ db }: Pick<PetitionStorage, 'db'>, id = 1) {
  const rows = await db.selectFrom('signature').select('signer_key').where('petition_id', '=', id).execute();
  return new Set(rows.map(({ signer_key }) => toHex(signer_key)));
}

async function keysIn(file: string) {
  const keys = new Set<string>();
  for await (const { rows } of readVerified(file, 1)) {
    for (const { signer_key } of rows) keys.add(toHex(signer_key));
  }
  return keys;
}

const isUserError = (message: RegExp) => (error: unknown) =>
  error instanceof UserError && message.test(error.message);

describe('findErasable', () => {
  it('finds petitions that were closed long enough ago and still have data about signers', async (t) => {
    const { storage, signed, sign, petition } = await setUp(t, 3);
    assert.deepEqual(
      { ...petition, partners: Object.keys(petition.partners) },
      {
        id: 1,
        slug: 'keep-the-library',
        partners: ['harbour-aid', 'open-gate'],
        partnerRecipients: {},
        closedOn: CLOSED_ON,
        signatures: 3,
        requests: 0,
      },
    );
    assert.deepEqual(await findErasable(storage, '2025-12-31'), [], 'it was open the day before');

    await sign(4, 1);
    const found = async (day: string) => (await findErasable(storage, day)).map(({ id }) => id);
    assert.deepEqual(await found('2026-01-01'), [1], 'the fourth was closed today, when it was loaded');
    assert.deepEqual(await found('9999-12-31'), [1, 4], 'the second and third are open');

    const retried = requestRow(row(1, signed[0]!.data_key_id));
    const pending = [pendingRow(requestRow(signed[0]!)), pendingRow(retried)];
    await storePending(storage, pending);
    await storage.store({ signatures: [], requests: [retried] });
    const [both] = await findErasable(storage, CLOSED_ON);
    assert.deepEqual([both?.signatures, both?.requests], [3, 2], 'the retried request is in both tables');
    await storage.db.deleteFrom('signature').where('petition_id', '=', 1).execute();
    assert.equal((await findErasable(storage, CLOSED_ON))[0]?.signatures, 0, 'requests remain');
    for (const table of ['pending_signature', 'outbox'] as const)
      await storage.db.deleteFrom(table).execute();
    assert.deepEqual(await findErasable(storage, CLOSED_ON), []);
  });
});

describe('writeSealedFile', () => {
  it('writes every signature to a private file, and replaces no other', async (t) => {
    const { folder, signed, write } = await setUp(t);
    const names = ['keep-the-library.2026-02-03.sealed', 'keep-the-library.2026-02-03.2.sealed'];
    writeFileSync(join(folder, names[0]!), 'mine');
    const file = await write();
    assert.equal(file, join(folder, names[1]!));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(await keysIn(file), new Set(signed.map(({ signer_key }) => toHex(signer_key))));
    assert.deepEqual(readdirSync(folder).sort(), names.toSorted(), 'no draft remains');
    assert.equal(readFileSync(join(folder, names[0]!), 'utf8'), 'mine');
  });

  it('picks different names for files written at the same time', onlyOnce, async (t) => {
    const { folder, write } = await setUp(t, 20);
    const files = await Promise.all([write(), write(), write(), write()]);
    assert.equal(new Set(files).size, 4);
    assert.deepEqual(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
      files.toSorted(),
    );
    for (const file of files) assert.equal((await keysIn(file)).size, 20);
  });

  it('leaves no draft if it fails halfway', onlyOnce, async (t) => {
    const { storage, petition, folder } = await setUp(t, 20);
    const { selectFrom } = storage.db;
    t.mock.method(storage.db, 'selectFrom', (table: never) => {
      if (table === 'data_key') throw new Error('pulled the plug');
      return selectFrom.call(storage.db, table);
    });
    await assert.rejects(writeFile(storage, petition, folder), /plug/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('says what to do if the folder is missing', onlyOnce, async (t) => {
    const { storage, petition, folder } = await setUp(t, 20);
    const missingFolder = join(folder, 'none');
    await assert.rejects(
      writeFile(storage, petition, missingFolder),
      isUserError(/^Nothing was erased, because .*none can't be written to \(ENOENT.*Check who owns it/),
    );
    assert.equal((await stateOf(storage)).stored, 20);
  });
});

describe('eraseExported', () => {
  it('erases every row in the file, and keeps the count and other petitions', async (t) => {
    const { storage, write, erase } = await setUp(t);
    const file = await write();
    assert.deepEqual(await stateOf(storage), { signed: MANY, erased: 0, stored: MANY });
    assert.equal(await erase(file), MANY);
    assert.deepEqual(await stateOf(storage), { signed: MANY, erased: MANY, stored: 0 });
    assert.deepEqual(await stateOf(storage, 2), { signed: 2, erased: 0, stored: 2 });
    assert.equal(await erase(file), 0, 'erasing again changes nothing');
    assert.deepEqual(await stateOf(storage), { signed: MANY, erased: MANY, stored: 0 });
    assert.ok(existsSync(file));
  });

  it('erases nothing that isn’t in the file', async (t) => {
    const { storage, write, erase, sign } = await setUp(t, 20);
    const file = await write();
    const [late] = await sign(1, 1);
    assert.equal(await erase(file), 20);
    assert.deepEqual(await keysOf(storage), new Set([toHex(late!.signer_key)]));
    assert.deepEqual(await stateOf(storage), { signed: 21, erased: 20, stored: 1 });
  });

  it('erases nothing if the file is damaged in any way', onlyOnce, async (t) => {
    const { storage, write, erase, signed } = await setUp(t, 20);
    const file = await write();
    const intact = readFileSync(file);
    const lines = intact.toString().split('\n').slice(0, -1);
    const withFlippedBit = (at: number) => {
      const bytes = Buffer.from(intact);
      bytes[at]! ^= 1;
      return bytes;
    };
    const toText = (changed: string[]) => changed.map((line) => `${line}\n`).join('');
    for (const [what, content] of [
      ['an empty file', ''],
      ['half of the file', intact.subarray(0, intact.length / 2)],
      ['no end', toText(lines.slice(0, -1))],
      ['half of the end', intact.subarray(0, -20)],
      ['only the header', toText(lines.slice(0, 1))],
      ['a missing signature', toText(lines.toSpliced(5, 1))],
      ['a duplicate signature', toText(lines.toSpliced(5, 0, lines[5]!))],
      ['a missing data key', toText(lines.toSpliced(1, 1))],
      ['another petition', toText(lines.with(0, lines[0]!.replace('"petitionId":1', '"petitionId":2')))],
      [
        'another signer',
        withFlippedBit(intact.indexOf(Buffer.from(signed[7]!.signer_key).toString('base64'))),
      ],
      ['one bit in the middle', withFlippedBit(intact.length >> 1)],
      ['a line after the end', `${intact}\n`],
    ] as const) {
      writeFileSync(file, content);
      await assert.rejects(
        erase(file),
        isUserError(/^(Nothing was erased, because .* failed verification: |.* is not a sealed export)/),
        what,
      );
      assert.deepEqual(await stateOf(storage), { signed: 20, erased: 0, stored: 20 }, what);
    }
    await assert.rejects(erase(`${file}.none`), isUserError(/^Nothing was erased.*can't be opened \(ENOENT/));
    writeFileSync(file, intact);
    assert.equal(await erase(file), 20);
  });

  it('erases nothing if the database lacks a data key', async (t) => {
    const { storage, write, erase } = await setUp(t, 20);
    await storage.db.deleteFrom('data_key').execute();
    await assert.rejects(
      write().then((file) => erase(file)),
      isUserError(/^Nothing was erased.*data keys of 20 signatures are missing, in the database too/),
    );
    assert.deepEqual(await stateOf(storage), { signed: 20, erased: 0, stored: 20 });
  });

  it('subtracts a withdrawal between export and erasing, and doesn’t count it as erased', async (t) => {
    const { storage, write, erase, signed } = await setUp(t, 20);
    const file = await write();
    await withdrawSignature(storage, CIPHER, signed[3]!);
    assert.equal(await erase(file), 19);
    assert.deepEqual(await stateOf(storage), { signed: 19, erased: 19, stored: 0 });
  });

  it('works while people withdraw', async (t) => {
    const { url, storage, write, erase, signed } = await setUp(t);
    const other = await openStorage(url);
    t.after(() => other.close());
    const file = await write();
    const withdrawn = signed.filter((_, index) => index % 40 === 0);
    const [erased] = await Promise.all([
      erase(file),
      (async () => {
        for (const signer of withdrawn) await withdrawSignature(other, CIPHER, signer);
      })(),
    ]);
    const { signed: count, erased: erasedCount, stored } = await stateOf(storage);
    assert.deepEqual([count, erasedCount, stored], [erased, erased, 0]);
    assert.ok(erased >= MANY - withdrawn.length && erased <= MANY);
  });

  it('keeps the count if somebody withdraws afterwards', async (t) => {
    const { storage, write, erase, signed } = await setUp(t, 20);
    await erase(await write());
    await withdrawSignature(storage, CIPHER, signed[3]!);
    assert.deepEqual(await stateOf(storage), { signed: 20, erased: 20, stored: 0 });
  });

  it('erases and counts each signature once if run twice at the same time', async (t) => {
    const { url, storage, write, erase } = await setUp(t);
    const other = await openStorage(url);
    t.after(() => other.close());
    const file = await write();
    const erased = await Promise.all([erase(file), erase(file, other)]);
    assert.equal(erased[0] + erased[1], MANY);
    assert.deepEqual(await stateOf(storage), { signed: MANY, erased: MANY, stored: 0 });
  });

  it('works while others sign another petition, and all of them are counted', async (t) => {
    const { url, storage, write, erase, dataKey } = await setUp(t);
    const other = await openStorage(url);
    t.after(() => other.close());
    const file = await write();
    let erasing = true;
    let added = 0;
    const signing = (async () => {
      while (erasing) {
        await other.store({ signatures: [row(2, dataKey)], requests: [] });
        added += 1;
      }
    })();
    await erase(file);
    erasing = false;
    await signing;
    // One before, one after, and at least one between the batches that are erased.
    assert.ok(added >= 3, `only ${added} could sign`);
    assert.deepEqual(await stateOf(storage, 2), { signed: 2 + added, erased: 0, stored: 2 + added });
  });

  it('erases nothing that isn’t in a file if it fails at any step, and can be resumed', async (t) => {
    const { storage, write, erase, petition, signed } = await setUp(t);
    await storePending(
      storage,
      signed.slice(0, 700).map((signature) => pendingRow(requestRow(signature))),
    );
    await storage.store({ signatures: [], requests: [requestRow(signed[0]!)] });
    const all = await keysOf(storage);
    const written = new Set<string>();
    for (let steps = 0, done = false; !done; steps++) {
      let writes = steps % 3;
      const failing: PetitionStorage = {
        ...storage,
        write: async (work) => {
          if (writes === 0) throw new Error('pulled the plug');
          writes -= 1;
          return storage.write(work);
        },
      };
      const [retained] = await findErasable(storage, CLOSED_ON);
      try {
        if (retained!.signatures > 0) {
          const file = await write();
          for (const key of await keysIn(file)) written.add(key);
          await erase(file, failing);
        }
        await eraseRelated(failing, petition, CLOSED_ON);
      } catch (error) {
        assert.match(String(error), /plug/);
      }
      const { signed: count, erased, stored } = await stateOf(storage);
      assert.deepEqual([count, erased + stored], [MANY, MANY]);
      const left = await keysOf(storage);
      assert.ok([...all].every((key) => left.has(key) || written.has(key)));
      done = (await findErasable(storage, CLOSED_ON)).length === 0;
      assert.ok(steps < 20, 'never finishes');
    }
    assert.deepEqual(written, all);
    assert.deepEqual(await stateOf(storage), { signed: MANY, erased: MANY, stored: 0 });
  });
});

describe('eraseRelated', () => {
  it('erases the data of this petition, and keeps that of others', async (t) => {
    const { storage, petition, dataKey } = await setUp(t, 1);
    const rows = [...Array.from({ length: 620 }, () => row(1, dataKey)), row(2, dataKey)];
    // Some signers made two requests.
    await storePending(
      storage,
      [...rows, ...rows.slice(0, 5)].map((signature) => pendingRow(requestRow(signature))),
    );
    await storage.store({ signatures: [], requests: rows.map(requestRow) });
    const shown = rows.map(({ petition_id, signer_key }, place) => ({
      petition_id,
      signer_key,
      place,
      handle: String(place),
      shown: randomBytes(40),
      comment: 'none' as const,
    }));
    await storage.db.insertInto('shown_signature').values(shown).execute();
    await eraseRelated(storage, petition, CLOSED_ON);
    for (const table of ['pending_signature', 'outbox', 'shown_signature'] as const) {
      const left = await storage.db.selectFrom(table).select('petition_id').execute();
      assert.deepEqual(left, [{ petition_id: 2 }], table);
    }
    assert.equal((await stateOf(storage)).stored, 1);
  });
});

describe('a petition being erased', () => {
  it('isn’t erased if it was reopened first', async (t) => {
    const { storage, write, erase, petition, signed } = await setUp(t, 20);
    const file = await write();
    await storePending(storage, [pendingRow(requestRow(signed[0]!))]);
    await load(storage, reopenedEntry);
    for (const erasing of [() => erase(file), () => eraseRelated(storage, petition, CLOSED_ON)]) {
      await assert.rejects(erasing(), isUserError(/^It was reopened in the meantime/));
    }
    // Closing it again starts the period over.
    await closePetition(storage, petition.slug, null);
    await assert.rejects(erase(file), isUserError(/^It was reopened in the meantime/));
    assert.deepEqual(await stateOf(storage), { signed: 20, erased: 0, stored: 20 });
    assert.equal((await storage.db.selectFrom('pending_signature').select('slot').execute()).length, 1);
  });

  it('can’t be reopened even halfway, and nothing in that petition file is written', async (t) => {
    const { storage, write, erase } = await setUp(t);
    let writes = 0;
    const failing: PetitionStorage = {
      ...storage,
      write: async (work) => {
        if (writes === 1) throw new Error('pulled the plug');
        writes += 1;
        return storage.write(work);
      },
    };
    await assert.rejects(erase(await write(), failing), /plug/);
    assert.deepEqual(await stateOf(storage), { signed: MANY, erased: 500, stored: MANY - 500 });
    await assert.rejects(
      load(storage, { ...PETITIONS[1], creator: 'Another' }, reopenedEntry),
      isUserError(
        /^"keep-the-library" can't be reopened: .*under another slug with "carriedOver": 10092\. Nothing was written\.$/,
      ),
    );
    const petitions = await storage.db.selectFrom('petition').selectAll().orderBy('id').execute();
    assert.deepEqual(
      petitions.slice(0, 2).map(({ status, closed_on, creator }) => [status, closed_on, creator]),
      [
        ['closed', CLOSED_ON, 'Friends of the Library'],
        ['open', null, 'Ilse V.'],
      ],
    );
    // Everything else may change.
    await load(storage, { ...PETITIONS[0], creator: 'Another' }, { ...PETITIONS[1], status: 'open' });
    await closePetition(storage, 'keep-the-library', 'Won.');
  });

  /** Opens a storage whose transactions wait for `release` before they commit. */
  async function openHeld(t: TestContext, url: string) {
    const storage = await openStorage(url);
    t.after(() => storage.close());
    let release = () => {};
    let onHeld = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isHeld = new Promise<void>((resolve) => {
      onHeld = resolve;
    });
    const write: PetitionStorage['write'] = (work) =>
      storage.write(async (transaction) => {
        const result = await work(transaction);
        onHeld();
        await gate;
        return result;
      });
    return { storage: { ...storage, write }, isHeld, release };
  }

  const isSettled = async (promise: Promise<unknown>) => {
    const timeout = Symbol();
    const later = new Promise((resolve) => setTimeout(resolve, 300, timeout));
    return (await Promise.race([promise.catch(() => {}), later])) !== timeout;
  };

  it('makes a concurrent reopening wait, and then rejects it', async (t) => {
    const { url, storage, write, erase } = await setUp(t, 20);
    const file = await write();
    const { storage: slow, isHeld, release } = await openHeld(t, url);
    const erasing = erase(file, slow);
    await isHeld;
    const opening = load(storage, reopenedEntry);
    assert.equal(await isSettled(opening), false);
    release();
    await assert.rejects(opening, isUserError(/can't be reopened/));
    assert.equal(await erasing, 20);
    assert.deepEqual(await stateOf(storage), { signed: 20, erased: 20, stored: 0 });
  });

  it('waits for a concurrent reopening, and then isn’t erased', async (t) => {
    const { url, storage, write, erase } = await setUp(t, 20);
    const file = await write();
    const { storage: slow, isHeld, release } = await openHeld(t, url);
    const opening = load(slow, reopenedEntry);
    await isHeld;
    const erasing = erase(file);
    assert.equal(await isSettled(erasing), false);
    release();
    await assert.rejects(erasing, isUserError(/^It was reopened in the meantime/));
    await opening;
    assert.deepEqual(await stateOf(storage), { signed: 20, erased: 0, stored: 20 });
  });
});

describe('deleteUnusedDataKeys', () => {
  /** @param days when keys were first used, and optionally when last */
  const setUpKeys = async (t: TestContext, days: Record<string, string>) => {
    const server = await setUp(t, 20);
    const { db } = server.storage;
    const ids = new Map(Object.keys(days).map((name) => [name, randomBytes(16)]));
    for (const [name, id] of ids) {
      const [made_on, used_on = made_on] = days[name]!.split(' ');
      const values = { id, made_on: made_on!, used_on: used_on!, sealed: randomBytes(40) };
      await db.insertInto('data_key').values(values).execute();
    }
    const left = async () => {
      const kept = new Set(
        (await db.selectFrom('data_key').select('id').execute()).map(({ id }) => toHex(id)),
      );
      return [...ids].filter(([, id]) => kept.has(toHex(id))).map(([name]) => name);
    };
    return { ...server, ids, left };
  };

  it('deletes keys that seal nothing, except those that a server may still hold', async (t) => {
    const days = { unused: '2026-03-01', erased: '2026-03-01', signed: '2026-03-01', young: '2026-03-02' };
    const { storage, write, erase, dataKey, ids, left } = await setUpKeys(t, days);
    await storage.store({
      signatures: [row(1, ids.get('erased')!), row(2, ids.get('signed')!)],
      requests: [],
    });
    assert.equal(await deleteUnusedDataKeys(storage, '2026-02-28'), 0);
    assert.equal(await deleteUnusedDataKeys(storage, '2026-03-01'), 1);
    assert.deepEqual(await left(), ['erased', 'signed', 'young']);
    await erase(await write());
    // The key of the first petition stays, because the second petition uses it too.
    assert.equal(await deleteUnusedDataKeys(storage, '2026-03-01'), 1);
    assert.deepEqual(await left(), ['signed', 'young']);
    assert.equal(await deleteUnusedDataKeys(storage, '2026-03-02'), 1);
    const rows = await storage.db.selectFrom('data_key').select('id').execute();
    assert.ok(rows.some(({ id }) => dataKey.equals(id)));
  });

  for (const table of ['outbox', 'pending_signature'] as const) {
    it(`keeps keys that a request in ${table} may be sealed with`, async (t) => {
      const days = {
        older: '2026-02-28 2026-03-01',
        'before midnight': '2026-03-01 2026-03-02',
        'on the day': '2026-03-02',
      };
      const { storage, left } = await setUpKeys(t, days);
      const [first, later] = ['2026-03-02', '2026-03-09'].map((signed_on) =>
        requestRow(signatureRow({ petition_id: 2, signed_on })),
      );
      if (table === 'outbox') await storage.store({ signatures: [], requests: [later!, first!] });
      else await storePending(storage, [pendingRow(later), pendingRow(first)]);
      assert.equal(await deleteUnusedDataKeys(storage, '2026-04-01'), 1);
      assert.deepEqual(await left(), ['before midnight', 'on the day']);
      await storage.db.deleteFrom(table).where('signed_on', '=', '2026-03-02').execute();
      assert.equal(await deleteUnusedDataKeys(storage, '2026-04-01'), 2);
    });
  }

  it('keeps the key of a request whose server had a wrong clock when it created the key', async (t) => {
    const { storage, left } = await setUpKeys(t, { 'five days behind': '2026-02-25 2026-03-02' });
    const signature = signatureRow({ petition_id: 2, signed_on: '2026-03-02' });
    await storage.store({ signatures: [], requests: [requestRow(signature)] });
    assert.equal(await deleteUnusedDataKeys(storage, '2026-04-01'), 0);
    assert.deepEqual(await left(), ['five days behind']);
  });

  it('keeps keys that an older version wrote, as long as a request may be sealed with them', async (t) => {
    const { storage } = await setUpKeys(t, {});
    const values = { id: randomBytes(16), made_on: '2026-02-25', sealed: randomBytes(40) };
    await storage.db.insertInto('data_key').values(values).execute();
    await storePending(storage, [pendingRow(requestRow(signatureRow({ signed_on: '2026-03-02' })))]);
    assert.equal(await deleteUnusedDataKeys(storage, '2026-04-01'), 0);
    await storage.db.deleteFrom('pending_signature').execute();
    assert.equal(await deleteUnusedDataKeys(storage, '2026-04-01'), 1);
  });

  const newKey = () => ({
    id: randomBytes(16),
    made_on: '2026-02-25',
    used_on: '2026-02-25',
    sealed_to: 'age1…x',
    sealed: randomBytes(40),
    partner_sealed: null,
  });
  const keyIds = async ({ db }: PetitionStorage) =>
    (await db.selectFrom('data_key').select('id').execute()).map(({ id }) => toHex(id));

  it('deletes keys that a server still holds without harm: the next row brings its key', async (t) => {
    const { storage } = await setUpKeys(t, {});
    const dataKey = newKey();
    const key = toHex(dataKey.id);
    const [first, second] = [row(2, dataKey.id), row(2, dataKey.id)];
    await storage.store({ dataKeys: [dataKey], signatures: [first], requests: [] });
    assert.ok((await keyIds(storage)).includes(key));
    await withdrawSignature(storage, CIPHER, first);
    assert.equal(await deleteUnusedDataKeys(storage, '2026-03-01'), 1);
    await storage.store({ dataKeys: [dataKey], signatures: [second], requests: [] });
    assert.ok((await keyIds(storage)).includes(key));
    assert.equal(await deleteUnusedDataKeys(storage, '2026-03-01'), 0);
  });

  it('stores a key once, with the day of its last use', async (t) => {
    const { storage } = await setUpKeys(t, {});
    const dataKey = newKey();
    for (const used_on of ['2026-02-25', '2026-02-26', '2026-02-24']) {
      const signatures = [row(2, dataKey.id)];
      await storage.store({ dataKeys: [{ ...dataKey, used_on }], signatures, requests: [] });
    }
    const [stored] = await storage.db
      .selectFrom('data_key')
      .selectAll()
      .where('id', '=', dataKey.id)
      .execute();
    assert.deepEqual(stored, { ...dataKey, used_on: '2026-02-26', unused: 0 });
  });

  it('keeps the key of a row that is stored at any moment while it looks for unused ones', async (t) => {
    const { url, storage } = await setUpKeys(t, {});
    const other = await openStorage(url);
    t.after(() => other.close());
    // Stores a row before each statement that `deleteUnusedDataKeys` runs, one statement later each time.
    for (let step = 0, done = false; !done; step++) {
      const dataKey = newKey();
      const first = row(2, dataKey.id);
      await storage.store({ dataKeys: [dataKey], signatures: [first], requests: [] });
      await withdrawSignature(storage, CIPHER, first);
      let steps = 0;
      const sign = async () => {
        if (steps++ !== step) return;
        await other.store({ dataKeys: [dataKey], signatures: [row(2, dataKey.id)], requests: [] });
      };
      const interrupted: PetitionStorage = {
        ...storage,
        write: async (work) => {
          await sign();
          const result = await storage.write(work);
          await sign();
          return result;
        },
      };
      const deleted = await deleteUnusedDataKeys(interrupted, '2026-03-01');
      done = steps <= step;
      assert.equal((await keyIds(storage)).includes(toHex(dataKey.id)), !done, `step ${step}`);
      assert.equal(deleted > 0, done || step >= 3, `step ${step}`);
      assert.ok(step < 20, 'never finishes');
    }
  });

  it('loses no key while many sign', async (t) => {
    const { url, storage } = await setUpKeys(t, {});
    const other = await openStorage(url);
    t.after(() => other.close());
    let cleaning = true;
    const signing = (async () => {
      for (let round = 0; round < 60; round++) {
        const dataKey = newKey();
        const withdrawn = row(2, dataKey.id);
        await other.store({ dataKeys: [dataKey], signatures: [withdrawn], requests: [] });
        await withdrawSignature(other, CIPHER, withdrawn);
        await Promise.all(
          Array.from({ length: 3 }, () =>
            other.store({ dataKeys: [dataKey], signatures: [row(2, dataKey.id)], requests: [] }),
          ),
        );
      }
    })().finally(() => {
      cleaning = false;
    });
    while (cleaning) await deleteUnusedDataKeys(storage, '2026-03-01');
    await signing;
    const lost = await findMissingDataKeys(storage, CIPHER);
    assert.deepEqual(lost, { signatures: 0, requests: 0, unreadable: 0 });
  });

  it('deletes more keys than fit into one batch', async (t) => {
    const { storage } = await setUp(t, 1);
    const values = Array.from({ length: 1_100 }, () => ({
      id: randomBytes(16),
      made_on: CLOSED_ON,
      sealed: randomBytes(4),
    }));
    await storage.db.insertInto('data_key').values(values).execute();
    assert.equal(await deleteUnusedDataKeys(storage, CLOSED_ON), 1_100);
    assert.equal((await storage.db.selectFrom('data_key').select('id').execute()).length, 1);
  });
});
