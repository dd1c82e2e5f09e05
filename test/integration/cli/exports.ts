import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';
import { openStorage } from '../../../server/storage/open.ts';
import { loadedEnvironment } from '../../support/server.ts';
import { keyPair, type Signed, signInto } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { petitions } from './processes.ts';

export const SLUG = 'keep-the-library';

/** Names as people really have them, and values that try to break out of their field. */
export const SIGNED: Signed[] = [
  { givenName: 'Siobhán', familyName: "O'Brien", email: 'siobhan@example.org', contact: true },
  { givenName: 'Sukarno', email: 'sukarno@example.org', country: 'ID', postalCode: '10110' },
  { givenName: 'Zoe\u0308 🌻', email: 'zoe@example.org', comment: 'First.\n\n"Second," said I; yes.' },
  {
    givenName: '=HYPERLINK("https://evil.example")',
    email: 'eve@example.org',
    comment: '<script>alert(1)</script>',
  },
  { givenName: 'Through', email: 'a@example.org', partner: 'harbour-aid', signedOn: '2026-02-01' },
  { givenName: 'Willing', email: 'b@example.org', partner: 'harbour-aid', partnerContact: true },
  {
    givenName: 'Late',
    email: 'c@example.org',
    partner: 'harbour-aid',
    partnerContact: true,
    signedOn: '2026-02-02',
  },
  { givenName: 'Elsewhere', email: 'd@example.org', partner: 'open-gate', partnerContact: true },
];

/** Creates a database with signatures, and a file with the identity that decrypts them. */
export async function signedPetition(t: TestContext, signatures: readonly Signed[] = SIGNED) {
  const env = await loadedEnvironment(t);
  const { identity, recipient } = await keyPair();
  await signInto(env.DATABASE_URL, SLUG, [recipient], signatures);
  const folder = temporaryFolder(t);
  /** Writes a file for the duration of the test, and returns its path. */
  const keep = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  return {
    env,
    recipient,
    identity: keep('identity', `# for tests\n${identity}\n`),
    keep,
    /** Runs `export SLUG` with more arguments. */
    run: (...args: string[]) => petitions(['export', SLUG, ...args], env),
    /** Changes stored data directly, as damage or manual edits would. */
    async change(statement: string) {
      const storage = await openStorage(env.DATABASE_URL);
      await sql.raw(statement).execute(storage.db);
      await storage.close();
    },
    /** Flips one bit in the middle of one signature. */
    async flipOneBit() {
      const storage = await openStorage(env.DATABASE_URL);
      const { signer_key, sealed } = await storage.db
        .selectFrom('signature')
        .select(['signer_key', 'sealed'])
        .executeTakeFirstOrThrow();
      const damaged = Buffer.from(sealed);
      damaged[60]! ^= 1;
      await storage.db
        .updateTable('signature')
        .set({ sealed: damaged })
        .where('signer_key', '=', signer_key)
        .execute();
      await storage.close();
    },
  };
}

export interface Row {
  givenName: string;
  email: string;
  [column: string]: unknown;
}

/** Parses NDJSON, and sorts by email address, because rows are exported in the order of their keys. */
export function rowsIn(ndjson: string): Row[] {
  assert.ok(ndjson === '' || ndjson.endsWith('\n'));
  return ndjson
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row)
    .sort((a, b) => (a.email < b.email ? -1 : 1));
}

export const namesIn = (ndjson: string) =>
  rowsIn(ndjson)
    .map(({ givenName }) => givenName)
    .sort();

/** Asserts that output contains no personal data. Random bytes in base64 contain a short name now and then, as part of a longer word. */
export function assertNamesNobody(output: string, signatures: readonly Signed[] = SIGNED) {
  for (const { givenName, email } of signatures) {
    const name = new RegExp(String.raw`(?<![\w+/])${givenName}(?![\w+/])`);
    assert.ok(!name.test(output), `${givenName} in ${output}`);
    assert.ok(!output.includes(email!), `${email} in ${output}`);
  }
}
