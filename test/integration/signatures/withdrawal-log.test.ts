import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findMissingDataKeys } from '../../../server/archive/missing-data-keys.ts';
import { DAY_MS, utcDay } from '../../../server/lib/time.ts';
import { replayWithdrawals } from '../../../server/signatures/replay-withdrawals.ts';
import { RequestCipher } from '../../../server/signatures/request-cipher.ts';
import { WithdrawalLog } from '../../../server/signatures/withdrawal-log.ts';
import type { Database } from '../../../server/storage/schema.ts';
import { migratedDatabase, onlyOnce } from '../../support/database.ts';
import { queueAsEarlierVersion } from '../../support/earlier-requests.ts';
import { startWithEmail } from '../../support/emails.ts';
import { PERSON, PETITIONS, SECRET, start } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SLUG = 'mend-the-bridge';
const PETITION_ID = 2;
const OTHER = { ...PERSON, email: 'ben@example.org' };

type Backup = Map<keyof Database, object[]>;

async function setUp(t: TestContext) {
  const dataDir = temporaryFolder(t);
  const databaseUrl = await migratedDatabase(t);
  const server = await startWithEmail(t, SLUG, { dataDir, databaseUrl });
  const { db, dialect } = server.context.storage;
  const backUp = async (): Promise<Backup> => {
    const tables = (await dialect.tables(db)) as (keyof Database)[];
    return new Map(
      await Promise.all(
        tables.map(async (table) => [table, await db.selectFrom(table).selectAll().execute()] as const),
      ),
    );
  };
  const putBack = async (backup: Backup) => {
    for (const [table, rows] of backup) {
      await db.deleteFrom(table).execute();
      if (rows.length > 0) {
        await db
          .insertInto(table)
          .values(rows as never)
          .execute();
      }
    }
  };
  return {
    ...server,
    dataDir,
    databaseUrl,
    backUp,
    /** Puts a backup in place of the database, while the server keeps running. */
    putBack,
    /** Puts a backup in place of the database, and starts a server on it. */
    async restore(backup: Backup, folder = dataDir) {
      await putBack(backup);
      return start(t, { dataDir: folder, databaseUrl });
    },
    /** Lets ten minutes pass, in which a withdrawal could be undone. */
    async letTimePass() {
      await db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    },
    restart: () => start(t, { dataDir, databaseUrl }),
    async state() {
      const { signed } = await db
        .selectFrom('petition_count')
        .select('signed')
        .where('petition_id', '=', PETITION_ID)
        .executeTakeFirstOrThrow();
      const count = async (table: 'signature' | 'pending_signature' | 'outbox' | 'shown_signature') =>
        (await db.selectFrom(table).select('petition_id').execute()).length;
      return {
        signed,
        stored: await count('signature'),
        pending: await count('pending_signature'),
        outbox: await count('outbox'),
        shown: await count('shown_signature'),
      };
    },
  };
}

const contentOf = (dataDir: string) => {
  const folder = join(dataDir, 'withdrawals');
  return readdirSync(folder)
    .filter((name) => name !== 'id')
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
};
const entriesOf = (dataDir: string) => contentOf(dataDir).split('\n').filter(Boolean);

