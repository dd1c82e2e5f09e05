// Runs once: the sealed file doesn't depend on the database.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { readIdentities } from '../../../server/crypto/identities.ts';
import { ActionNetwork } from '../../../server/forward/action-network.ts';
import { type ForwardTotals, forwardSignatures } from '../../../server/forward/forward-signatures.ts';
import type { RetryOptions } from '../../../server/forward/retry.ts';
import { FileSource, ServerSource } from '../../../server/forward/source.ts';
import type { Target } from '../../../server/forward/target.ts';
import { Webhook } from '../../../server/forward/webhook.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, utcDay } from '../../../server/lib/time.ts';
import { startActionNetwork } from '../../support/action-network.ts';
import { freePort } from '../../support/free-port.ts';
import { startSignatureReceiver } from '../../support/signature-receiver.ts';
import type { Signed } from '../../support/signed.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assertNamesNobody, SLUG, signedPetition } from '../cli/exports.ts';

const SIGNED: Signed[] = [
  {
    givenName: 'Siobhán',
    familyName: "O'Brien",
    email: 'siobhan@example.org',
    contact: true,
    comment: 'Yes.',
  },
  { givenName: 'Sukarno', email: 'sukarno@example.org', country: 'ID', postalCode: '10110', contact: true },
  {
    givenName: 'Late',
    email: 'late@example.org',
    contact: true,
    signedOn: '2026-02-02',
    partner: 'harbour-aid',
  },
  { givenName: 'Unwilling', email: 'unwilling@example.org' },
];

/** A clock on which only waiting takes time, and no time passes meanwhile. */
function testClock() {
  const start = Date.now();
  let offset = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => start + offset,
    advance: (ms: number) => (offset += ms),
    sleep: async (ms: number) => {
      sleeps.push(ms);
      offset += ms;
    },
  };
}

async function setUp(t: TestContext, signatures = SIGNED, { isPatient = false } = {}) {
  const { run, keep, identity } = await signedPetition(t, signatures);
  const file = keep('sealed', (await run('--sealed')).stdout);
  const state = join(temporaryFolder(t), 'state');
  const clock = testClock();
  const reports: string[] = [];
  const retrying: RetryOptions = { clock, isPatient, report: (line) => reports.push(line) };
  const identities = await readIdentities(identity);
  const forward = async (target: Target, more: { since?: string; includeWithoutConsent?: boolean } = {}) => {
    const totals: ForwardTotals = {
      slug: '',
      forwarded: 0,
      before: 0,
      withoutConsent: 0,
      problems: [],
      state: '',
    };
    const { includeWithoutConsent = false, since = null } = more;
    await target.prepare();
    await forwardSignatures(
      {
        source: new FileSource(file),
        target,
        identities,
        includeWithoutConsent,
        since,
        stateFile: state,
        progress: { start: async () => {}, advance: () => {}, stop: () => {} },
        signal: new AbortController().signal,
      },
      totals,
    );
    return totals;
  };
  return { file, state, clock, reports, retrying, forward, identity };
}

