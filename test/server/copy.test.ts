import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Database } from '../../server/storage/schema.ts';
import { startWithLetters } from './letters.ts';

const SLUG = 'keep-the-library';
/** What became of those whose addresses somebody else types, who has a copy of the database as well. */
const TARGETS = ['signed', 'waiting', 'withdrawn', 'stranger'] as const;
/** As many letters as a mailbox gets. */
const LETTERS = 5;

type Row = Record<string, unknown>;
type Copy = ReadonlyMap<string, Row[]>;

async function setUp(t: TestContext) {
  const server = await startWithLetters(t, SLUG);
  const { db, dialect } = server.context.storage;
  const ask = async (who: string, partner?: string) => {
    const input = { givenName: 'Ana', email: `${who}@example.org`, display: true, comment: 'As I said.' };
    assert.equal((await server.sign(SLUG, { ...input, partner })).status, 202);
  };
  /** Ten minutes after the last letter. */
  const deliver = async () => {
    await db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    await server.postman.deliver();
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
  await deliver();
  await server.press(linksTo('signed').confirm!);
  await server.press(linksTo('withdrawn').confirm!);
  await server.press(linksTo('withdrawn').withdraw!);
  return { ...server, ask, deliver, linksTo, copy };
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
  rowsOf(copy, mark).map(({ table, row }) => [
    table,
    ...Object.values({ ...row, partner: null }).map((value: unknown) =>
      value instanceof Uint8Array ? value.length : value,
    ),
  ]);

describe('a copy of the database, for whoever signed with the address of somebody else before', () => {
  it('ties the request to nothing else, whether the letter is still to be sent or was', async (t) => {
    const { ask, deliver, copy } = await setUp(t);
    for (const who of TARGETS) await ask(who, `mark-${who}`);
    const before = await copy();
    for (const who of TARGETS) {
      assert.equal(rowsOf(before, `mark-${who}`).length, 1);
      assert.deepEqual(joinsOf(before, `mark-${who}`), [], who);
      assert.deepEqual(shapesOf(before, `mark-${who}`), shapesOf(before, 'mark-stranger'));
    }
    await deliver();
    const after = await copy();
    for (const who of TARGETS) {
      assert.equal(rowsOf(after, `mark-${who}`).length, 1);
      assert.deepEqual(joinsOf(after, `mark-${who}`), [], who);
      assert.deepEqual(shapesOf(after, `mark-${who}`), shapesOf(after, 'mark-stranger'));
    }
  });

  it('has as many rows of many requests with an address that nobody had used as with one that somebody had', async (t) => {
    const { ask, deliver, copy, mail } = await setUp(t);
    for (let time = 0; time < LETTERS + 1; time++) {
      for (const who of TARGETS) await ask(who, `mark-${who}`);
      await deliver();
    }
    const lettersTo = (who: string) => mail.letters.filter(({ to }) => to === `${who}@example.org`).length;
    for (const who of TARGETS) {
      assert.equal(rowsOf(await copy(), `mark-${who}`).length, LETTERS + 1, who);
      assert.equal(lettersTo(who), who === 'withdrawn' ? LETTERS + 1 : LETTERS);
    }
  });

  it('doesn’t show in the request’s row that it was confirmed, however often', async (t) => {
    const { ask, deliver, copy, linksTo, press } = await setUp(t);
    await ask('stranger', 'mark-stranger');
    await deliver();
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