describe('a database restored from a backup', () => {
  it('doesn’t bring back who withdrew after the backup, and keeps everyone else', async (t) => {
    const { signAndConfirm, signAndGetEmail, pressButton, backUp, restore, state, letTimePass } =
      await setUp(t);
    const { links } = await signAndConfirm();
    await signAndConfirm(OTHER);
    const pending = await signAndGetEmail({ ...PERSON, email: 'eve@example.org' });
    await letTimePass();
    const backup = await backUp();
    assert.deepEqual(await state(), { signed: 2, stored: 2, pending: 3, outbox: 0, shown: 0 });
    for (const link of [links.withdraw!, pending.links.withdraw!]) {
      assert.equal((await pressButton(link)).status, 200);
    }
    const { lines, countOf } = await restore(backup);
    assert.deepEqual(await state(), { signed: 1, stored: 1, pending: 1, outbox: 0, shown: 0 });
    assert.equal((await countOf(SLUG)).count, 1);
    assert.ok(lines.some((line) => line.includes('repeated the withdrawals since')));
  });

  it('brings back nobody’s request whose email was still waiting', async (t) => {
    const { sign, signAndConfirm, pressButton, backUp, restore, state, letTimePass } = await setUp(t);
    const { links } = await signAndConfirm();
    await sign(SLUG, PERSON);
    await letTimePass();
    const backup = await backUp();
    assert.equal((await state()).outbox, 1);
    await pressButton(links.withdraw!);
    await restore(backup);
    assert.deepEqual(await state(), { signed: 0, stored: 0, pending: 0, outbox: 0, shown: 0 });
  });

  it('is changed once: who signs again after withdrawing stays', async (t) => {
    const { signAndConfirm, pressButton, backUp, restore, restart, state } = await setUp(t);
    const { links } = await signAndConfirm();
    const withSignature = await backUp();
    await pressButton(links.withdraw!);
    // The cooldown between two emails is in the request that was withdrawn.
    await signAndConfirm();
    const signedAgain = await backUp();
    assert.equal((await state()).signed, 1);
    assert.ok((await restart()).lines.every((line) => !line.includes('repeated')));
    assert.equal((await state()).signed, 1);
    await restore(signedAgain);
    assert.equal((await state()).signed, 1);
    await restore(withSignature);
    assert.equal((await state()).signed, 0);
  });

  it('keeps who confirmed again after withdrawing', async (t) => {
    const { signAndConfirm, pressButton, backUp, restore, state } = await setUp(t);
    const { links } = await signAndConfirm();
    const backup = await backUp();
    await pressButton(links.withdraw!);
    await pressButton(links.confirm!);
    await restore(backup);
    assert.equal((await state()).signed, 1);
    await pressButton(links.withdraw!);
    await restore(backup);
    assert.equal((await state()).signed, 0);
  });

  it('knows which requests were withdrawn: they go after three days, and confirming one again undoes it', async (t) => {
    const { signAndConfirm, pressButton, backUp, restore, state, context } = await setUp(t);
    const { links } = await signAndConfirm();
    const backup = await backUp();
    await pressButton(links.withdraw!);
    await restore(backup);
    assert.deepEqual(await state(), { signed: 0, stored: 0, pending: 1, outbox: 0, shown: 0 });
    const [row] = await context.storage.db.selectFrom('pending_signature').select('delete_on').execute();
    assert.equal(row?.delete_on, utcDay(Date.now() + 3 * DAY_MS));
    await pressButton(links.confirm!);
    assert.equal((await state()).signed, 1);
    await restore(backup);
    assert.equal((await state()).signed, 1, 'the last thing that happened was a confirmation');
  });

  it('keeps who confirmed again with other words, at whichever time the backup was made', async (t) => {
    const { signAndGetEmail, pressButton, confirmWith, backUp, putBack, state, letTimePass, context } =
      await setUp(t);
    const { storage, withdrawalLog } = context;
    const { links } = await signAndGetEmail();
    const backups: Backup[] = [];
    /** Does what a server does when it starts on a backup. Starting one each time would take much longer. */
    const restore = async (backup: Backup) => {
      await putBack(backup);
      return replayWithdrawals(storage, withdrawalLog);
    };
    /** The number of signatures that a restore of each backup, from the oldest, leaves. */
    const signedAfterRestore = async () => {
      const counts: number[] = [];
      const current = await backUp();
      for (const backup of backups) {
        await restore(backup);
        const { signed, stored } = await state();
        assert.equal(signed, stored);
        counts.push(signed);
      }
      assert.equal(await restore(current), false);
      return counts;
    };
    for (const givenName of ['Ana', 'Anna', 'Anne']) {
      assert.equal((await confirmWith(links.confirm!, { givenName })).status, 200);
      backups.push(await backUp());
      assert.deepEqual(
        await signedAfterRestore(),
        Array(backups.length).fill(1),
        `confirmed as ${givenName}`,
      );
      assert.equal((await pressButton(links.withdraw!)).status, 200);
      assert.deepEqual(
        await signedAfterRestore(),
        Array(backups.length).fill(0),
        `withdrawn as ${givenName}`,
      );
    }
    assert.equal((await confirmWith(links.confirm!, { givenName: 'Ana' })).status, 200);
    // From now on, the request is withdrawn with the signature.
    await letTimePass();
    assert.deepEqual(await signedAfterRestore(), [1, 1, 1]);
    assert.equal((await pressButton(links.withdraw!)).status, 200);
    assert.deepEqual(await signedAfterRestore(), [0, 0, 0]);
  });

  it('doesn’t bring back who withdrew while somebody else withdrew and confirmed again and again', async (t) => {
    const { signAndConfirm, pressButton, backUp, restore, state } = await setUp(t);
    const { links } = await signAndConfirm();
    const other = await signAndConfirm(OTHER);
    await pressButton(links.withdraw!);
    await pressButton(links.confirm!);
    const backup = await backUp();
    await pressButton(other.links.withdraw!);
    await pressButton(links.withdraw!);
    await pressButton(links.confirm!);
    await restore(backup);
    assert.equal((await state()).signed, 1);
  });

  it('keeps who confirmed again what an earlier version had sealed and withdrawn', async (t) => {
    const server = await setUp(t);
    const { sign, mailer, mail, pressButton, backUp, restore, state, context } = server;
    await sign(SLUG, PERSON);
    await queueAsEarlierVersion(server);
    await mailer.deliver();
    const { links } = mail.emails[0]!;
    await pressButton(links.confirm!);
    const backup = await backUp();
    // Earlier versions logged the record alone.
    const { add } = context.withdrawalLog;
    context.withdrawalLog.add = (transaction, records) =>
      add.call(context.withdrawalLog, transaction, records);
    await pressButton(links.withdraw!);
    context.withdrawalLog.add = add;
    const withdrawn = await backUp();
    await restore(backup);
    assert.equal((await state()).signed, 0);
    await restore(withdrawn);
    await pressButton(links.confirm!);
    await restore(backup);
    assert.equal((await state()).signed, 1);
  });

  it('brings them back if the folder is lost with the disk', async (t) => {
    const { signAndConfirm, pressButton, backUp, restore, state } = await setUp(t);
    const { links } = await signAndConfirm();
    const backup = await backUp();
    await pressButton(links.withdraw!);
    await restore(backup, temporaryFolder(t));
    assert.equal((await state()).signed, 1);
  });
});

