import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { deleteExpiredRequests } from '../../server/signatures/expired-requests.ts';
import type { Database } from '../../server/storage/schema.ts';
import { clockedPostman, startWithLetters } from '../support/emails.ts';
import { PETITIONS } from '../support/server.ts';

const SLUG = 'keep-the-library';
/** What became of those whose addresses somebody else types, who has a copy of the database as well. */
const TARGETS = ['signed', 'waiting', 'withdrawn', 'stranger'] as const;
/** As many letters as a mailbox gets. */
const LETTERS = 5;
const MINUTE = 60_000;

type Row = Record<string, unknown>;
type Copy = ReadonlyMap<string, Row[]>;

async function setUp(t: TestContext) {
  // A partner's code of its own for each, so that a request is found for certain.
  const partners = Object.fromEntries(TARGETS.map((who) => [`mark-${who}`, who]));
  const petition = { ...PETITIONS[0]!, partners };
  const server = await startWithLetters(t, SLUG, { petitions: [petition] });
  const { db, dialect } = server.context.storage;
  const time = { now: Date.now() + MINUTE };
  const mailer = await clockedPostman(t, server.context, server.mail.url, () => time.now);
  const ask = async (who: string, partner?: string) => {
    const input = { givenName: 'Ana', email: `${who}@example.org`, display: true, comment: 'As I said.' };
    assert.equal((await server.sign(SLUG, { ...input, partner })).status, 202);
  };
  const pass = async (minutes: number) => {
    time.now += minutes * MINUTE;
    // As the server does in the meantime.
    await deleteExpiredRequests(server.context.storage, time.now);
    await mailer.deliver();
  };
  const linksTo = (who: string) =>
    server.mail.letters.findLast(({ to }) => to === `${who}@example.org`)!.links;
  /** All that stands in the database, by table. */
  const copy = async (): Promise<Copy> => {
    const tables = (await dialect.tables(db)) as (keyof Database)[];
    const read = async (table: keyof Database) =>
      [table, (await db.selectFrom(table).selectAll().execute()) as Row[]] as const;
    return new Map(await Promise.all(tables.map(read)));
  };
  for (const who of ['signed', 'waiting', 'withdrawn']) await ask(who);
  await pass(0);
  await server.press(linksTo('signed').confirm!);
  await server.press(linksTo('withdrawn').confirm!);
  await server.press(linksTo('withdrawn').withdraw!);
  await pass(11);
  return { ...server, ask, pass, linksTo, copy };
}

/** The rows of a request, by a partner's code that nobody else has used: so it is found for certain. */
const rowsOf = (copy: Copy, mark: string) =>
  [...copy].flatMap(([table, rows]) =>
    rows.filter(({ partner }) => partner === mark).map((row) => ({ table, row })),
  );

