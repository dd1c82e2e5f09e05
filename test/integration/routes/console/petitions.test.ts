import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ConsolePetition, Growth } from '../../../../common/console.ts';
import { DAY_MS, utcDay } from '../../../../server/lib/time.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { signatureRow } from '../../../support/rows.ts';
import { PETITIONS, start } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const PARTNER = 'harbour-aid';
const DRAFT = { ...PETITIONS[1]!, slug: 'not-yet', status: 'draft' };
const daysAgo = (days: number) => utcDay(Date.now() - days * DAY_MS);

async function setUp(t: TestContext) {
  const server = await start(t, { petitions: [...PETITIONS, DRAFT] });
  const { storage } = server.context;
  const sign = async (day: string, partner: string | null, count: number) => {
    const rows = Array.from({ length: count }, () => signatureRow({ signed_on: day, partner }));
    await storage.store({
      signatures: rows.sort((a, b) => Buffer.compare(a.signer_key, b.signer_key)),
      requests: [],
    });
  };
  await sign(daysAgo(40), null, 3);
  await sign(daysAgo(6), PARTNER, 2);
  await sign(daysAgo(0), null, 4);
  await sign(daysAgo(0), PARTNER, 1);
  await sign(daysAgo(0), 'open-gate', 5);
  await server.context.petitions.refresh();
  const organizer = createConsoleClient(server);
  await organizer.signUp('Irena');
  const partner = createConsoleClient(server);
  await partner.signUp('Aid', { role: 'partner', slug: SLUG, partner: PARTNER });
  return { ...server, organizer, partner };
}

describe('the list of petitions in the console', () => {
  it('has all, drafts included, with their count, today, and the last days', async (t) => {
    const { organizer } = await setUp(t);
    const petitions = await organizer.read<ConsolePetition[]>('/petitions');
    assert.deepEqual(
      petitions.map(({ slug, status }) => [slug, status]),
      [...PETITIONS.map(({ slug, status }) => [slug, status ?? 'open']), ['not-yet', 'draft']],
    );
    const [{ days, ...first }] = petitions as [ConsolePetition];
    assert.deepEqual(first, {
      slug: SLUG,
      title: 'Keep the library open',
      target: null,
      status: 'open',
      victory: false,
      count: 8889 + 15,
      goal: 9000,
      today: 10,
      lastSevenDays: 12,
      preview: null,
      partners: PETITIONS[0]!.partners,
      partnersWithRecipient: [],
    });
    assert.equal(days.length, 30);
    assert.deepEqual(days.at(-1), { day: daysAgo(0), signed: 10 });
    assert.deepEqual(days.at(-7), { day: daysAgo(6), signed: 2 });
  });

  it('has a partner’s own petition only, with its own numbers', async (t) => {
    const { partner } = await setUp(t);
    const petitions = await partner.read<ConsolePetition[]>('/petitions');
    const [{ days, ...own }] = petitions as [ConsolePetition];
    assert.equal(petitions.length, 1);
    assert.deepEqual(own, {
      slug: SLUG,
      title: 'Keep the library open',
      target: null,
      status: 'open',
      victory: false,
      count: 3,
      goal: null,
      today: 1,
      lastSevenDays: 3,
      preview: null,
      partners: { [PARTNER]: 'Harbour Aid' },
      partnersWithRecipient: [],
    });
    assert.deepEqual(days.at(-1), { day: daysAgo(0), signed: 1 });
  });
});

describe('growth', () => {
  it('has every day since the first, with partners, the last 72 hours, and what came before', async (t) => {
    const { organizer } = await setUp(t);
    const { days, hours, earlier } = await organizer.read<Growth>(`/petitions/${SLUG}/growth`);
    assert.equal(days.length, 41);
    assert.deepEqual(days[0], { day: daysAgo(40), signed: 3, partners: {} });
    assert.deepEqual(days[1], { day: daysAgo(39), signed: 0, partners: {} });
    assert.deepEqual(days.at(-1), {
      day: daysAgo(0),
      signed: 10,
      partners: { [PARTNER]: 1, 'open-gate': 5 },
    });
    assert.equal(hours.length, 72);
    // All were stored within this hour, or the one that has just ended.
    assert.equal(
      hours.slice(-2).reduce((sum, { signed }) => sum + signed, 0),
      15,
    );
    assert.equal(earlier, 8889);
  });

  it('is a partner’s own only, and nobody’s before the first signature', async (t) => {
    const { partner, organizer } = await setUp(t);
    const { days, hours, earlier } = await partner.read<Growth>(`/petitions/${SLUG}/growth`);
    assert.equal(days.length, 7);
    assert.deepEqual(days[0], { day: daysAgo(6), signed: 2, partners: { [PARTNER]: 2 } });
    assert.deepEqual([hours, earlier], [[], 0]);
    for (const slug of ['mend-the-bridge', 'not-yet', 'nothing']) {
      assert.equal((await partner.get(`/petitions/${slug}/growth`)).status, 404, slug);
    }
    assert.deepEqual((await organizer.read<Growth>('/petitions/not-yet/growth')).days, []);
  });
});