describe('a database restored while a server keeps running', () => {
  it('still shows that it lacks a withdrawal after somebody else withdraws', async (t) => {
    const { signAndConfirm, pressButton, backUp, putBack, restart, state, letTimePass } = await setUp(t);
    const { links } = await signAndConfirm();
    const other = await signAndConfirm(OTHER);
    await signAndConfirm({ ...PERSON, email: 'eve@example.org' });
    await letTimePass();
    const backup = await backUp();
    await pressButton(links.withdraw!);
    await putBack(backup);
    await pressButton(other.links.withdraw!);
    assert.equal((await state()).signed, 2);
    assert.ok((await restart()).lines.some((line) => line.includes('repeated the withdrawals since')));
    assert.deepEqual(await state(), { signed: 1, stored: 1, pending: 1, outbox: 0, shown: 0 });
    assert.ok((await restart()).lines.every((line) => !line.includes('repeated')));
  });

  it('loses who withdrew without a restart', async (t) => {
    const { signAndConfirm, pressButton, backUp, putBack, state, context } = await setUp(t);
    const { storage, withdrawalLog } = context;
    const { links } = await signAndConfirm();
    await signAndConfirm(OTHER);
    const backup = await backUp();
    await pressButton(links.withdraw!);
    assert.equal(await replayWithdrawals(storage, withdrawalLog), false);
    await putBack(backup);
    assert.equal(await replayWithdrawals(storage, withdrawalLog), true);
    assert.equal((await state()).signed, 1);
    assert.equal(await replayWithdrawals(storage, withdrawalLog), false);
  });

  it('keeps who confirms again while withdrawals are being repeated', async (t) => {
    const { signAndConfirm, pressButton, state, context } = await setUp(t);
    const { storage, withdrawalLog } = context;
    const { links } = await signAndConfirm();
    await pressButton(links.withdraw!);
    // As in a backup from before the first withdrawal.
    await storage.db.deleteFrom('setting').where('name', 'like', 'withdrawals:%').execute();
    const { missingIn } = withdrawalLog;
    let reads = 0;
    withdrawalLog.missingIn = async (db) => {
      const missing = await missingIn.call(withdrawalLog, db);
      if (reads++ === 0) await pressButton(links.confirm!);
      return missing;
    };
    assert.equal(await replayWithdrawals(storage, withdrawalLog), true);
    assert.equal(reads, 2);
    assert.deepEqual(await state(), { signed: 1, stored: 1, pending: 1, outbox: 0, shown: 0 });
    const [row] = await storage.db.selectFrom('pending_signature').select('delete_on').execute();
    assert.equal(row?.delete_on, null);
  });

  it('isn’t taken for one because a withdrawal is in progress', async (t) => {
    const { context } = await setUp(t);
    const { storage, withdrawalLog } = context;
    let isCommitted = false;
    let check: Promise<boolean> | undefined;
    await storage.write(async (transaction) => {
      await withdrawalLog.add(transaction, []);
      check = withdrawalLog.isAhead(storage).then((isAhead) => {
        assert.ok(isCommitted);
        return isAhead;
      });
      await sleep(100);
      isCommitted = true;
    });
    assert.equal(await check, false);
  });
});