const bytesIn = (row: Row) =>
  Object.entries(row).filter((entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array);

/** Which bytes of a request's rows stand in the rows of others as well, or hold theirs. */
function joinsOf(copy: Copy, mark: string): string[] {
  const joins = new Set<string>();
  for (const { row: own, table: ownTable } of rowsOf(copy, mark)) {
    if (ownTable === 'signature') continue;
    for (const [table, rows] of copy) {
      for (const row of rows) {
        if (row.partner === mark && table !== 'signature') continue;
        for (const [column, bytes] of bytesIn(row)) {
          for (const [ownColumn, ownBytes] of bytesIn(own)) {
            const [short, long] = [bytes, ownBytes].map((each) => Buffer.from(each)).sort(byLength);
            if (short!.length >= 8 && long!.includes(short!)) {
              joins.add(`${ownTable}.${ownColumn} and ${table}.${column}`);
            }
          }
        }
      }
    }
  }
  return [...joins];
}

const byLength = (a: Buffer, b: Buffer) => a.length - b.length;

/** What of a row can be compared with another's: in which table, how long, and whatever is no random bytes. */
const shapesOf = (copy: Copy, mark: string) =>
  rowsOf(copy, mark)
    .map(({ table, row }) =>
      JSON.stringify([
        table,
        // When it is due, which its key begins with.
        row.id instanceof Uint8Array && Buffer.from(row.id).readUInt32BE(),
        ...Object.values({ ...row, partner: null }).map((value: unknown) =>
          value instanceof Uint8Array ? value.length : value,
        ),
      ]),
    )
    .sort();

describe('a copy of the database, for whoever signed with the address of somebody else before', () => {
  it('ties the request to nothing else, whether the letter is still to be sent or was', async (t) => {
    const { ask, pass, copy } = await setUp(t);
    for (const who of TARGETS) await ask(who, `mark-${who}`);
    const before = await copy();
    for (const who of TARGETS) {
      assert.equal(rowsOf(before, `mark-${who}`).length, 1);
      assert.deepEqual(joinsOf(before, `mark-${who}`), [], who);
      assert.deepEqual(shapesOf(before, `mark-${who}`), shapesOf(before, 'mark-stranger'));
    }
    await pass(1);
    const after = await copy();
    for (const who of TARGETS) {
      assert.equal(rowsOf(after, `mark-${who}`).length, 1);
      assert.deepEqual(joinsOf(after, `mark-${who}`), [], who);
      assert.deepEqual(shapesOf(after, `mark-${who}`), shapesOf(after, 'mark-stranger'));
    }
  });

  for (const [how, minutes] of [
    ['one after the other', 11],
    ['all at once', 0],
  ] as const) {
    it(`looks the same after many requests, ${how}, whether the address had been used before or not`, async (t) => {
      const { ask, pass, copy, mail } = await setUp(t);
      const assertAlike = async () => {
        const now = await copy();
        for (const who of TARGETS) {
          assert.deepEqual(shapesOf(now, `mark-${who}`), shapesOf(now, 'mark-stranger'), who);
        }
        return rowsOf(now, 'mark-stranger').map(({ table }) => table);
      };
      for (let time = 0; time < LETTERS + 2; time++) {
        for (const who of TARGETS) await ask(who, `mark-${who}`);
        if (minutes > 0) await pass(minutes);
        await assertAlike();
      }
      let tables: string[] = [];
      for (let time = 0; time < LETTERS + 3; time++) {
        await pass(5.5);
        tables = await assertAlike();
      }
      assert.equal(tables.length, LETTERS + 2);
      const lettersTo = (who: string) => mail.letters.filter(({ to }) => to === `${who}@example.org`).length;
      if (minutes > 0) {
        assert.deepEqual(
          TARGETS.map((who) => lettersTo(who)),
          [LETTERS, LETTERS, LETTERS + 1, LETTERS],
        );
      }
    });
  }

  it('keeps nothing of an address that withdrew, however often somebody had typed it', async (t) => {
    const { ask, pass, copy, linksTo, press } = await setUp(t);
    for (let time = 0; time < LETTERS + 3; time++) {
      await ask('signed', 'mark-signed');
      await pass(11);
    }
    assert.equal(rowsOf(await copy(), 'mark-signed').length, LETTERS + 3);
    await press(linksTo('signed').withdraw!);
    assert.deepEqual(rowsOf(await copy(), 'mark-signed'), []);
  });

  it('doesn’t show in the request’s row that it was confirmed, however often', async (t) => {
    const { ask, pass, copy, linksTo, press } = await setUp(t);
    await ask('stranger', 'mark-stranger');
    await pass(1);
    const [before] = rowsOf(await copy(), 'mark-stranger');
    for (let time = 0; time < 2; time++) {
      assert.equal((await press(linksTo('stranger').confirm!)).status, 200);
      const after = await copy();
      assert.equal(after.get('signature')!.length, 2);
      const [pending] = rowsOf(after, 'mark-stranger').filter(({ table }) => table !== 'signature');
      assert.deepEqual(pending, before);
      assert.deepEqual(joinsOf(after, 'mark-stranger'), []);
    }
  });
});
