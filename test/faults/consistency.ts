import assert from 'node:assert/strict';
import { aad, decryptDataKey, decryptRecord } from '../../server/crypto/sealer.ts';
import { canonicalRulesOf } from '../../server/signatures/canonical-rules.ts';
import { parseEmailAddress } from '../../server/signatures/email-address.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { SignerKeys } from '../../server/signatures/signer-key.ts';
import { bytesLiteral, queryDatabase } from './databases.ts';
import { SECRET, SLUG, type TestEnvironment } from './environment.ts';
import { type Ledger, signNew } from './load.ts';
import { isReady, type ServerProcess, waitUntil } from './server.ts';

/** How many signatures are decrypted as a check. */
const DECRYPTED_SAMPLE = 20;
const MAX_KEYS_PER_QUERY = 500;
const RECOVERY_TIMEOUT_MS = 60_000;

const signerKeys = new SignerKeys(Buffer.from(SECRET));

/** What a full comparison of the database with the ledger found. */
export interface ConsistencyReport {
  rows: number;
  /** Rows whose 202 never arrived. Allowed: these signers may sign again and count once. */
  unacknowledged: number;
  /** Addresses that were acknowledged but aren't stored. */
  lost: string[];
  /** Rows beyond the number of distinct signers. */
  doubled: number;
  /** Stored signers that were never sent. */
  unsent: number;
}

/** Compares the stored rows with what was sent and what was acknowledged. */
export async function checkConsistency({ url }: TestEnvironment, ledger: Ledger): Promise<ConsistencyReport> {
  const petition = await findSignedPetition(url);
  // Counted before the rows are read, because signatures may still arrive. Not copied: the list may be long.
  const acknowledgedCount = ledger.acknowledged.length;
  const rows = await queryDatabase(
    url,
    `select signer_key from signature where petition_id = ${petition.id}`,
  );
  const stored = new Set(rows.map(({ signer_key }) => (signer_key as Buffer).toString('hex')));
  const lost: string[] = [];
  for (let index = 0; index < acknowledgedCount; index++) {
    const email = ledger.acknowledged[index]!;
    if (!stored.has(petition.keyOf(email))) lost.push(email);
  }
  let known = 0;
  for (const email of ledger.addresses()) if (stored.has(petition.keyOf(email))) known += 1;
  return {
    rows: rows.length,
    unacknowledged: known - (acknowledgedCount - lost.length),
    lost,
    doubled: rows.length - stored.size,
    unsent: stored.size - known,
  };
}

/** Asserts what must hold after every fault: everything acknowledged is stored, and nothing else. */
export async function assertConsistent(
  environment: TestEnvironment,
  ledger: Ledger,
): Promise<ConsistencyReport> {
  const { url } = environment;
  const report = await checkConsistency(environment, ledger);
  assert.deepEqual(report.lost.slice(0, 3), [], `lost: ${report.lost.length} acknowledged signatures`);
  assert.equal(report.doubled, 0, 'doubled: a signer is stored more than once');
  assert.equal(report.unsent, 0, `unsent: ${report.unsent} stored signatures were never sent`);
  await assertCounters(url);
  const [strays] = await queryDatabase(
    url,
    `select
      (select cast(count(*) as integer) from outbox) as emails,
      (select cast(count(*) as integer) from signature
        where petition_id not in (select id from petition)) as without_petition,
      (select cast(count(*) as integer) from signature
        where data_key_id not in (select id from data_key)) as unreadable`,
  );
  assert.deepEqual({ ...strays }, { emails: 0, without_petition: 0, unreadable: 0 });
  await assertDecryptable(environment);
  return report;
}

/** Looks up only the given addresses, so the cost doesn't grow with the table. Returns those that aren't stored. */
export async function findLost(url: string, acknowledged: readonly string[]): Promise<string[]> {
  const petition = await findSignedPetition(url);
  const lost: string[] = [];
  for (let start = 0; start < acknowledged.length; start += MAX_KEYS_PER_QUERY) {
    const emails = acknowledged.slice(start, start + MAX_KEYS_PER_QUERY);
    const keys = emails.map((email) => bytesLiteral(url, Buffer.from(petition.keyOf(email), 'hex')));
    const rows = await queryDatabase(
      url,
      `select signer_key from signature where petition_id = ${petition.id} and signer_key in (${keys})`,
    );
    const stored = new Set(rows.map(({ signer_key }) => (signer_key as Buffer).toString('hex')));
    lost.push(...emails.filter((email) => !stored.has(petition.keyOf(email))));
  }
  return lost;
}

/** Asserts that every petition's counter equals its rows. */
export async function assertCounters(url: string): Promise<void> {
  const wrong = await findWrongCounters(url);
  assert.equal(wrong.length, 0, wrong.join());
}

/** Reads all petitions in one statement, which sees a single snapshot. Returns one message per wrong counter. */
export async function findWrongCounters(url: string): Promise<string[]> {
  const counters = await queryDatabase(
    url,
    `select slug, signed, erased + (
      select cast(count(*) as integer) from signature where signature.petition_id = petition.id
    ) as counted from petition left join petition_count on petition_count.petition_id = petition.id`,
  );
  assert.ok(counters.length > 0);
  return counters
    .filter(({ signed, counted }) => signed !== counted)
    .map(({ slug, signed, counted }) => `counter: "${slug}" has ${counted} signatures and counts ${signed}`);
}

/** Asserts that the server recovers from a fault by itself: it is ready, accepts a signature, and has lost nothing. */
export async function assertRecovers(
  environment: TestEnvironment,
  server: ServerProcess,
  ledger: Ledger,
): Promise<ConsistencyReport> {
  await waitUntil('ready again', RECOVERY_TIMEOUT_MS, () => isReady(server.origin), server);
  await waitUntil('signing works again', RECOVERY_TIMEOUT_MS, () => signNew(server.origin, ledger), server);
  assert.ok(server.isRunning(), `the server exited:\n${server.log()}`);
  const newest = ledger.acknowledged.slice(-1);
  assert.deepEqual(await findLost(environment.url, newest), [], 'lost: the signature after the fault');
  assert.doesNotMatch(server.log(), /example\.org|supporter-/i, 'the log names a signer');
  return assertConsistent(environment, ledger);
}

async function assertDecryptable({ url, identity }: TestEnvironment): Promise<void> {
  const rows = await queryDatabase(
    url,
    `select petition_id, signer_key, signature.sealed as sealed, data_key.sealed as data_key
     from signature join data_key on data_key.id = data_key_id order by signer_key limit ${DECRYPTED_SAMPLE}`,
  );
  for (const row of rows) {
    const dataKey = await decryptDataKey(row.data_key as Buffer, identity);
    const associatedData = aad(row.petition_id as number, row.signer_key as Buffer);
    const record = decryptRecord(row.sealed as Buffer, dataKey, associatedData) as SignatureRecord;
    assert.ok(record.email);
  }
}

async function findSignedPetition(url: string) {
  const [row] = await queryDatabase(
    url,
    `select id, salt, mailbox_rules from petition where slug = '${SLUG}'`,
  );
  const petition = {
    salt: row!.salt as Buffer,
    canonicalRules: canonicalRulesOf(row!.mailbox_rules as number),
  };
  return {
    id: row!.id as number,
    /** Signer key in hex. */
    keyOf: (email: string): string =>
      signerKeys
        .derive(parseEmailAddress(email, petition.canonicalRules)!.canonical, petition)
        .toString('hex'),
  };
}
