import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DAY_MS, HOUR_MS, utcDay, utcHour } from '../../../server/lib/time.ts';
import { purgeMatching } from '../../../server/petitions/purge.ts';
import { GrowthRows } from '../../../server/signatures/growth.ts';
import { recount } from '../../../server/signatures/recount.ts';
import type { PetitionStorage } from '../../../server/storage/open.ts';
import { onlyOnce } from '../../support/database.ts';
import { startWithEmail } from '../../support/emails.ts';
import { signatureRow } from '../../support/rows.ts';
import { PERSON, start, type TestServer } from '../../support/server.ts';

const SLUG = 'mend-the-bridge';
const PARTNER = 'harbour-aid';
const PETITION_ID = 2;
const PETITION = {
  slug: SLUG,
  creator: 'Friends of the Bridge',
  partners: { [PARTNER]: 'Harbour Aid' },
  texts: { en: { title: 'Mend the bridge', text: 'It sways.' } },
};
const OTHER = { ...PETITION, slug: 'other', partners: {} };

/** The numbers above 0: `day partner` → signatures. */
async function daysOf({ db }: PetitionStorage) {
  const rows = await db
    .selectFrom('signed_day')
    .select(['day', 'partner', 'signed'])
    .where('petition_id', '=', PETITION_ID)
    .where('signed', '<>', 0)
    .orderBy('day')
    .orderBy('partner')
    .execute();
  return Object.fromEntries(rows.map(({ day, partner, signed }) => [`${day} ${partner}`.trim(), signed]));
}

async function hoursOf({ db }: PetitionStorage) {
  const rows = await db
    .selectFrom('signed_hour')
    .select(['hour', 'signed'])
    .where('petition_id', '=', PETITION_ID)
    .where('signed', '<>', 0)
    .orderBy('hour')
    .execute();
  return Object.fromEntries(rows.map(({ hour, signed }) => [hour, signed]));
}

const startServer = (t: TestContext) => start(t, { petitions: [OTHER, PETITION] });
const signers = (count: number, values: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ ...PERSON, email: `p${index}@example.org`, ...values }));

async function signAll(server: TestServer, people: readonly object[]) {
  for (const person of people) assert.equal((await server.sign(SLUG, person)).status, 202);
}

/** Fails if the numbers don't add up to the stored signatures. */
async function assertConsistent(storage: PetitionStorage) {
  const { counter, stored, byDay, daysTooLow } = await recount(storage, PETITION_ID);
  assert.deepEqual({ stored, byDay, daysTooLow }, { stored: counter, byDay: counter, daysTooLow: 0 });
}

