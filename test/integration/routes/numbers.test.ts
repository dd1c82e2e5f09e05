import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createPartnerLink, revokePartnerLinks } from '../../../server/accounts/partner-links.ts';
import { DAY_MS, utcDay } from '../../../server/lib/time.ts';
import { onlyOnce } from '../../support/database.ts';
import { signatureRow } from '../../support/rows.ts';
import { PETITIONS, start } from '../../support/server.ts';

const SLUG = 'keep-the-library';
const PARTNER = 'harbour-aid';

async function setUp(t: TestContext) {
  const server = await start(t);
  const { storage } = server.context;
  const sign = (daysAgo: number, partner: string | null, count: number) =>
    storage.store({
      signatures: Array.from({ length: count }, () =>
        signatureRow({ signed_on: utcDay(Date.now() - daysAgo * DAY_MS), partner }),
      ).sort((a, b) => Buffer.compare(a.signer_key, b.signer_key)),
      requests: [],
    });
  await sign(9, PARTNER, 1_200);
  await sign(2, PARTNER, 30);
  await sign(0, PARTNER, 4);
  await sign(0, 'open-gate', 999);
  const token = await createPartnerLink(storage, SLUG, PARTNER, 'test');
  return { ...server, storage, token };
}

describe('a partner’s link to its numbers', () => {
  it('shows what was signed through it, per day, and nothing of others', async (t) => {
    const { get, token } = await setUp(t);
    const response = await get(`/numbers/${token}`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Cache-Control'), 'no-store');
    assert.equal(response.headers.get('Referrer-Policy'), 'no-referrer');
    const page = (await response.text()).replace(/\s+/g, ' ');
    assert.match(page, /<h1>Signatures through <bdi>Harbour Aid<\/bdi><\/h1>/);
    assert.match(page, /<dt>In all<\/dt><dd>1,234<\/dd>.*<dt>Today<\/dt><dd>4<\/dd>.*<dd>34<\/dd>/);
    assert.equal(page.match(/<rect /g)!.length, 10);
    assert.match(page, /Most signed on [^:]+: 1,200\./);
    assert.equal(page.match(/<tr><td>/g)!.length, 10);
    assert.match(page, /<meta name="robots" content="noindex">/);
    // The stylesheet has numbers of its own.
    assert.doesNotMatch(page.replace(/<style>.*?<\/style>/, ''), /999|open-gate|Open Gate/);
    assert.match(await (await get(`/numbers/${token}?lang=es`)).text(), /Firmas a través de/);
    const german = await (await get(`/numbers/${token}?lang=de`)).text();
    assert.match(german, /<html lang="de".*Unterschriften über.*Keep the library open/s);
  });

  it('ends when it is revoked, when the partner is removed, and if it was made up', async (t) => {
    const { get, token, storage, load } = await setUp(t);
    const second = await createPartnerLink(storage, SLUG, PARTNER, 'test');
    const status = async (of: string) => (await get(`/numbers/${of}`)).status;
    assert.deepEqual(
      [await status(token), await status(second), await status('A'.repeat(43))],
      [200, 200, 404],
    );
    await load([{ ...PETITIONS[0]!, partners: { 'open-gate': 'Open Gate Network' } }]);
    assert.equal(await status(token), 404);
    await load([PETITIONS[0]!]);
    assert.equal(await status(token), 200);
    assert.equal(await revokePartnerLinks(storage, SLUG, PARTNER, 'test'), 2);
    assert.deepEqual([await status(token), await status(second)], [404, 404]);
    const stored = await storage.db
      .selectFrom('audit_entry')
      .select(['action', 'detail'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      stored.map(({ action, detail }) => [action, detail]),
      [
        ['partner-link.create', PARTNER],
        ['partner-link.create', PARTNER],
        ['partner-link.revoke', PARTNER],
      ],
    );
  });

  it('says so before the first signature, in numbers of today', onlyOnce, async (t) => {
    const { get, storage } = await setUp(t);
    const token = await createPartnerLink(storage, SLUG, 'open-gate', 'test');
    await storage.db.deleteFrom('signed_day').execute();
    const page = await (await get(`/numbers/${token}`)).text();
    assert.match(page, /Nobody has signed through your organization yet\./);
    assert.doesNotMatch(page, /<svg|NaN/);
  });
});
