import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { HOUR_MS, MINUTE_MS } from '../../server/lib/time.ts';
import { deleteExpiredRequests } from '../../server/signatures/expired-requests.ts';
import type { Database } from '../../server/storage/schema.ts';
import { onlyPostgres } from '../support/database.ts';
import { createTestMailer, startWithEmail } from '../support/emails.ts';
import { PETITIONS } from '../support/server.ts';

const SLUG = 'keep-the-library';
/**
 * Addresses, named after what their owners did before the attack. `stranger` did nothing. The attacker, who
 * has a copy of the database, signs with all of them.
 */
const TARGETS = ['signed', 'waiting', 'withdrawn', 'stranger'] as const;
/** Number of emails that an address gets at any time. After these, it gets one in each half day (UTC). */
const MAX_EMAILS = 5;
const HALF_DAY_MS = 12 * HOUR_MS;

type Row = Record<string, unknown>;
type Copy = ReadonlyMap<string, Row[]>;

async function setUp(t: TestContext) {
  // A request's row contains the minute in which it was made. That of four requests must be the same, always.
  t.mock.timers.enable({
    apis: ['Date'],
    now: Math.ceil(Date.now() / HALF_DAY_MS) * HALF_DAY_MS + MINUTE_MS,
  });
  // The attacker signs with a unique partner code for each address, to find its rows.
  const partners = Object.fromEntries(TARGETS.map((target) => [`mark-${target}`, target]));
  const petition = { ...PETITIONS[0]!, partners };
  const server = await startWithEmail(t, SLUG, { petitions: [petition] });
  const { db, dialect } = server.context.storage;
  const mailer = await createTestMailer(t, server.context, server.mail.url, Date.now);
  const sign = async (target: string, partner?: string) => {
    const input = { givenName: 'Ana', email: `${target}@example.org`, display: true, comment: 'As I said.' };
    assert.equal((await server.sign(SLUG, { ...input, partner })).status, 202);
  };
  const advance = async (minutes: number) => {
    t.mock.timers.setTime(Date.now() + minutes * MINUTE_MS);
    // As the server does every minute.
    await deleteExpiredRequests(server.context.storage);
    await mailer.deliver();
  };
  const linksTo = (target: string) =>
    server.mail.emails.findLast(({ to }) => to === `${target}@example.org`)!.links;
  /** Returns everything in the database, by table. */
  const copy = async (): Promise<Copy> => {
    const tables = (await dialect.tables(db)) as (keyof Database)[];
    const read = async (table: keyof Database) =>
      [table, (await db.selectFrom(table).selectAll().execute()) as Row[]] as const;
    return new Map(await Promise.all(tables.map(read)));
  };
  for (const target of ['signed', 'waiting', 'withdrawn']) await sign(target);
  await advance(0);
  await server.pressButton(linksTo('signed').confirm!);
  await server.pressButton(linksTo('withdrawn').confirm!);
  await server.pressButton(linksTo('withdrawn').withdraw!);
  await advance(11);
  return { ...server, sign, advance, linksTo, copy };
}

/** Finds the rows of requests by their unique partner code. */
const rowsOf = (copy: Copy, mark: string) =>
  [...copy].flatMap(([table, rows]) =>
    rows.filter(({ partner }) => partner === mark).map((row) => ({ table, row })),
  );

