import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry } from '../../../../common/console.ts';
import { type ImportFields, MAX_BATCH_ROWS } from '../../../../common/console-import.ts';
import { describeRejection } from '../../../../server/import/describe-rejection.ts';
import type { ImportTotals } from '../../../../server/import/import-signatures.ts';
import { ImportTokens, VALID_MS } from '../../../../server/import/import-tokens.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce, storedBytes } from '../../../support/database.ts';
import { SECRET } from '../../../support/server.ts';
import { PETITION, SLUG, startImporting } from '../../import/importing.ts';
import { TOOL_FILES } from '../../import/tool-files.ts';
import { type ConsoleTotals, PATH, SETTINGS, startConsoleImporting } from './importing.ts';

const OTHER = 'mend-the-bridge';
const COLUMNS = [
  { field: 'givenName' as const, header: 'First name' },
  { field: 'email' as const, header: 'Email' },
];
const rowsOfPeople = (count: number) =>
  Array.from({ length: count }, (_, index) => [`Ana`, `ana${index}@example.org`]);

/** What the command line reports, by the same names. */
const ofCommand = ({ present, leftOut, withoutEmail, rejected }: ImportTotals): ConsoleTotals => ({
  present,
  leftOut: Object.fromEntries(leftOut),
  withoutEmail,
  rejected: Object.fromEntries(rejected),
});
const inWords = ({ rejected, ...totals }: ConsoleTotals): ConsoleTotals => ({
  ...totals,
  rejected: Object.fromEntries(
    Object.entries(rejected).map(([reason, rows]) => [describeRejection(reason as never), rows]),
  ),
});

