import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import SQLite from 'better-sqlite3';
import { aad, decryptDataKey, decryptRecord } from '../../server/crypto/sealer.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { assertCounters } from './check.ts';
import { ask, DATABASES, type DatabaseName, dump, emptyDatabase, fileOf, type Row } from './databases.ts';
import { placeAt } from './environment.ts';
import { post } from './load.ts';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/0.1.0.${name}`, import.meta.url), 'utf8');

const IDENTITY = fixture('identity').match(/^AGE-SECRET-KEY-.*$/m)![0];

/** Who had signed which petition, as it stands in what was sealed. */
const SIGNED = [
  '1 ana@example.org',
  '1 benoit@example.org',
  '1 cigdem@example.org',
  '2 ana@example.org',
  '2 dmitri@example.org',
];

/** A database as version 0.1.0 left it. */
async function oldDatabase(t: TestContext, database: DatabaseName): Promise<string> {
  const url = await emptyDatabase(t, database);
  if (database === 'SQLite') new SQLite(fileOf(url)).exec(fixture('sqlite.sql')).close();
  else await ask(url, fixture('postgres.sql'));
  return url;
}

const SIGNATURES = `select petition_id, signer_key, signature.sealed as sealed, data_key.sealed as data_key
  from signature join data_key on data_key.id = data_key_id`;

async function opened(rows: Row[]): Promise<string[]> {
  const signed = rows.map(async (row) => {
    const dataKey = await decryptDataKey(row.data_key as Buffer, IDENTITY);
    const bound = aad(row.petition_id as number, row.signer_key as Buffer);
    const { email } = decryptRecord(row.sealed as Buffer, dataKey, bound) as SignatureRecord;
    return `${row.petition_id} ${email}`;
  });
  return (await Promise.all(signed)).sort();
}

const SLUGS = ['mend-the-bridge', 'keep-the-library'] as const;

describe('A server on a database of version 0.1.0', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`brings it up to date with all that is in it, and signing goes on, on ${database}`, async (t) => {
      const url = await oldDatabase(t, database);
      const before = await dump(url);
      const place = await placeAt(t, url, IDENTITY);
      const server = await place.start();
      assert.deepEqual(await opened(await ask(url, SIGNATURES)), SIGNED);
      const after = await dump(url);
      for (const [table, rows] of Object.entries(before)) {
        // These are added to; whatever was there is there still.
        if (/(^|\.)(migration|setting|data_key)$/.test(table)) {
          // A data key is made before it is wanted, in a moment.
          assert.ok(after[table]!.length > rows.length || table.endsWith('data_key'), table);
          for (const row of rows) assert.ok(after[table]!.includes(row), row);
        } else if (/(^|\.)petition$/.test(table)) {
          // Columns came to it, at its end.
          assert.deepEqual(
            after[table],
            rows.map((row) => row.replace(/\}$/, ',"origins":null,"closed_on":null}')),
          );
        } else if (/(^|\.)petition_count$/.test(table)) {
          assert.deepEqual(
            after[table],
            rows.map((row) => row.replace(/\}$/, ',"erased":0,"shown":0}')),
          );
        } else assert.deepEqual(after[table], rows, table);
      }

      for (const email of ['ana@example.org', 'BENOIT@example.org', 'new@example.org']) {
        assert.equal((await post(server.origin, SLUGS[0], email)).statusCode, 202);
      }
      assert.deepEqual(await opened(await ask(url, SIGNATURES)), [...SIGNED, '1 new@example.org'].sort());
      await assertCounters(url);
      server.signal('SIGTERM');
      assert.equal(await server.ended, 0);

      const copies = database === 'SQLite' ? copiesOf(url) : [];
      assert.equal(copies.length, database === 'SQLite' ? 1 : 0);
      for (const copy of copies) {
        assert.match(copy, /\.before-upgrade-from-0001-petitions-and-signatures$/);
        const place = `sqlite:${dirname(fileOf(url))}/${copy}`;
        assert.deepEqual(await dump(place), before);
        assert.deepEqual(await opened(await ask(place, SIGNATURES)), SIGNED);
      }

      // Started again, it has nothing left to do.
      const again = await place.start();
      assert.ok(again.running());
      assert.deepEqual(database === 'SQLite' ? copiesOf(url) : [], copies);
    });
  }
});

function copiesOf(url: string): string[] {
  return readdirSync(dirname(fileOf(url))).filter((name) => name.includes('before-upgrade'));
}