describe('growth', () => {
  it('is counted per day and partner, and per hour, with the signatures', async (t) => {
    const server = await startServer(t);
    const { storage } = server.context;
    await signAll(server, [...signers(2), ...signers(5, { partner: PARTNER }).slice(2)]);
    await signAll(server, signers(1, { partner: PARTNER }));
    const today = utcDay();
    assert.deepEqual(await daysOf(storage), { [today]: 2, [`${today} ${PARTNER}`]: 3 });
    // The hour may have changed in the meantime.
    const hours = Object.values(await hoursOf(storage));
    assert.equal(
      hours.reduce((sum, signed) => sum + signed, 0),
      5,
    );
    await assertConsistent(storage);
  });

  it('is the same in a copy of the database whether or not a person had signed before', async (t) => {
    const server = await startServer(t);
    const { storage } = server.context;
    await new GrowthRows(storage).prepare();
    await signAll(server, signers(1));
    const rows = async () => {
      const days = await storage.db.selectFrom('signed_day').selectAll().execute();
      const hours = await storage.db.selectFrom('signed_hour').select(['petition_id', 'signed']).execute();
      // In any order: PostgreSQL moves a row that is written.
      return [...days, ...hours].map((row) => JSON.stringify(row)).sort();
    };
    const before = await rows();
    await signAll(server, signers(1, { partner: PARTNER }));
    assert.deepEqual(await rows(), before);
  });

  it('is subtracted from its day and partner when somebody withdraws, and from an hour of that day', async (t) => {
    const server = await startWithEmail(t, SLUG, { petitions: [OTHER, PETITION] });
    const { storage } = server.context;
    const [first] = signers(1, { partner: PARTNER });
    const email = await server.signAndConfirm(first);
    await server.signAndConfirm(signers(2)[1]);
    const total = async () => Object.values(await hoursOf(storage)).reduce((sum, signed) => sum + signed, 0);
    const today = utcDay();
    assert.deepEqual(await daysOf(storage), { [today]: 1, [`${today} ${PARTNER}`]: 1 });
    assert.equal(await total(), 2);
    for (let press = 0; press < 2; press++) {
      assert.equal((await server.pressButton(email.links.withdraw!)).status, 200);
      assert.deepEqual(await daysOf(storage), { [today]: 1 });
      assert.equal(await total(), 1);
      await assertConsistent(storage);
    }
  });

  it('is subtracted when signatures are purged, from the hours in which most signed', async (t) => {
    const { context } = await startServer(t);
    const { storage } = context;
    const rows = (count: number, signed_on: string) =>
      Array.from({ length: count }, () => signatureRow({ petition_id: PETITION_ID, signed_on })).sort(
        (a, b) => Buffer.compare(a.signer_key, b.signer_key),
      );
    await storage.store({ signatures: rows(40, '2031-02-03'), requests: [] });
    await storage.store({ signatures: rows(700, '2031-02-04'), requests: [] });
    await storage.db.deleteFrom('signed_hour').execute();
    const hours = { '2031-02-03T23': 40, '2031-02-04T01': 200, '2031-02-04T02': 450, '2031-02-04T03': 50 };
    await storage.db
      .insertInto('signed_hour')
      .values(Object.entries(hours).map(([hour, signed]) => ({ petition_id: PETITION_ID, hour, signed })))
      .execute();
    await purgeMatching(storage, { petitionId: PETITION_ID, since: '2031-02-04' });
    assert.deepEqual(await daysOf(storage), { '2031-02-03': 40 });
    assert.deepEqual(await hoursOf(storage), { '2031-02-03T23': 40 });
    await assertConsistent(storage);
  });

  it('has a row for every open petition, partner, and day to come, so that a row says nothing', async (t) => {
    const { context } = await startServer(t);
    const { db } = context.storage;
    const now = Date.parse('2031-02-03T23:30:00Z');
    const rows = new GrowthRows(context.storage);
    await rows.prepare(now);
    const of = (day: string) =>
      db.selectFrom('signed_day').select(['petition_id', 'partner', 'signed']).where('day', '=', day);
    for (const day of ['2031-01-04', '2031-02-03', '2031-02-04']) {
      assert.deepEqual(await of(day).orderBy('petition_id').orderBy('partner').execute(), [
        { petition_id: 1, partner: '', signed: 0 },
        { petition_id: PETITION_ID, partner: '', signed: 0 },
        { petition_id: PETITION_ID, partner: PARTNER, signed: 0 },
      ]);
    }
    const hours = () => db.selectFrom('signed_hour').select('hour').distinct().orderBy('hour').execute();
    const isKept = ({ hour }: { hour: string }) => hour.startsWith('2031');
    assert.deepEqual((await hours()).filter(isKept), [{ hour: '2031-02-03T23' }, { hour: '2031-02-04T00' }]);
    await rows.prepare(now + 2 * DAY_MS);
    assert.equal((await hours()).filter(isKept).length, 4);
    await rows.prepare(now + 3 * DAY_MS + 2 * HOUR_MS);
    assert.deepEqual((await hours()).filter(isKept)[0], { hour: utcHour(now + 2 * DAY_MS) });
  });

  it('is told on the page and by the API from ten on, rounded', onlyOnce, async (t) => {
    const server = await startServer(t);
    const { petitions } = server.context;
    const momentum = async () => {
      await petitions.refresh();
      const petition = await (await server.get(`/v1/petitions/${SLUG}`)).json();
      const page = await (await server.get(`/p/${SLUG}`)).text();
      assert.equal(page.includes('signed today'), petition.captions.signedToday !== null);
      assert.equal(petition.hasDetails, petition.captions.signedToday !== null);
      return petition.captions.signedToday;
    };
    await signAll(server, signers(9));
    assert.equal(await momentum(), null);
    await signAll(server, signers(14));
    assert.equal(await momentum(), 'At least 10 people signed today');
  });
});
