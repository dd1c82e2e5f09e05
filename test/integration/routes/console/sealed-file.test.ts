import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SealedFileReader } from '../../../../server/archive/sealed-file-reader.ts';
import { SignatureDecryptor } from '../../../../server/archive/signature-decryptor.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { PERSON, start } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const PARTNER = 'harbour-aid';

async function setUp(t: TestContext) {
  const server = await start(t);
  for (const [email, partner] of [
    ['ana@example.org', undefined],
    ['ben@example.org', PARTNER],
    ['cy@example.org', 'open-gate'],
  ] as const) {
    const response = await server.sign(SLUG, { ...PERSON, email, ...(partner && { partner }) });
    assert.equal(response.status, 202);
  }
  await server.context.petitions.refresh();
  const organizer = createConsoleClient(server);
  await organizer.signUp('Irena');
  const partner = createConsoleClient(server);
  await partner.signUp('Aid', { role: 'partner', slug: SLUG, partner: PARTNER });
  /** The addresses in a file, opened with the identity. */
  const open = async (response: Response) => {
    assert.equal(response.status, 200, await response.clone().text());
    const bytes = Buffer.from(await response.arrayBuffer());
    const reader = await SealedFileReader.open(
      (async function* () {
        yield bytes;
      })(),
      'the file',
    );
    const decryptor = new SignatureDecryptor(reader.header.petitionId, [server.identity]);
    const emails: unknown[] = [];
    for await (const { dataKeys, rows } of reader.pages()) {
      for (const dataKey of dataKeys) decryptor.addDataKey(dataKey);
      for (const row of rows) {
        const signature = await decryptor.decrypt(row);
        assert.ok(typeof signature === 'object', String(signature));
        emails.push(signature.email);
      }
    }
    assert.deepEqual(reader.problems(), []);
    return { emails: emails.sort(), bytes };
  };
  return { ...server, organizer, partner, open };
}

describe('the sealed file of a petition', () => {
  it('has all signatures, unreadable without the identity, and is in the log of changes', async (t) => {
    const { organizer, open } = await setUp(t);
    const response = await organizer.get(`/petitions/${SLUG}/signatures.sealed`);
    assert.equal(response.headers.get('Content-Disposition'), `attachment; filename="${SLUG}.sealed"`);
    assert.equal(response.headers.get('X-Signatures'), '3');
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    const { emails } = await open(response);
    assert.deepEqual(emails, ['ana@example.org', 'ben@example.org', 'cy@example.org']);
    const [latest] = await organizer.read<{ account: string; action: string; petition: string }[]>('/audit');
    assert.deepEqual(
      [latest!.account, latest!.action, latest!.petition],
      ['Irena', 'signatures.download', SLUG],
    );
  });

  it('has a partner’s or later signatures only, on request', async (t) => {
    const { organizer, open } = await setUp(t);
    const read = async (query: string) =>
      (await open(await organizer.get(`/petitions/${SLUG}/signatures.sealed?${query}`))).emails;
    assert.deepEqual(await read('partner=open-gate'), ['cy@example.org']);
    assert.deepEqual(await read('since=2100-01-01'), []);
    for (const query of ['partner=nobody', 'since=2027-02-30', 'since=']) {
      assert.equal((await organizer.get(`/petitions/${SLUG}/signatures.sealed?${query}`)).status, 400, query);
    }
  });

  it('has a partner’s own signatures only, whatever it asks for', async (t) => {
    const { partner, open } = await setUp(t);
    for (const query of ['', '?partner=open-gate']) {
      const { emails } = await open(await partner.get(`/petitions/${SLUG}/signatures.sealed${query}`));
      assert.deepEqual(emails, ['ben@example.org']);
    }
    assert.equal((await partner.get('/petitions/mend-the-bridge/signatures.sealed')).status, 404);
  });

  it('tells a partner nothing of the others, not even who they are', async (t) => {
    const { partner } = await setUp(t);
    const response = await partner.get(`/petitions/${SLUG}/signatures.sealed`);
    assert.equal(response.headers.get('X-Signatures'), '1');
    const [header] = (await response.text()).split('\n', 1);
    assert.deepEqual((JSON.parse(header!) as { partners: string[] }).partners, [PARTNER]);
  });
});
