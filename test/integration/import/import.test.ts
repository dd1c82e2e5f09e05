import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ImportTotals } from '../../../server/import/import-signatures.ts';
import { utcDay } from '../../../server/lib/time.ts';
import type { SignatureRecord } from '../../../server/signatures/sign.ts';
import { onlyOnce, refuseInserts, storedBytes } from '../../support/database.ts';
import { PETITION, SLUG, startImporting } from './importing.ts';
import {
  ACTION_NETWORK,
  CHANGE_ORG,
  CONTROLSHIFT_ORGANIZER,
  CONTROLSHIFT_STAFF,
  googleForms,
  NATIONBUILDER,
  PROCA,
  SPEAKOUT,
  SPEAKOUT_OLD,
} from './tool-files.ts';

const HEADER = 'first_name,last_name,email,created_at';
const file = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const people = (count: number, day = '2026-02-01') =>
  file(...Array.from({ length: count }, (_, index) => `Ana,Nr${index},ana${index}@example.org,${day}`));

const totals = ({ present, leftOut, withoutEmail, rejected }: ImportTotals) => ({
  present,
  leftOut: Object.fromEntries(leftOut),
  withoutEmail,
  rejected: Object.fromEntries(rejected),
});
const NOTHING_ELSE = { leftOut: {}, withoutEmail: 0, rejected: {} };

/** What is sealed, apart from what every imported record has. */
const essentials = ({
  version,
  display,
  partnerContact,
  consent,
  partner,
  imported,
  ...rest
}: SignatureRecord) => rest;

