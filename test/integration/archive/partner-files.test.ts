import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import {
  deleteUnusedDataKeys,
  eraseRelated,
  findErasable,
  moveSignatures,
} from '../../../server/archive/retention.ts';
import { sealedFileLines } from '../../../server/archive/sealed-file.ts';
import { SealedFileReader } from '../../../server/archive/sealed-file-reader.ts';
import { SignatureDecryptor } from '../../../server/archive/signature-decryptor.ts';
import { createSealedExport } from '../../../server/archive/stored-pages.ts';
import { purgeMatching } from '../../../server/petitions/purge.ts';
import { findPetition } from '../../../server/petitions/repository.ts';
import { eraseAddress } from '../../../server/signatures/erase-address.ts';
import { replayWithdrawals } from '../../../server/signatures/replay-withdrawals.ts';
import type { Database } from '../../../server/storage/schema.ts';
import { createConsoleClient } from '../../support/console.ts';
import { onlyOnce } from '../../support/database.ts';
import { startWithEmail } from '../../support/emails.ts';
import { PETITIONS, start, type TestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { petitions } from '../cli/processes.ts';

const SLUG = 'keep-the-library';
const PARTNER = 'harbour-aid';
const OTHER = 'open-gate';
const ALL = { partner: null, since: null };

const partnerIdentity = await generateHybridIdentity();
const otherIdentity = await generateX25519Identity();
const PARTNERS = {
  [PARTNER]: { name: 'Harbour Aid', recipient: await identityToRecipient(partnerIdentity) },
  [OTHER]: { name: 'Open Gate Network', recipient: await identityToRecipient(otherIdentity) },
};
const PETITION = { ...PETITIONS[0]!, partners: PARTNERS };

const signer = (name: string, partner: string | undefined, partnerContact: boolean) => ({
  givenName: 'Ana',
  email: `${name}@example.org`,
  comment: `As ${name} said.`,
  partnerContact,
  ...(partner && { partner }),
});

/** Signs through each partner and none, with the box checked and not. */
async function signAll({ sign }: Pick<TestServer, 'sign'>): Promise<void> {
  for (const [name, partner, partnerContact] of [
    ['willing', PARTNER, true],
    ['unwilling', PARTNER, false],
    ['elsewhere', OTHER, true],
    ['nowhere', undefined, true],
  ] as const) {
    assert.equal((await sign(SLUG, signer(name, partner, partnerContact))).status, 202);
  }
}

/** What an identity opens in a sealed file: names in the addresses, in order. What it doesn't open is listed by its reason. */
async function open(file: Buffer | string, identity: string): Promise<string[]> {
  const reader = await SealedFileReader.open(
    (async function* () {
      yield Buffer.from(file);
    })(),
    'the file',
  );
  const decryptor = new SignatureDecryptor(reader.header.petitionId, [identity]);
  const found: string[] = [];
  for await (const { dataKeys, rows } of reader.pages()) {
    for (const dataKey of dataKeys) decryptor.addDataKey(dataKey);
    for (const row of rows) {
      const signature = await decryptor.decrypt(row);
      found.push(typeof signature === 'string' ? signature : String(signature.email).split('@')[0]!);
    }
  }
  assert.deepEqual(reader.problems(), []);
  return found.sort();
}

/** A sealed file, as the server writes it now. */
async function fileFor({ context: { storage } }: Pick<TestServer, 'context'>, partner: string | null) {
  const petition = { ...(await findPetition(storage.db, SLUG)), slug: SLUG };
  const { header, pages } = await createSealedExport(storage, petition, { ...ALL, partner });
  let text = '';
  for await (const lines of sealedFileLines(header, pages)) text += lines;
  return text;
}

const startSigned = async (t: TestContext) => {
  const server = await start(t, { petitions: [PETITION] });
  await signAll(server);
  return { ...server, partnerSees: async () => open(await fileFor(server, PARTNER), partnerIdentity) };
};

describe('a partner’s own file', () => {
  // Who can open what depends on the keys. Which rows there are is tested on both databases, here and below.
  it(
    'opens with the partner’s identity alone, and has its consenting signers and nothing else',
    onlyOnce,
    async (t) => {
      const server = await startSigned(t);
      const file = await fileFor(server, PARTNER);
      assert.deepEqual(await open(file, partnerIdentity), ['willing']);
      for (const identity of [server.identity, otherIdentity]) {
        assert.deepEqual(await open(file, identity), ['data-key-unreadable']);
      }
      assert.deepEqual(JSON.parse(file.split('\n', 1)[0]!), {
        sealedPetition: 1,
        slug: SLUG,
        petitionId: 1,
        partners: [PARTNER],
        recipients: [PARTNERS[PARTNER]!.recipient],
        choice: { partner: PARTNER, since: null },
      });
    },
  );

  it('leaves the organizer’s copy as it was: complete, and closed to the partner', onlyOnce, async (t) => {
    const server = await startSigned(t);
    const file = await fileFor(server, null);
    assert.deepEqual(await open(file, server.identity), ['elsewhere', 'nowhere', 'unwilling', 'willing']);
    assert.deepEqual(new Set(await open(file, partnerIdentity)), new Set(['data-key-unreadable']));
  });

  it('begins when the partner gets a recipient, and goes on with another one when that changes', async (t) => {
    const server = await start(t, { petitions: [PETITIONS[0]] });
    const { sign, load } = server;
    const changed = await generateX25519Identity();
    const signAs = async (name: string) =>
      assert.equal((await sign(SLUG, signer(name, PARTNER, true))).status, 202);
    await signAs('before');
    assert.deepEqual(await open(await fileFor(server, PARTNER), server.identity), ['before']);
    await load([PETITION]);
    await signAs('first');
    const recipient = await identityToRecipient(changed);
    await load([{ ...PETITION, partners: { [PARTNER]: { name: 'Harbour Aid', recipient } } }]);
    await signAs('second');
    const file = await fileFor(server, PARTNER);
    assert.deepEqual(await open(file, partnerIdentity), ['data-key-unreadable', 'first']);
    assert.deepEqual(await open(file, changed), ['data-key-unreadable', 'second']);
    await load([PETITIONS[0]]);
    await signAs('after');
    const all = ['after', 'before', 'first', 'second'];
    assert.deepEqual(await open(await fileFor(server, PARTNER), server.identity), all);
  });

  it('doesn’t change when somebody signs again, whichever box is checked then', async (t) => {
    const server = await startSigned(t);
    await server.sign(SLUG, signer('unwilling', PARTNER, true));
    await server.sign(SLUG, signer('willing', PARTNER, false));
    await server.sign(SLUG, signer('elsewhere', PARTNER, true));
    assert.deepEqual(await server.partnerSees(), ['willing']);
    assert.equal(await server.rowsOf(SLUG), 4);
  });

  it('has who checks the box on the page of the confirmation link, and nobody before', async (t) => {
    const server = await startWithEmail(t, SLUG, { petitions: [PETITION] });
    const emails = [];
    for (const name of ['kept', 'unchecked', 'unconfirmed']) {
      emails.push(await server.signAndGetEmail(signer(name, PARTNER, true)));
    }
    assert.deepEqual(await open(await fileFor(server, PARTNER), partnerIdentity), []);
    await server.confirmWith(emails[0]!.links.confirm!, { partnerContact: 'true' });
    await server.confirmWith(emails[1]!.links.confirm!, {});
    assert.deepEqual(await open(await fileFor(server, PARTNER), partnerIdentity), ['kept']);
    assert.deepEqual(await open(await fileFor(server, null), server.identity), ['kept', 'unchecked']);
  });

  it('is what the partner’s account downloads, and an organizer for it', onlyOnce, async (t) => {
    const server = await startSigned(t);
    const organizer = createConsoleClient(server);
    await organizer.signUp('Irena');
    const account = createConsoleClient(server);
    await account.signUp('Aid', { role: 'partner', slug: SLUG, partner: PARTNER });
    for (const [client, query] of [
      [account, ''],
      [organizer, `?partner=${PARTNER}`],
    ] as const) {
      const response = await client.get(`/petitions/${SLUG}/signatures.sealed${query}`);
      assert.equal(
        response.headers.get('Content-Disposition'),
        `attachment; filename="${SLUG}.${PARTNER}.sealed"`,
      );
      assert.deepEqual(await open(await response.text(), partnerIdentity), ['willing']);
    }
  });

  it(
    'is written by `export --sealed --partner`, and opened by `decrypt` with the partner’s identity',
    onlyOnce,
    async (t) => {
      const { databaseUrl, dataDir, identity } = await startSigned(t);
      const env = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir };
      const exported = await petitions(['export', SLUG, '--sealed', '--partner', PARTNER], env);
      assert.equal(
        exported.stderr,
        `1 signature of ${SLUG}, sealed for the identity of "${PARTNER}". Those from before it had a recipient are not included: use --identity.\n`,
      );
      const folder = temporaryFolder(t);
      const keep = (name: string, content: string) => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      };
      const file = keep('sealed', exported.stdout);
      const decrypted = await petitions(
        ['decrypt', file, '--identity', keep('partner', partnerIdentity), '--format', 'ndjson'],
        env,
      );
      assert.deepEqual([decrypted.code, decrypted.stderr], [0, `1 signature of ${SLUG}.\n`]);
      assert.equal(JSON.parse(decrypted.stdout).email, 'willing@example.org');
      const wrong = await petitions(['decrypt', file, '--identity', keep('organizer', identity)], env);
      assert.deepEqual([wrong.code, wrong.stdout], [1, '']);
      assert.match(
        wrong.stderr,
        /decrypts no signature of keep-the-library\. .*age1pq1.*Nothing was exported/,
      );
      const [listed] = JSON.parse((await petitions(['list', '--json'], env)).stdout);
      assert.deepEqual(listed.partnersWithRecipient, [PARTNER, OTHER]);
    },
  );
});