describe('forwarding to a webhook', () => {
  it('sends one verifiable event for each person who agreed, with the consent, and none twice', async (t) => {
    const { forward, retrying, state } = await setUp(t);
    const { url, secret, events } = await startSignatureReceiver(t);
    const target = new Webhook(url, secret, retrying);
    const totals = await forward(target);
    assert.deepEqual(
      [totals.forwarded, totals.before, totals.withoutConsent, totals.problems],
      [3, 0, 1, []],
    );
    const late = events.find(({ data }) => data.givenName === 'Late')!;
    const { consentVersion, ...data } = late.data;
    assert.match(String(consentVersion), /\S/);
    assert.deepEqual([late.type, late.timestamp], ['signature.created', '2026-02-02T00:00:00Z']);
    assert.deepEqual(data, {
      id: late.id,
      petition: SLUG,
      mayContact: true,
      givenName: 'Late',
      familyName: null,
      email: 'late@example.org',
      postalCode: null,
      country: null,
      comment: null,
      display: false,
      contact: true,
      partnerContact: false,
      consentLang: 'en',
      partner: 'harbour-aid',
      signedOn: '2026-02-02',
    });
    const again = await forward(target);
    assert.deepEqual([again.forwarded, again.before], [0, 3]);
    assert.equal(events.length, 3);
    assert.equal(new Set(events.map(({ id }) => id)).size, 3);
    assert.equal(statSync(state).mode & 0o777, 0o600);
    assertNamesNobody(readFileSync(state, 'utf8'), SIGNED);
  });

  it('includes the others only on request, and says that they did not agree', async (t) => {
    const { forward, retrying } = await setUp(t);
    const { url, secret, events } = await startSignatureReceiver(t);
    const totals = await forward(new Webhook(url, secret, retrying), { includeWithoutConsent: true });
    assert.deepEqual([totals.forwarded, totals.withoutConsent], [4, 0]);
    const unwilling = events.find(({ data }) => data.givenName === 'Unwilling')!;
    assert.deepEqual([unwilling.data.mayContact, unwilling.data.contact], [false, false]);
  });

  it('can be limited to signatures from a day on', async (t) => {
    const { forward, retrying } = await setUp(t);
    const { url, secret, events } = await startSignatureReceiver(t);
    await forward(new Webhook(url, secret, retrying), { since: '2026-02-01' });
    assert.deepEqual(
      events.map(({ data }) => data.givenName),
      ['Late'],
    );
  });

  it('gives the same ID to a signature whose state file was lost', async (t) => {
    const { forward, retrying, state } = await setUp(t);
    const { url, secret, events } = await startSignatureReceiver(t);
    await forward(new Webhook(url, secret, retrying));
    writeFileSync(state, `${readFileSync(state, 'utf8').split('\n')[0]}\nhalf a li`);
    await forward(new Webhook(url, secret, retrying));
    assert.equal(events.length, 6);
    assert.equal(new Set(events.map(({ id }) => id)).size, 3);
  });

  it('waits as long as Retry-After says, and repeats with the same ID after a broken connection', async (t) => {
    const { forward, retrying, clock } = await setUp(t);
    const statuses = [429, 503, undefined];
    const { url, secret, events } = await startSignatureReceiver(t, {
      headers: { 'Retry-After': '40' },
      onEvent: (count, response) => {
        // The event has arrived, but the answer has not.
        if (count === 4) response.destroy();
        return statuses[count - 1];
      },
    });
    const totals = await forward(new Webhook(url, secret, retrying));
    assert.equal(totals.forwarded, 3);
    assert.equal(clock.sleeps.filter((ms) => ms === 40 * SECOND_MS).length, 2);
    assert.equal(events.length, 4);
    assert.equal(new Set(events.map(({ id }) => id)).size, 3);
  });

  it('stops with a message if the target stays down, and goes on the next day', async (t) => {
    const { forward, retrying, clock } = await setUp(t);
    let isDown = true;
    const { url, secret, events } = await startSignatureReceiver(t, {
      onEvent: (count) => (isDown && count > 1 ? 503 : undefined),
    });
    const target = new Webhook(url, secret, retrying);
    await assert.rejects(
      forward(target),
      /The webhook at \S+ has trouble \(503\)\. Run the same command again later: it goes on where it stopped, and sends nothing twice\./,
    );
    const waited = clock.sleeps.reduce((sum, ms) => sum + ms);
    assert.ok(waited > 5 * MINUTE_MS && waited <= 15 * MINUTE_MS);
    assert.equal(events.length, 1);
    isDown = false;
    // The receiver has a clock of its own.
    clock.advance(-waited);
    const { before, forwarded } = await forward(target);
    assert.deepEqual([before, forwarded], [1, 2]);
    assert.equal(new Set(events.map(({ id }) => id)).size, 3);
  });

  it('outlasts a day without the target if it is patient, and says so twice', async (t) => {
    const { forward, retrying, clock, reports } = await setUp(t, SIGNED.slice(0, 1), { isPatient: true });
    let waited = 0;
    const target = new Webhook(`http://127.0.0.1:${await freePort()}/`, `whsec_${'A'.repeat(32)}`, {
      ...retrying,
      clock: {
        ...clock,
        sleep: async (ms) => {
          await clock.sleep(ms);
          waited += ms;
          if (waited > 25 * HOUR_MS) throw new Error('enough');
        },
      },
    });
    await assert.rejects(forward(target), /enough/);
    assert.equal(reports.length, 2);
    assert.match(reports[0]!, /can't be reached \(ECONNREFUSED\)\. Trying again until it answers/);
  });

  it('says how wrong this machine’s clock is', async (t) => {
    const { forward, retrying, clock } = await setUp(t);
    const { url, secret, count } = await startSignatureReceiver(t);
    clock.advance(20 * MINUTE_MS);
    await assert.rejects(
      forward(new Webhook(url, secret, retrying)),
      /this machine's clock is 20 minutes ahead of the target's\. Receivers accept five minutes\. Set the clock/,
    );
    assert.equal(count(), 1);
  });

  it('sends nothing more if the first five are refused, as with a wrong secret', async (t) => {
    const { forward, retrying } = await setUp(
      t,
      Array.from({ length: 7 }, (_, index) => ({ ...SIGNED[0], email: `${index}@example.org` })),
    );
    const { url, count } = await startSignatureReceiver(t);
    await assert.rejects(
      forward(new Webhook(url, `whsec_${'A'.repeat(32)}`, retrying)),
      /The first 5 signatures were each refused by the webhook with 400\. Nothing more is sent\. Compare key, secret, and address/,
    );
    assert.equal(count(), 5);
  });

  for (const [status, message] of [
    [401, /doesn't accept the signature \(401\)\. Compare WEBHOOK_SECRET/],
    [404, /doesn't exist \(404\)/],
    [410, /doesn't exist anymore \(410\)/],
    [302, /redirects to another address\. That is not followed/],
  ] as const) {
    it(`says what to do about an answer with ${status}`, async (t) => {
      const { forward, retrying } = await setUp(t);
      const { url, secret, count } = await startSignatureReceiver(t, { onEvent: () => status });
      await assert.rejects(forward(new Webhook(url, secret, retrying)), message);
      assert.equal(count(), 1);
    });
  }

  it('counts what the target refuses, sends the others, and tries again the next time', async (t) => {
    const { forward, retrying } = await setUp(t);
    const { url, secret, events } = await startSignatureReceiver(t, {
      onEvent: (count) => (count === 2 ? 422 : undefined),
    });
    const target = new Webhook(url, secret, retrying);
    const totals = await forward(target);
    assert.equal(totals.forwarded, 2);
    assert.match(
      totals.problems.join('\n'),
      /^Skipped 1 signature: refused by the webhook with 422\. Signer keys: \w+…$/,
    );
    assert.equal((await forward(target)).forwarded, 1);
    assert.equal(events.length, 3);
  });

  it('refuses addresses without TLS and secrets that are too short', async (t) => {
    const { retrying } = await setUp(t, []);
    const secret = `whsec_${'A'.repeat(32)}`;
    for (const [url, key, message] of [
      ['http://crm.example.org/', secret, /must start with https:\/\//],
      ['https://user:password@crm.example.org/', secret, /must not contain a password/],
      ['crm.example.org', secret, /must be an address that starts with https:\/\//],
      ['https://crm.example.org/', 'secret', /WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes/],
    ] as const) {
      assert.throws(() => new Webhook(url, key, retrying), message);
    }
  });
});

describe('the state file', () => {
  it('is for one petition, one target, and one identity', async (t) => {
    const { forward, retrying, state } = await setUp(t);
    const { url, secret } = await startSignatureReceiver(t);
    await forward(new Webhook(url, secret, retrying));
    await assert.rejects(
      forward(new Webhook(`${url}?other`, secret, retrying)),
      /state is about another petition or target\. Name another file with --state/,
    );
    const header = JSON.parse(readFileSync(state, 'utf8').split('\n')[0]!);
    writeFileSync(state, `${JSON.stringify({ ...header, identity: 'age1other…000000' })}\n`);
    await assert.rejects(
      forward(new Webhook(url, secret, retrying)),
      /was started with the identity of age1other…000000\. Add that identity/,
    );
    writeFileSync(state, 'a shopping list\n');
    await assert.rejects(
      forward(new Webhook(url, secret, retrying)),
      /is not a state file of `petitions forward`/,
    );
  });

  it('is used by one process at a time, and survives one that was killed', async (t) => {
    const { forward, retrying, state } = await setUp(t);
    const { url, secret } = await startSignatureReceiver(t);
    writeFileSync(`${state}.lock`, String(process.ppid));
    await assert.rejects(
      forward(new Webhook(url, secret, retrying)),
      new RegExp(`Another \`petitions forward\` \\(process ${process.ppid}\\) uses`),
    );
    // No process has this number.
    writeFileSync(`${state}.lock`, '4194305');
    assert.equal((await forward(new Webhook(url, secret, retrying))).forwarded, 3);
  });
});

describe('the source of signatures', () => {
  it('is read again only if the file changed', async (t) => {
    const { file } = await setUp(t);
    const source = new FileSource(file);
    assert.equal(await source.refresh(), true);
    assert.equal(await source.refresh(), false);
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
    assert.equal(await source.refresh(), true);
  });

  it('is read whole once a day from a server, and from 32 days ago in between', async (t) => {
    const { file, retrying, clock } = await setUp(t);
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url!);
      const expiresOn = '9999-12-31';
      if (request.headers.authorization !== 'Bearer petitions_x') response.writeHead(401).end();
      else if (paths.length === 2) response.writeHead(503).end();
      else if (request.url !== '/api/v1/token') response.end(readFileSync(file));
      else response.end(JSON.stringify({ name: 'x', scope: 'sealed', petition: SLUG, expiresOn }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const copy = `${file}.copy`;
    const source = new ServerSource(address, 'petitions_x', copy, '', retrying);
    const query = async () => {
      await source.refresh();
      assert.equal((await source.open()).header.slug, SLUG);
      return paths.at(-1)!.split('?')[1];
    };
    assert.equal(await query(), undefined);
    assert.equal(statSync(copy).mode & 0o777, 0o600);
    assert.equal(await query(), `since=${utcDay(clock.now() - 32 * DAY_MS)}`);
    clock.advance(DAY_MS);
    assert.equal(await query(), undefined);
    const early = new ServerSource(address, 'petitions_x', copy, '2026-02-01', retrying);
    await early.refresh();
    assert.equal(paths.at(-1)!.split('?')[1], 'since=2026-02-01');
    source.close();
    assert.equal(existsSync(copy), false);
    await assert.rejects(
      new ServerSource(address, 'petitions_y', copy, '', retrying).refresh(),
      /doesn't accept the token in PETITIONS_TOKEN/,
    );
  });
});

describe('forwarding to Action Network', () => {
  it('records each signature in the shape that it accepts, four a second at most', async (t) => {
    const { forward, retrying, clock } = await setUp(t);
    const { url, key, petition, people, refused } = await startActionNetwork(t);
    const target = new ActionNetwork(petition, key, retrying, url);
    assert.equal((await forward(target, { includeWithoutConsent: true })).forwarded, 4);
    assert.deepEqual(refused, []);
    const { custom_fields, ...siobhan } = people.get('siobhan@example.org')!.person;
    assert.deepEqual(siobhan, {
      given_name: 'Siobhán',
      family_name: "O'Brien",
      email_addresses: [{ address: 'siobhan@example.org', status: 'subscribed' }],
    });
    assert.equal(custom_fields!.petition_consent, 'yes');
    assert.equal(custom_fields!.petition_signed_on, '2026-01-01');
    assert.match(custom_fields!.petition_consent_version!, /\S/);
    assert.equal(people.get('siobhan@example.org')!.comments, 'Yes.');
    assert.deepEqual(people.get('late@example.org')!['action_network:referrer_data'], {
      source: 'harbour-aid',
    });
    assert.deepEqual(people.get('sukarno@example.org')!.person.postal_addresses, [
      { postal_code: '10110', country: 'ID' },
    ]);
    const unwilling = people.get('unwilling@example.org')!.person;
    assert.equal(unwilling.email_addresses[0]!.status, 'unsubscribed');
    assert.equal(unwilling.custom_fields!.petition_consent, 'no');
    // Six requests: two checks, and four signatures.
    assert.equal(clock.sleeps.filter((ms) => ms === 260).length, 5);
  });

  it('waits if it is asked to slow down, and changes nothing by a repeated signature', async (t) => {
    const { forward, retrying, clock } = await setUp(t);
    const { url, key, petition, people } = await startActionNetwork(t, {
      onSignature: (count) => (count === 2 ? 429 : undefined),
    });
    assert.equal((await forward(new ActionNetwork(petition, key, retrying, url))).forwarded, 3);
    assert.ok(clock.sleeps.includes(2 * SECOND_MS));
    assert.equal(people.size, 3);
  });

  it('says what is wrong before it sends anybody: the key, the petition, the ID', async (t) => {
    const { forward, retrying } = await setUp(t);
    const { url, key, petition, people } = await startActionNetwork(t);
    await assert.rejects(
      forward(new ActionNetwork(petition, 'wrong', retrying, url)),
      /does not accept the key in ACTION_NETWORK_KEY/,
    );
    await assert.rejects(
      forward(new ActionNetwork('another', key, retrying, url)),
      /has no petition another for this key \(404\)/,
    );
    assert.throws(
      () => new ActionNetwork('https://actionnetwork.org/petitions/x', key, retrying, url),
      /Write action-network:PETITION_ID/,
    );
    assert.equal(people.size, 0);
  });

  it('notices that a signature was not recorded although the answer was 200', async (t) => {
    const { forward, retrying } = await setUp(t, [...SIGNED, { ...SIGNED[0], email: 'x@bücher.example' }]);
    const { url, key, petition, people } = await startActionNetwork(t);
    const totals = await forward(new ActionNetwork(petition, key, retrying, url));
    assert.deepEqual([totals.forwarded, people.size], [3, 3]);
    assert.match(
      totals.problems.join(),
      /Skipped 1 signature: not recorded by Action Network, which gives no reason/,
    );
  });
});