describe('import', { concurrency: 2 }, () => {
  it(
    'passes over the rows of separators that spreadsheet programs write below the last one',
    onlyOnce,
    async (t) => {
      const { run } = await startImporting(t);
      const content = file('Ana,Rivera,ana@example.org,2026-02-01', ',,,', ' , ,,');
      assert.deepEqual(totals(await run(content)), { present: 1, ...NOTHING_ELSE });
    },
  );

  it('imports what Action Network exports, and contacts only those who subscribed', onlyOnce, async (t) => {
    const { run, server } = await startImporting(t);
    const result = await run(ACTION_NETWORK, { source: 'Action Network' });
    assert.deepEqual(totals(result), {
      present: 2,
      leftOut: { unsubscribed: 1, bouncing: 1 },
      withoutEmail: 0,
      rejected: {},
    });
    assert.equal(result.hasDates, false);
    const records = (await server.recordsOf(SLUG)).sort((a, b) => (a.email < b.email ? -1 : 1));
    const today = utcDay();
    assert.deepEqual(records.map(essentials), [
      {
        signedOn: today,
        givenName: 'Marisol',
        familyName: 'Quintanilla',
        email: 'marisol@example.org',
        postalCode: '85701',
        country: 'US',
        contact: true,
      },
      {
        signedOn: today,
        givenName: 'Tove',
        familyName: 'Lindqvist',
        email: 'tove@example.org',
        postalCode: '11120',
        country: 'SE',
        contact: false,
      },
    ]);
    assert.deepEqual(records[0]!.imported, {
      source: 'Action Network',
      on: today,
      consent: { column: 'can2_subscription_status', value: 'subscribed' },
    });
    assert.deepEqual(records[0]!.consent, { version: 'imported', lang: '' });
    assert.equal(records[0]!.display, false);
  });

  it('skips rows whose "Status" column says unsubscribed, bounced, or unconfirmed', onlyOnce, async (t) => {
    const { run, server } = await startImporting(t);
    const statuses = ['subscribed', 'Unsubscribed', 'cleaned', 'pending', 'deleted', 'member'];
    const rows = statuses.map((status, index) => `Ana,ana${index}@example.org,${status}`);
    const { present, leftOut } = await run(['Name,Email,Status', ...rows].join('\n'));
    assert.equal(present, 2);
    const one = ['unsubscribed', 'bouncing', 'unconfirmed', 'deleted'].map((reason) => [reason, 1]);
    assert.deepEqual([...leftOut], one);
    const contact = (await server.recordsOf(SLUG)).map((record) => [record.email, record.contact]);
    assert.deepEqual(contact.sort(), [
      ['ana0@example.org', true],
      ['ana5@example.org', false],
    ]);
  });

  it('takes a comment from a custom question whose header ends in a space', onlyOnce, async (t) => {
    const { run, server } = await startImporting(t);
    await run(ACTION_NETWORK, { maps: [{ column: 'Your story', field: 'comment' }] });
    const [marisol] = (await server.recordsOf(SLUG)).filter(({ givenName }) => givenName === 'Marisol');
    assert.equal(marisol!.comment, 'For my neighbors, "all" of them');
  });

  it('leaves out what ControlShift marks as deleted or unsubscribed, and imports the rest once', async (t) => {
    const { run, server, days, recount } = await startImporting(t);
    assert.deepEqual(totals(await run(CONTROLSHIFT_STAFF)), {
      ...NOTHING_ELSE,
      present: 1,
      leftOut: { deleted: 1, unsubscribed: 1 },
    });
    assert.deepEqual(await days(), { '2026-03-01': 1 });
    // The same person, by another spelling of the address.
    const response = await server.sign(SLUG, { givenName: 'Marisol', email: 'Marisol@Example.org' });
    assert.equal(response.status, 202);
    assert.equal((await server.countOf(SLUG)).count, 1);
    assert.deepEqual(await recount(), { counter: 1, stored: 1, byDay: 1, daysTooLow: 0 });
  });

  it(
    'imports what SpeakOut! exports, with translated headers and quotes that are not doubled',
    onlyOnce,
    async (t) => {
      const { run, server } = await startImporting(t);
      // A quote before a comma can't be told from the end of the cell, so that row's cells are shifted.
      assert.deepEqual(totals(await run(SPEAKOUT)), {
        present: 1,
        leftOut: { unconfirmed: 1 },
        withoutEmail: 0,
        rejected: { 'date not understood': 1 },
      });
      const [ikaika] = (await server.recordsOf(SLUG)).filter(({ givenName }) => givenName === 'Ikaika');
      assert.deepEqual(essentials(ikaika!), {
        signedOn: '2026-03-02',
        givenName: 'Ikaika',
        familyName: 'Kealoha',
        email: 'ikaika@example.org',
        postalCode: '75013',
        country: 'FR',
        comment: 'Il a dit "oui" hier',
        contact: false,
      });
    },
  );

  it(
    'imports what older versions of SpeakOut!, Proca, and NationBuilder export, and counts a person once',
    onlyOnce,
    async (t) => {
      const { run, server, days } = await startImporting(t);
      assert.deepEqual(totals(await run(SPEAKOUT_OLD)), { ...NOTHING_ELSE, present: 1 });
      assert.deepEqual(totals(await run(PROCA)), { ...NOTHING_ELSE, present: 2 });
      assert.deepEqual(totals(await run(NATIONBUILDER)), {
        ...NOTHING_ELSE,
        present: 1,
        leftOut: { bouncing: 1 },
      });
      assert.equal(await server.rowsOf(SLUG), 2);
      assert.deepEqual(await days(), { '2026-03-01': 1, '2026-03-02': 1 });
    },
  );

  it('counts rows without an email address only on request, and once', async (t) => {
    const { run, server } = await startImporting(t);
    const without = { ...NOTHING_ELSE, present: 0, withoutEmail: 2 };
    assert.deepEqual(totals(await run(CHANGE_ORG)), without);
    assert.equal((await server.countOf(SLUG)).count, 0);
    for (const _ of ['first', 'second']) {
      assert.deepEqual(totals(await run(CHANGE_ORG, { countWithoutEmail: true })), without);
      assert.equal((await server.countOf(SLUG)).count, 2);
    }
    await run(CONTROLSHIFT_ORGANIZER, { countWithoutEmail: true });
    assert.equal((await server.countOf(SLUG)).count, 4);
    await run(CONTROLSHIFT_ORGANIZER, { countWithoutEmail: true, dryRun: true });
    assert.equal((await server.countOf(SLUG)).count, 4);
  });

  it('reads the dates of Google Forms, or asks for their order', onlyOnce, async (t) => {
    const { run, days, server } = await startImporting(t);
    await assert.rejects(run(googleForms(['1/2/2026 10:00:00', '3/4/2026 10:00:00'])), {
      message: /column "Timestamp" of .*: see rows 2 and 3\. Say with --dates dmy or --dates mdy/,
    });
    await assert.rejects(run(googleForms(['1/13/2026 10:00:00', '13/1/2026 10:00:00'])), {
      message: /the day comes first in row 3, and the month in row 2/,
    });
    assert.equal(await server.rowsOf(SLUG), 0);
    await run(googleForms(['1/2/2026 10:00:00', '1/13/2026 10:00:00']));
    assert.deepEqual(await days(), { '2026-01-02': 1, '2026-01-13': 1 });
    const [record] = await server.recordsOf(SLUG);
    assert.equal(record!.givenName, 'Marisol');
    assert.equal(record!.familyName, 'Quintanilla');
  });

  it(
    'puts a row on the day in UTC of its time, in its own time zone or the given one',
    onlyOnce,
    async (t) => {
      const { run, days } = await startImporting(t);
      const rows = file(
        'Ana,A,a@example.org,2026-01-31 20:00:00',
        'Bo,B,b@example.org,2026-01-31T20:00:00-08:00',
        'Cy,C,c@example.org,2026-01-31',
      );
      await run(rows, { timeZone: 'America/New_York' });
      assert.deepEqual(await days(), { '2026-01-31': 1, '2026-02-01': 2 });
    },
  );

  it('changes nothing more when it runs twice, and says the same', async (t) => {
    const { run, server, recount, days } = await startImporting(t);
    const twice = `${people(30)}Ana,Nr0,ANA0@example.org,2026-02-02\n`;
    await server.sign(SLUG, { givenName: 'Ana', email: 'ana5@example.org' });
    const first = totals(await run(twice));
    const before = [await server.countOf(SLUG), await days(), await recount()];
    const second = totals(await run(twice));
    assert.deepEqual([await server.countOf(SLUG), await days(), await recount()], before);
    assert.deepEqual(first, second);
    assert.deepEqual(first, { ...NOTHING_ELSE, present: 31 });
    assert.equal(await server.rowsOf(SLUG), 30);
    assert.deepEqual(await days(), { [utcDay()]: 1, '2026-02-01': 29 });
  });

  it('adds nothing to the hours, because nobody knows them', async (t) => {
    const { run, server } = await startImporting(t);
    await run(people(3));
    const { signed } = await server.context.storage.db
      .selectFrom('signed_hour')
      .select(({ fn }) => fn.sum<number | string>('signed').as('signed'))
      .executeTakeFirstOrThrow();
    assert.equal(Number(signed), 0);
  });

  it('writes nothing in a dry run', async (t) => {
    const { run, server } = await startImporting(t);
    const before = await storedBytesOf(server.databaseUrl);
    assert.deepEqual(totals(await run(people(5), { dryRun: true })), { ...NOTHING_ELSE, present: 5 });
    assert.deepEqual(await storedBytesOf(server.databaseUrl), before);
  });

  it('stores all or nothing of a batch when the database fails, and completes when it runs again', async (t) => {
    const { run, server, recount, folder } = await startImporting(t);
    const rejects = join(folder, 'rejects.csv');
    const allow = await refuseInserts(server.context.storage, 'signature');
    await assert.rejects(run(`${people(2_500)}Ana,X,nobody,2026-02-01\n`, { rejects }), {
      name: 'UserError',
      message: /can't be stored: .*nobody is counted twice/,
    });
    // So that the next run can write a complete one.
    assert.equal(existsSync(rejects), false);
    assert.deepEqual(await recount(), { counter: 0, stored: 0, byDay: 0, daysTooLow: 0 });
    await allow();
    const result = totals(await run(people(2_500)));
    assert.deepEqual(result, { ...NOTHING_ELSE, present: 2_500 });
    assert.deepEqual(await recount(), { counter: 2_500, stored: 2_500, byDay: 2_500, daysTooLow: 0 });
  });

  it(
    'writes rejected rows as they were, each with its reason, to a private file that it never overwrites',
    onlyOnce,
    async (t) => {
      const { run, folder, server } = await startImporting(t);
      const rejects = join(folder, 'rejects.csv');
      const content = file(
        'Ana,A,ana at example.org,2026-01-01',
        '"=cmd(""x"")",B,b@example.org,2999-01-01',
        ',C,c@example.org,2026-01-01',
        'd@example.org,D,d@example.org,2026-01-01',
        'Eve,E,e@example.org,2026-02-30',
        'Flo,F,f@example.org,2026-01-01,more,cells',
        'Gil,G,g@example.org,2026-01-01',
      );
      const result = await run(content, { rejects });
      assert.equal(result.present, 1);
      const reasons = [
        'email address invalid',
        'date in the future',
        'given name missing',
        'email address in the column of a name',
        'date not understood',
        'more cells than the header: a quote or a separator is missing',
      ];
      assert.deepEqual(totals(result).rejected, Object.fromEntries(reasons.map((reason) => [reason, 1])));
      const lines = readFileSync(rejects, 'utf8').split('\r\n');
      assert.equal(
        lines[0],
        '\ufeff"first_name","last_name","email","created_at","why this row was rejected"',
      );
      assert.equal(lines[1], '"Ana","A","ana at example.org","2026-01-01","email address invalid"');
      assert.equal(lines[2], `"'=cmd(""x"")","B","b@example.org","2999-01-01","date in the future"`);
      assert.equal(lines.length, reasons.length + 2);
      assert.equal(statSync(rejects).mode & 0o777, 0o600);
      await assert.rejects(run(content, { rejects }), { message: /exists, and is not overwritten/ });
      assert.equal(readFileSync(rejects, 'utf8'), lines.join('\r\n'));
      // The fixed file is imported without its reasons.
      const fixed = readFileSync(rejects, 'utf8').replace('ana at example.org', 'ana@example.org');
      assert.equal((await run(fixed)).present, 1);
      const comments = (await server.recordsOf(SLUG)).map(({ comment }) => comment);
      assert.deepEqual(comments, [undefined, undefined]);
    },
  );

  it('removes an empty file of rejected rows', onlyOnce, async (t) => {
    const { run, folder } = await startImporting(t);
    const rejects = join(folder, 'rejects.csv');
    await run(people(1), { rejects });
    assert.equal(existsSync(rejects), false);
  });

  it('refuses a closed petition', async (t) => {
    const { run, server } = await startImporting(t);
    await server.load([{ ...PETITION, status: 'closed' }]);
    await assert.rejects(run(people(1)), { message: /is closed\. To import into it, reopen it first/ });
  });

  it('stores no address or name in plain text, and the audit log has the source only', async (t) => {
    const { run, server } = await startImporting(t);
    await run(file('Xanthippe,Quillfeather,xanthippe@example.org,2026-02-01'), { source: 'Paper lists' });
    for (const { where, bytes } of await storedBytes(server.databaseUrl)) {
      for (const word of ['Xanthippe', 'Quillfeather', 'xanthippe@example.org']) {
        assert.equal(bytes.includes(word), false, `${word} in ${where}`);
      }
    }
    const entries = await server.context.storage.db.selectFrom('audit_entry').selectAll().execute();
    assert.deepEqual(
      entries.map(({ action, petition, detail }) => [action, petition, detail]),
      [['signatures.import', SLUG, 'Paper lists']],
    );
  });
});

/** Sorted, because PostgreSQL returns rows in any order. */
async function storedBytesOf(url: string): Promise<string[]> {
  const places = await storedBytes(url);
  return places.map(({ where, bytes }) => `${where} ${bytes.toString('latin1')}`).sort();
}