describe('what a partner can open goes with the signature', () => {
  it('when the signer withdraws, also from a backup that is restored afterward', async (t) => {
    const server = await startWithEmail(t, SLUG, { petitions: [PETITION] });
    const { storage, withdrawalLog } = server.context;
    const partnerSees = async () => open(await fileFor(server, PARTNER), partnerIdentity);
    const { links } = await server.signAndConfirm(signer('willing', PARTNER, true));
    await server.signAndConfirm(signer('staying', PARTNER, true));
    assert.deepEqual(await partnerSees(), ['staying', 'willing']);
    const tables = (await storage.dialect.tables(storage.db)) as (keyof Database)[];
    const backup = new Map<keyof Database, object[]>();
    for (const table of tables) backup.set(table, await storage.db.selectFrom(table).selectAll().execute());

    await server.pressButton(links.withdraw!);
    assert.deepEqual(await partnerSees(), ['staying']);
    for (const [table, rows] of backup) {
      await storage.db.deleteFrom(table).execute();
      if (rows.length === 0) continue;
      await storage.db
        .insertInto(table)
        .values(rows as never)
        .execute();
    }
    assert.deepEqual(await partnerSees(), ['staying', 'willing']);
    assert.ok(await replayWithdrawals(storage, withdrawalLog));
    assert.deepEqual(await partnerSees(), ['staying']);
  });

  it('when an address is erased', async (t) => {
    const { context, partnerSees } = await startSigned(t);
    await eraseAddress(context, 'willing@example.org');
    assert.deepEqual(await partnerSees(), []);
  });

  it('when a day is purged', async (t) => {
    const { context, partnerSees } = await startSigned(t);
    await purgeMatching(context.storage, { petitionId: 1, since: '2000-01-01', partner: PARTNER });
    assert.deepEqual(await partnerSees(), []);
  });

  it('when signatures are moved: into files of their own for the partners, without a trace here', async (t) => {
    const server = await startSigned(t);
    const { storage } = server.context;
    const folder = temporaryFolder(t);
    await server.load([{ ...PETITION, status: 'closed' }]);
    const [petition] = await findErasable(storage, '9999-12-31');
    const { file, partnerFiles, erased } = await moveSignatures(folder, storage, petition!, '9999-12-31');
    await eraseRelated(storage, petition!, '9999-12-31');
    assert.equal(erased, 4);
    assert.deepEqual(await open(readFileSync(file), server.identity), [
      'elsewhere',
      'nowhere',
      'unwilling',
      'willing',
    ]);
    const [forPartner, forOther] = partnerFiles.map((name) => readFileSync(name));
    assert.match(partnerFiles[0]!, /keep-the-library\.harbour-aid\.\d{4}-\d\d-\d\d\.sealed$/);
    assert.deepEqual(await open(forPartner!, partnerIdentity), ['willing']);
    assert.deepEqual(await open(forOther!, otherIdentity), ['elsewhere']);
    assert.deepEqual(await server.partnerSees(), []);
    assert.equal(await deleteUnusedDataKeys(storage, '9999-12-31'), 3);
  });
});
