import assert from 'node:assert/strict';
import { aad, decryptDataKey, decryptRecord } from '../../server/crypto/sealer.ts';
import { parseEmailAddress } from '../../server/signatures/email-address.ts';
import type { SignatureRecord } from '../../server/signatures/sign.ts';
import { SignerKeys } from '../../server/signatures/signer-key.ts';
import { ask, literal } from './databases.ts';
import { type Place, SECRET, SLUG } from './environment.ts';
import { type Ledger, signOnce } from './load.ts';
import { isReady, type Server, until } from './server.ts';

/** How many of the signatures are opened to see that they can be. */
const OPENED = 20;
/** Keys in one question to the database. */
const AT_ONCE = 500;
const RECOVERY_MS = 15_000;

const signerKeys = new SignerKeys(Buffer.from(SECRET));

interface SignedPetition {
  id: number;
  keyOf(email: string): string;
}

/** What a whole look at the books found. */
export interface Books {
  rows: number;
  /** Allowed: stored, but the answer didn't get through. */
  unacknowledged: number;
  /** Acknowledged, but not there. */
  lost: string[];
  /** Rows above the number of different signers. */
  doubled: number;
  /** Signers whom nobody sent. */
  unsent: number;
}

/** Compares what is stored with what was sent and what was acknowledged. */
export async function readBooks({ url }: Place, ledger: Ledger): Promise<Books> {
  const petition = await signedPetition(url);
  // Before the rows are read, because signatures may go on coming in. Not copied: it may be long.
  const promised = ledger.acknowledged.length;
  const rows = await ask(url, `select signer_key from signature where petition_id = ${petition.id}`);
  const stored = new Set(rows.map(({ signer_key }) => (signer_key as Buffer).toString('hex')));
  const lost: string[] = [];
  for (let index = 0; index < promised; index++) {
    const email = ledger.acknowledged[index]!;
    if (!stored.has(petition.keyOf(email))) lost.push(email);
  }
  let known = 0;
  for (const email of ledger.addresses()) if (stored.has(petition.keyOf(email))) known += 1;
  return {
    rows: rows.length,
    unacknowledged: known - (promised - lost.length),
    lost,
    doubled: rows.length - stored.size,
    unsent: stored.size - known,
  };
}

/** The one check that every fault must leave fulfilled: all that was acknowledged is there, and nothing else. */
export async function assertSound(place: Place, ledger: Ledger): Promise<Books> {
  const { url } = place;
  const books = await readBooks(place, ledger);
  assert.deepEqual(books.lost.slice(0, 3), [], `lost: ${books.lost.length} acknowledged signatures`);
  assert.equal(books.doubled, 0, 'doubled: a signer stands there more than once');
  assert.equal(books.unsent, 0, `unsent: ${books.unsent} signatures that nobody sent`);
  await assertCounters(url);
  const [odd] = await ask(
    url,
    `select
      (select cast(count(*) as integer) from outbox) as letters,
      (select cast(count(*) as integer) from signature
        where petition_id not in (select id from petition)) as homeless,
      (select cast(count(*) as integer) from signature
        where data_key_id not in (select id from data_key)) as unreadable`,
  );
  assert.deepEqual({ ...odd }, { letters: 0, homeless: 0, unreadable: 0 });
  await assertReadable(place);
  return books;
}

/** The same for those who were acknowledged just now, at a cost that doesn't grow with what is there. */
export async function lostOf(url: string, acknowledged: readonly string[]): Promise<string[]> {
  const petition = await signedPetition(url);
  const lost: string[] = [];
  for (let start = 0; start < acknowledged.length; start += AT_ONCE) {
    const emails = acknowledged.slice(start, start + AT_ONCE);
    const keys = emails.map((email) => literal(url, Buffer.from(petition.keyOf(email), 'hex')));
    const rows = await ask(
      url,
      `select signer_key from signature where petition_id = ${petition.id} and signer_key in (${keys})`,
    );
    const stored = new Set(rows.map(({ signer_key }) => (signer_key as Buffer).toString('hex')));
    lost.push(...emails.filter((email) => !stored.has(petition.keyOf(email))));
  }
  return lost;
}

/** Of every petition, in one statement, which sees one moment. */
export async function assertCounters(url: string): Promise<void> {
  const wrong = await wrongCounters(url);
  assert.equal(wrong.length, 0, wrong.join());
}

export async function wrongCounters(url: string): Promise<string[]> {
  const counters = await ask(
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

/** After the fault, without anybody's help: it says that it is ready, it is, and everything is there. */
export async function assertRecovers(place: Place, server: Server, ledger: Ledger): Promise<Books> {
  await until('ready again', RECOVERY_MS, () => isReady(server.origin), server);
  await until('takes signatures again', RECOVERY_MS, () => signOnce(server.origin, ledger), server);
  assert.ok(server.running(), `the server ended:\n${server.log()}`);
  const fresh = ledger.acknowledged.slice(-1);
  assert.deepEqual(await lostOf(place.url, fresh), [], 'lost: the signature after the fault');
  assert.doesNotMatch(server.log(), /example\.org|supporter-/i, 'a log tells who signed');
  return assertSound(place, ledger);
}

async function assertReadable({ url, identity }: Place): Promise<void> {
  const rows = await ask(
    url,
    `select petition_id, signer_key, signature.sealed as sealed, data_key.sealed as data_key
     from signature join data_key on data_key.id = data_key_id order by signer_key limit ${OPENED}`,
  );
  for (const row of rows) {
    const dataKey = await decryptDataKey(row.data_key as Buffer, identity);
    const bound = aad(row.petition_id as number, row.signer_key as Buffer);
    const record = decryptRecord(row.sealed as Buffer, dataKey, bound) as SignatureRecord;
    assert.ok(record.email);
  }
}

export async function signedPetition(url: string, slug = SLUG): Promise<SignedPetition> {
  const [row] = await ask(url, `select id, salt, mailbox_rules from petition where slug = '${slug}'`);
  const petition = { salt: row!.salt as Buffer, canonicalRules: row!.mailbox_rules as number };
  return {
    id: row!.id as number,
    keyOf: (email) => signerKeys.derive(parseEmailAddress(email)!.canonical, petition).toString('hex'),
  };
}