describe('importing in the console', { concurrency: 2 }, () => {
  it(
    'comes to the same as on the command line, for the files of every tool, checked and imported',
    onlyOnce,
    async (t) => {
      const command = await startImporting(t);
      const browser = await startConsoleImporting(t);
      for (const file of TOOL_FILES) {
        const expected = ofCommand(await command.run(file, { countWithoutEmail: true }));
        assert.deepEqual(inWords(await browser.importFile(file, { isDryRun: true })), expected);
        assert.deepEqual(inWords(await browser.importFile(file)), expected);
      }
      const stored = async ({ server, days, recount }: typeof command) => ({
        count: await server.countOf(SLUG),
        days: await days(),
        recount: await recount(),
        records: (await server.recordsOf(SLUG)).sort((a, b) => (a.email < b.email ? -1 : 1)),
      });
      assert.deepEqual(await stored(browser), await stored(command));
    },
  );

  it('answers the same for rows that are there already, and changes nothing more the second time', async (t) => {
    const { send, startImport, server, days, recount } = await startConsoleImporting(t);
    const token = await startImport();
    await server.sign(SLUG, { givenName: 'Ana', email: 'ana1@example.org' });
    const batch = { token, columns: COLUMNS, rows: rowsOfPeople(2) };
    const answers = [];
    const states = [];
    for (const rows of [batch.rows.slice(0, 1), batch.rows.slice(1), batch.rows, batch.rows]) {
      const response = await send({ ...batch, rows });
      assert.equal(response.status, 200);
      answers.push(await response.text());
      states.push([await server.countOf(SLUG), await days(), await recount()]);
    }
    assert.equal(answers[0], answers[1]);
    assert.equal(answers[2], answers[3]);
    assert.equal(await server.rowsOf(SLUG), 2);
    assert.deepEqual(states[3], states[1]);
  });

  it('writes nothing without a token, and looks at nothing but the petition', async (t) => {
    const { send, server } = await startConsoleImporting(t);
    await send({});
    const before = await storedIn(server.databaseUrl);
    const response = await send({ columns: COLUMNS, rows: [...rowsOfPeople(2), ['Bo', 'nobody']] });
    assert.deepEqual(await response.json(), {
      present: 2,
      leftOut: { unsubscribed: 0, deleted: 0, unconfirmed: 0, bouncing: 0 },
      withoutEmail: 0,
      unknownCountry: 0,
      rejected: [{ row: 2, reason: 'email:invalid' }],
    });
    assert.deepEqual(await storedIn(server.databaseUrl), before);
  });

  it('starts with the petition’s slug and a passkey of the account, and is in the history once', async (t) => {
    const { client, server, passkeyOf, startImport, send } = await startConsoleImporting(t);
    const start = async (change: object) =>
      client.post(`${PATH}/start`, { ...SETTINGS, confirm: SLUG, passkey: await passkeyOf(), ...change });
    assert.equal((await start({ confirm: OTHER })).status, 422);
    assert.equal((await start({ source: 'x'.repeat(61) })).status, 422);
    assert.equal((await start({ timeZone: 'Nowhere/Land' })).status, 422);
    const colleague = createConsoleClient(server);
    await colleague.signUp('Dario');
    assert.equal((await start({ passkey: await passkeyOf(colleague) })).status, 403);
    const settings = { ...SETTINGS, source: 'Paper lists' };
    const token = await startImport(settings);
    for (let index = 0; index < 3; index++) {
      await send({ ...settings, token, columns: COLUMNS, rows: rowsOfPeople(3) });
    }
    const entries = await client.read<AuditEntry[]>('/audit');
    const imports = entries.filter(({ action }) => action === 'signatures.import');
    assert.deepEqual(
      imports.map(({ account, petition, detail }) => [account, petition, detail]),
      [['Irena', SLUG, 'Paper lists']],
    );
  });

  it(
    'refuses a token for another petition, account, or file, an expired one, and one that was made up',
    onlyOnce,
    async (t) => {
      const { server, client, startImport, send } = await startConsoleImporting(t);
      await server.load([
        PETITION,
        {
          slug: OTHER,
          creator: 'Ilse V.',
          texts: { en: { title: 'Mend the bridge', text: 'It is broken.' } },
        },
      ]);
      const token = await startImport();
      const batch = { ...SETTINGS, token, columns: COLUMNS, rows: rowsOfPeople(1) };
      const colleague = createConsoleClient(server);
      await colleague.signUp('Dario');
      const { accountId } = await server.context.storage.db
        .selectFrom('account')
        .select('id as accountId')
        .where('name', '=', 'Irena')
        .executeTakeFirstOrThrow();
      const scope = { accountId, petitionId: server.context.petitions.get(SLUG)!.id, settings: SETTINGS };
      const createdAt = (now: number) => new ImportTokens(Buffer.from(SECRET)).create(scope, now);
      const expired = createdAt(Date.now() - VALID_MS - 1_000);
      const responses = [
        await client.post(`/petitions/${OTHER}/import`, batch),
        await colleague.post(PATH, batch),
        await send({ ...batch, source: 'Somewhere else' }),
        await send({ ...batch, dates: 'dmy' }),
        await send({ ...batch, timeZone: 'Europe/Rome' }),
        await send({ ...batch, token: expired }),
        await send({ ...batch, token: token.replace(/^..../, 'AAAA') }),
        await send({ ...batch, token: '' }),
        await client.post(`${PATH}/finish`, {
          ...SETTINGS,
          token: expired,
          digest: '0'.repeat(64),
          withoutEmail: 9,
        }),
      ];
      assert.deepEqual(
        responses.map(({ status }) => status),
        responses.map(() => 403),
      );
      assert.equal((await server.countOf(SLUG)).count, 0);
      assert.equal((await send({ ...batch, token: createdAt(Date.now()) })).status, 200);
      assert.equal((await server.countOf(SLUG)).count, 1);
    },
  );

  it('isn’t for partners, nor for a closed petition', onlyOnce, async (t) => {
    const { server, client, startImport, send } = await startConsoleImporting(t);
    const partner = createConsoleClient(server);
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    const token = await startImport();
    const batch = { ...SETTINGS, token, columns: COLUMNS, rows: rowsOfPeople(1) };
    assert.equal((await partner.get(PATH)).status, 404);
    for (const path of [PATH, `${PATH}/start`, `${PATH}/finish`]) {
      assert.equal((await partner.post(path, batch)).status, 404, path);
    }
    await server.load([{ ...PETITION, status: 'closed' }]);
    for (const response of [await send(batch), await client.post(`${PATH}/start`, {})]) {
      assert.equal(response.status, 409);
    }
  });

  it('says which fields the petition stores, and refuses batches that are no table', onlyOnce, async (t) => {
    const { server, client, send } = await startConsoleImporting(t);
    assert.deepEqual(await client.read<ImportFields>(PATH), {
      stored: ['familyName', 'postalCode', 'country', 'comment'],
    });
    await server.load([{ ...PETITION, fields: { ...PETITION.fields, comment: 'off' } }]);
    assert.deepEqual((await client.read<ImportFields>(PATH)).stored.includes('comment'), false);
    const fieldOf = async (change: Parameters<typeof send>[0]) => {
      const response = await send({ columns: COLUMNS, rows: rowsOfPeople(1), ...change });
      assert.equal(response.status, 422);
      return ((await response.json()) as { errors: { field: string }[] }).errors[0]!.field;
    };
    assert.equal(await fieldOf({ columns: [COLUMNS[0]!, COLUMNS[0]!] }), 'columns');
    assert.equal(await fieldOf({ rows: [['Ana']] }), 'rows');
    assert.equal(await fieldOf({ rows: rowsOfPeople(MAX_BATCH_ROWS + 1) }), 'rows');
    assert.equal(await fieldOf({ timeZone: 'Nowhere/Land' }), 'timeZone');
  });

  it('stores no address or name in plain text', async (t) => {
    const { send, startImport, server } = await startConsoleImporting(t);
    const rows = [['Xanthippe', 'xanthippe@example.org']];
    await send({ token: await startImport(), columns: COLUMNS, rows });
    assert.equal(await server.rowsOf(SLUG), 1);
    for (const { where, bytes } of await storedBytes(server.databaseUrl)) {
      for (const word of ['Xanthippe', 'xanthippe@example.org']) {
        assert.equal(bytes.includes(word), false, `${word} in ${where}`);
      }
    }
  });

  it('lets people sign while batches are stored, and counts everybody', async (t) => {
    const { send, startImport, server, recount } = await startConsoleImporting(t);
    const token = await startImport();
    const imports = Array.from({ length: 4 }, (_, part) =>
      send({
        token,
        columns: COLUMNS,
        rows: rowsOfPeople(MAX_BATCH_ROWS).map(([name], index) => [name!, `p${part}-${index}@example.org`]),
      }),
    );
    const signed = Array.from({ length: 20 }, (_, index) =>
      server.sign(SLUG, { givenName: 'Bo', email: `bo${index}@example.org` }),
    );
    for (const response of await Promise.all(signed)) assert.equal(response.status, 202);
    for (const response of await Promise.all(imports)) assert.equal(response.status, 200);
    const total = 4 * MAX_BATCH_ROWS + 20;
    assert.deepEqual(await recount(), { counter: total, stored: total, byDay: total, daysTooLow: 0 });
  });
});

async function storedIn(url: string): Promise<string[]> {
  const places = await storedBytes(url);
  return places.map(({ where, bytes }) => `${where} ${bytes.toString('latin1')}`).sort();
}