describe('the log of withdrawals', () => {
  it('names nobody: it holds nothing that is in the database, and nothing that is known of a person', async (t) => {
    const { signAndConfirm, pressButton, backUp, dataDir, context, letTimePass } = await setUp(t);
    const { links } = await signAndConfirm();
    await letTimePass();
    const rows = [...(await backUp()).values()].flat();
    await pressButton(links.withdraw!);
    assert.equal(entriesOf(dataDir).length, 2);
    const entries = entriesOf(dataDir)
      .flatMap((entry) => entry.split(' '))
      .map((field) => Buffer.from(field.replace('=', ''), 'base64url'));
    for (const row of rows) {
      for (const value of Object.values(row)) {
        if (!(value instanceof Uint8Array) || value.length < 8) continue;
        for (const entry of entries)
          assert.ok(!Buffer.from(value).includes(entry) && !entry.includes(Buffer.from(value)));
      }
    }
    // Whoever has the secret and an address can't find the entry either.
    const [signer] = rows.filter((row) => 'signer_key' in row) as { signer_key: Buffer }[];
    assert.ok(!contentOf(dataDir).includes(context.withdrawalLog.tag(signer!.signer_key)));
  });

  it('grows for an address that never signed as well', async (t) => {
    const { signAndGetEmail, pressButton, dataDir } = await setUp(t);
    const { links } = await signAndGetEmail();
    await pressButton(links.withdraw!);
    const once = entriesOf(dataDir).length;
    await pressButton(links.withdraw!);
    assert.deepEqual([once, entriesOf(dataDir).length], [1, 2]);
  });

  it('survives a crash in the middle of a line', onlyOnce, async (t) => {
    const { signAndConfirm, pressButton, backUp, restore, state, dataDir } = await setUp(t);
    const { links } = await signAndConfirm();
    const other = await signAndConfirm(OTHER);
    const backup = await backUp();
    await pressButton(links.withdraw!);
    const folder = join(dataDir, 'withdrawals');
    const [month] = readdirSync(folder).filter((name) => name !== 'id');
    appendFileSync(join(folder, month!), 'half of a ta');
    await pressButton(other.links.withdraw!);
    await restore(backup);
    assert.equal((await state()).signed, 0);
  });

  it('is kept for three months after the month', (t) => {
    const dataDir = temporaryFolder(t);
    const log = new WithdrawalLog(dataDir, Buffer.from(SECRET));
    const folder = join(dataDir, 'withdrawals');
    for (const month of ['2030-11', '2030-12', '2031-03']) writeFileSync(join(folder, month), '');
    log.deleteOld(Date.parse('2031-03-31T23:59:59Z'));
    assert.deepEqual(readdirSync(folder).sort(), ['2030-12', '2031-03', 'id']);
  });
});

