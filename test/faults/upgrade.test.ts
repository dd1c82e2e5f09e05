import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { aad, decryptDataKey, decryptRecord } from '../../server/crypto/sealer.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { openSqlite } from '../support/sqlite.ts';
import { assertCounters } from './consistency.ts';
import {
  DATABASES,
  type DatabaseName,
  dumpTables,
  emptyDatabase,
  queryDatabase,
  type Row,
  sqlitePath,
} from './databases.ts';
import { createEnvironmentFor, SLUG } from './environment.ts';
import { sign } from './load.ts';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/0.1.0.${name}`, import.meta.url), 'utf8');

const IDENTITY = fixture('identity').match(/^AGE-SECRET-KEY-.*$/m)![0];

/** Petition id and email address of each signature, as sealed in the fixture. */
const SIGNED = [
  '1 ana@example.org',
  '1 benoit@example.org',
  '1 cigdem@example.org',
  '2 ana@example.org',
  '2 dmitri@example.org',
];

/** Creates a database as version 0.1.0 left it. */
async function oldDatabase(t: TestContext, database: DatabaseName): Promise<string> {
  const url = await emptyDatabase(t, database);
  if (database === 'SQLite') openSqlite(sqlitePath(url)).exec(fixture('sqlite.sql')).close();
  else await queryDatabase(url, fixture('postgres.sql'));
  return url;
}

/** Returns the signatures in the format of `SIGNED`. */
async function decryptSignatures(url: string): Promise<string[]> {
  const rows = await queryDatabase(
    url,
    `select petition_id, signer_key, signature.sealed as sealed, data_key.sealed as data_key
     from signature join data_key on data_key.id = data_key_id`,
  );
  return (await Promise.all(rows.map(decryptSignature))).sort();
}

async function decryptSignature(row: Row): Promise<string> {
  const dataKey = await decryptDataKey(row.data_key as Buffer, IDENTITY);
  const associatedData = aad(row.petition_id as number, row.signer_key as Buffer);
  const { email } = decryptRecord(row.sealed as Buffer, dataKey, associatedData) as SignatureRecord;
  return `${row.petition_id} ${email}`;
}

/** The copies of a SQLite file that were made before an upgrade. */
function upgradeCopies(url: string): string[] {
  return readdirSync(dirname(sqlitePath(url))).filter((name) => name.includes('before-upgrade'));
}

/** With their defaults, in the order of the migrations. */
const NEW_PETITION_COLUMNS = [
  ',"origins":null,"closed_on":null,"approve_names":0',
  ',"target":null,"format":"plain","organizer":null,"closes_on":null,"time_zone":null,"tags":"[]"',
  ',"hidden_from_search":0,"share_text":null,"draft":0,"created_on":null,"image":null,"victory":0',
  ',"partner_recipients":"{}","revision":0',
].join('');

describe('a server on a database of version 0.1.0', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`migrates it without losing anything, and accepts signatures, on ${database}`, async (t) => {
      const url = await oldDatabase(t, database);
      const before = await dumpTables(url);
      const environment = await createEnvironmentFor(t, url, IDENTITY);
      const server = await environment.start();
      assert.deepEqual(await decryptSignatures(url), SIGNED);
      const after = await dumpTables(url);
      for (const [table, rows] of Object.entries(before)) {
        // Rows are added to these tables, and none are removed.
        if (/(^|\.)(migration|setting|data_key)$/.test(table)) {
          const isDataKey = table.endsWith('data_key');
          // A data key is stored with the first signature.
          if (isDataKey) assert.equal(after[table]!.length, rows.length);
          else assert.ok(after[table]!.length > rows.length, table);
          for (const row of rows) {
            const day = /"made_on":"([^"]+)"/.exec(row)?.[1];
            const expected = isDataKey
              ? row.replace(/\}$/, `,"used_on":"${day}","sealed_to":null,"unused":0,"partner_sealed":null}`)
              : row;
            assert.ok(after[table]!.includes(expected), expected);
          }
        } else if (/(^|\.)petition$/.test(table)) {
          // Migrations append columns.
          assert.deepEqual(
            after[table],
            rows.map((row) => row.replace(/\}$/, `${NEW_PETITION_COLUMNS}}`)),
          );
        } else if (/(^|\.)petition_count$/.test(table)) {
          assert.deepEqual(
            after[table],
            rows.map((row) => row.replace(/\}$/, ',"erased":0,"shown":0,"mark":0}')),
          );
        } else assert.deepEqual(after[table], rows, table);
      }

      for (const email of ['ana@example.org', 'BENOIT@example.org', 'new@example.org']) {
        assert.equal((await sign(server.origin, SLUG, email)).statusCode, 202);
      }
      assert.deepEqual(await decryptSignatures(url), [...SIGNED, '1 new@example.org'].sort());
      await assertCounters(url);
      server.signal('SIGTERM');
      assert.equal(await server.exitCode, 0);

      const copies = database === 'SQLite' ? upgradeCopies(url) : [];
      assert.equal(copies.length, database === 'SQLite' ? 1 : 0);
      for (const copy of copies) {
        assert.match(copy, /\.before-upgrade-from-0001-petitions-and-signatures$/);
        const copyUrl = `sqlite:${dirname(sqlitePath(url))}/${copy}`;
        assert.deepEqual(await dumpTables(copyUrl), before);
        assert.deepEqual(await decryptSignatures(copyUrl), SIGNED);
      }

      // The second start has nothing to migrate.
      const restarted = await environment.start();
      assert.ok(restarted.isRunning());
      assert.deepEqual(database === 'SQLite' ? upgradeCopies(url) : [], copies);
    });
  }
});