const bytesIn = (row: Row) =>
  Object.entries(row).filter((entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array);

/** Finds columns of a request's rows whose bytes contain, or are contained in, those of other rows. */
function joinsOf(copy: Copy, mark: string): string[] {
  const joins = new Set<string>();
  for (const { row: own, table: ownTable } of rowsOf(copy, mark)) {
    if (ownTable === 'signature') continue;
    for (const [table, rows] of copy) {
      for (const row of rows) {
        if (row.partner === mark && table !== 'signature') continue;
        for (const [column, bytes] of bytesIn(row)) {
          for (const [ownColumn, ownBytes] of bytesIn(own)) {
            const [short, long] = [bytes, ownBytes].map((value) => Buffer.from(value)).sort(byLength);
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

/** What can be compared between rows: the table, the lengths of byte columns, and all other values. */
const shapesOf = (copy: Copy, mark: string) =>
  rowsOf(copy, mark)
    .map(({ table, row }) =>
      JSON.stringify([
        table,
        // The id starts with the time when the email is due.
        row.id instanceof Uint8Array && Buffer.from(row.id).readUInt32BE(),
        ...Object.values({ ...row, partner: null }).map((value: unknown) =>
          value instanceof Uint8Array ? value.length : value,
        ),
      ]),
    )
    .sort();

describe('a copy of the database, held by an attacker who signed with other people’s addresses,', () => {
  it('links a request to no other row, before or after its email is sent', async (t) => {
    const { sign, advance, copy } = await setUp(t);
    for (const target of TARGETS) await sign(target, `mark-${target}`);
    const before = await copy();
    for (const target of TARGETS) {
      assert.equal(rowsOf(before, `mark-${target}`).length, 1);
      assert.deepEqual(joinsOf(before, `mark-${target}`), [], target);
      assert.deepEqual(shapesOf(before, `mark-${target}`), shapesOf(before, 'mark-stranger'));
    }
    await advance(1);
    const after = await copy();
    for (const target of TARGETS) {
      assert.equal(rowsOf(after, `mark-${target}`).length, 1);
      assert.deepEqual(joinsOf(after, `mark-${target}`), [], target);
      assert.deepEqual(shapesOf(after, `mark-${target}`), shapesOf(after, 'mark-stranger'));
    }
  });

  for (const [pace, minutes] of [
    ['one at a time', 11],
    ['all at once', 0],
    ['while others wait', 3],
    ['over several half days', 361],
  ] as const) {
    it(`looks the same after many requests, ${pace}, whether or not the address was used before`, async (t) => {
      const { sign, advance, copy, mail } = await setUp(t);
      const assertAlike = async () => {
        const now = await copy();
        for (const target of TARGETS) {
          assert.deepEqual(shapesOf(now, `mark-${target}`), shapesOf(now, 'mark-stranger'), target);
        }
        return rowsOf(now, 'mark-stranger').map(({ table }) => table);
      };
      for (let count = 0; count < MAX_EMAILS + 2; count++) {
        for (const target of TARGETS) await sign(target, `mark-${target}`);
        if (minutes > 0) await advance(minutes);
        await assertAlike();
      }
      let tables: string[] = [];
      for (let count = 0; count < MAX_EMAILS + 3; count++) {
        await advance(5.5);
        tables = await assertAlike();
      }
      assert.equal(tables.length, MAX_EMAILS + 2);
      const countEmails = (target: string) =>
        mail.emails.filter(({ to }) => to === `${target}@example.org`).length;
      if (minutes === 11) {
        assert.deepEqual(
          TARGETS.map((target) => countEmails(target)),
          TARGETS.map(() => MAX_EMAILS + 1),
        );
      }
    });
  }

  it('contains nothing about an address that withdrew, no matter how often it was entered', async (t) => {
    const { sign, advance, copy, linksTo, pressButton } = await setUp(t);
    for (let count = 0; count < MAX_EMAILS + 3; count++) {
      await sign('signed', 'mark-signed');
      await advance(11);
    }
    assert.equal(rowsOf(await copy(), 'mark-signed').length, MAX_EMAILS + 3);
    await advance(11);
    await pressButton(linksTo('signed').withdraw!);
    assert.deepEqual(rowsOf(await copy(), 'mark-signed'), []);
  });

  it('doesn’t reveal in a request’s row that the request was confirmed', async (t) => {
    const { sign, advance, copy, linksTo, pressButton } = await setUp(t);
    await sign('stranger', 'mark-stranger');
    await advance(1);
    const requestIn = (copy: Copy) =>
      rowsOf(copy, 'mark-stranger').filter(({ table }) => table === 'pending_signature');
    const before = requestIn(await copy());
    assert.equal(before.length, 1);
    for (let count = 0; count < 2; count++) {
      assert.equal((await pressButton(linksTo('stranger').confirm!)).status, 200);
      const after = await copy();
      assert.equal(after.get('signature')!.length, 2);
      assert.deepEqual(requestIn(after), before);
      assert.deepEqual(joinsOf(after, 'mark-stranger'), []);
    }
  });

  it('doesn’t show which transaction of PostgreSQL confirmed a request', onlyPostgres, async (t) => {
    const { sign, advance, linksTo, pressButton, confirmWith, context } = await setUp(t);
    await sign('stranger', 'mark-stranger');
    await advance(1);
    const transactionsOf = async (table: 'pending_signature' | 'signature') => {
      const { rows } = await sql<{ partner: string | null; xmin: string; xmax: string }>`
        select partner, xmin::text, xmax::text from ${sql.table(table)} order by ctid
      `.execute(context.storage.db);
      return rows;
    };
    const before = await transactionsOf('pending_signature');
    for (let count = 0; count < 2; count++) {
      assert.equal((await pressButton(linksTo('stranger').confirm!)).status, 200);
      assert.equal((await confirmWith(linksTo('stranger').confirm!, { givenName: 'Anna' })).status, 200);
    }
    const signatures = await transactionsOf('signature');
    assert.ok(signatures.some(({ partner }) => partner === 'mark-stranger'));
    const after = await transactionsOf('pending_signature');
    assert.deepEqual(after, before);
    const numbers = new Set(after.flatMap(({ xmin, xmax }) => [xmin, xmax]));
    for (const { xmin } of signatures) assert.ok(!numbers.has(xmin));
  });
});