describe('findMissingDataKeys', () => {
  it('finds signatures, requests, and emails without their data keys', async (t) => {
    const server = await setUp(t);
    const { context, sign, mailer, mail, pressButton } = server;
    const { storage } = context;
    const find = () => findMissingDataKeys(storage, new RequestCipher(Buffer.from(SECRET)));
    // Two requests of an earlier version, one of which is confirmed, and one of this version, which has no data key.
    await sign(SLUG, PERSON);
    await queueAsEarlierVersion(server);
    await mailer.deliver();
    await pressButton(mail.emails[0]!.links.confirm!);
    await sign(SLUG, OTHER);
    await queueAsEarlierVersion(server);
    await sign(SLUG, { ...PERSON, email: 'eve@example.org' });
    assert.deepEqual(await find(), { signatures: 0, requests: 0, unreadable: 0 });
    await storage.db.deleteFrom('data_key').execute();
    assert.deepEqual(await find(), { signatures: 1, requests: 2, unreadable: 0 });
    const wrongSecret = new RequestCipher(Buffer.from('x'.repeat(32)));
    assert.equal((await findMissingDataKeys(storage, wrongSecret)).unreadable, 2);
  });
});

describe('a server', () => {
  it('stores a data key only with the first row that is sealed with it, whose batch may fail', async (t) => {
    const { context, sign } = await start(t, { petitions: PETITIONS });
    const { storage } = context;
    const countKeys = async () => (await storage.db.selectFrom('data_key').select('id').execute()).length;
    const { store } = storage;
    storage.store = async () => {
      throw new Error('no room');
    };
    assert.equal((await sign(SLUG, PERSON)).status, 503);
    assert.equal(await countKeys(), 0);
    storage.store = store;
    assert.equal((await sign(SLUG, PERSON)).status, 202);
    assert.equal(await countKeys(), 1);
    assert.equal((await sign(SLUG, OTHER)).status, 202);
    assert.equal(await countKeys(), 1);
  });

  it('stores its data key again if it was deleted under it', async (t) => {
    const { context, sign, recordsOf } = await start(t);
    assert.equal((await sign(SLUG, PERSON)).status, 202);
    await context.storage.db.deleteFrom('data_key').execute();
    assert.equal((await sign(SLUG, OTHER)).status, 202);
    assert.equal((await recordsOf(SLUG)).length, 2);
  });

  it('warns at each start while an identity is in its data folder', onlyOnce, async (t) => {
    const dataDir = temporaryFolder(t);
    const warnings = (lines: string[]) => lines.filter((line) => line.includes('decrypts every signature'));
    const databaseUrl = await migratedDatabase(t);
    assert.deepEqual(warnings((await start(t, { dataDir, databaseUrl })).lines), []);
    writeFileSync(join(dataDir, 'identity'), 'AGE-SECRET-KEY-1\n');
    for (let count = 0; count < 2; count++) {
      assert.equal(warnings((await start(t, { dataDir, databaseUrl })).lines).length, 1);
    }
    assert.ok(existsSync(join(dataDir, 'identity')));
  });
});
