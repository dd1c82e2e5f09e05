import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { serve } from '@hono/node-server';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import type { Challenge, ProblemDetails } from '../../../common/contract.ts';
import { onlyOnce, refuseInserts } from '../../support/database.ts';
import { FORM, form, PERSON, PUBLIC_URL, start, type TestServer } from '../../support/server.ts';
import { assertProblem } from './problems.ts';

const server = await start();
const SLUG = 'mend-the-bridge';
const PATH = `/v1/petitions/${SLUG}/signatures`;
const PAGE = `/p/${SLUG}`;
const TEN_MINUTES = 10 * 60_000;

const person = (index: number) => ({ givenName: 'Ana', email: `ana-${index}@example.org` });

/** Uses up what a client may send without proof, so that its next signature needs one. */
function requireProof({ context }: TestServer, from = '192.0.2.1') {
  const { id } = context.petitions.get(SLUG)!;
  while (!context.rateLimiter.check(from, id).proofRequired);
}

/** Uses up everything a client may send, so that it has to wait. */
function exhaustLimits({ context }: TestServer, from = '192.0.2.1') {
  const { id } = context.petitions.get(SLUG)!;
  while (context.rateLimiter.check(from, id).waitMs === 0);
}

async function challengeIn(response: Response): Promise<Challenge> {
  assert.equal(response.status, 429);
  const { type, challenge } = (await response.json()) as ProblemDetails;
  assert.equal(type, `${PUBLIC_URL}/openapi.json#proof-required`);
  assert.ok(challenge);
  return challenge;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

/** Solves a challenge with the library that third-party clients would use. */
async function solve(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return encode({ challenge, solution });
}

/** Starts a server that requires a proof from the default client. */
async function startRequiringProof(t: TestContext): Promise<TestServer> {
  const server = await start(t);
  requireProof(server);
  return server;
}

describe('proof of work', () => {
  it('isn’t required below the limits', onlyOnce, async (t) => {
    const server = await start(t);
    assert.equal((await server.sign(SLUG, PERSON)).status, 202);
    assert.equal((await server.sign(SLUG, { ...PERSON, proof: '' })).status, 202);
  });

  it('is requested in a problem document that repeats nothing from the request', onlyOnce, async (t) => {
    const server = await startRequiringProof(t);
    const response = await server.sign(SLUG, { ...PERSON, givenName: 'Zanzibar' });
    assert.equal(response.headers.get('Retry-After'), '0');
    await assertProblem(response, 429);
    assert.equal(await server.rowsOf(SLUG), 0);
  });

  it('lets a signature through', onlyOnce, async (t) => {
    const server = await startRequiringProof(t);
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    const response = await server.sign(SLUG, { ...PERSON, proof });
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { status: 'signed' });
    assert.equal(await server.rowsOf(SLUG), 1);
  });

  it('is required from first and repeated signers alike', onlyOnce, async (t) => {
    const server = await start(t);
    await server.sign(SLUG, PERSON);
    requireProof(server);
    const responses = await Promise.all([server.sign(SLUG, PERSON), server.sign(SLUG, person(1))]);
    const [repeated, first] = await Promise.all(
      responses.map(async (response) => {
        const { challenge, ...rest } = (await response.json()) as ProblemDetails;
        return { ...rest, status: response.status, members: Object.keys(challenge!.parameters) };
      }),
    );
    assert.deepEqual(repeated, first);
    for (const email of [PERSON.email, person(1).email]) {
      const proof = await solve(await challengeIn(await server.sign(SLUG, { ...PERSON, email })));
      assert.equal((await server.sign(SLUG, { ...PERSON, email, proof })).status, 202);
    }
    assert.equal(await server.rowsOf(SLUG), 2);
  });

  it('isn’t required for an invalid form', onlyOnce, async (t) => {
    const server = await startRequiringProof(t);
    assert.equal((await server.sign(SLUG, { email: 'ana@example.org' })).status, 422);
  });

  it('is valid once, even if it is sent several times concurrently', async (t) => {
    const server = await startRequiringProof(t);
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    const responses = await Promise.all(
      Array.from({ length: 8 }, (_, index) => server.sign(SLUG, { ...person(index), proof })),
    );
    assert.equal(responses.filter(({ status }) => status === 202).length, 1);
    assert.equal(await server.rowsOf(SLUG), 1);
    await challengeIn(await server.sign(SLUG, { ...PERSON, proof }));
  });

  it('is valid once, even for two servers on one database, which accept each other’s challenges', async (t) => {
    const one = await startRequiringProof(t);
    const other = await start(t, { databaseUrl: one.databaseUrl });
    requireProof(other);
    const proof = await solve(await challengeIn(await one.sign(SLUG, PERSON)));
    assert.equal((await other.sign(SLUG, { ...PERSON, proof })).status, 202);
    await challengeIn(await one.sign(SLUG, { ...person(1), proof }));
  });

  it('expires after ten minutes', onlyOnce, async (t) => {
    const server = await startRequiringProof(t);
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T12:00:00Z') });
    const proofs = [
      await solve(await challengeIn(await server.sign(SLUG, PERSON))),
      await solve(await challengeIn(await server.sign(SLUG, PERSON))),
    ];
    t.mock.timers.setTime(Date.now() + TEN_MINUTES - 1_000);
    assert.equal((await server.sign(SLUG, { ...PERSON, proof: proofs[0] })).status, 202);
    t.mock.timers.setTime(Date.now() + 3_000);
    await challengeIn(await server.sign(SLUG, { ...PERSON, proof: proofs[1] }));
  });

  it('is valid only for the petition of its challenge', onlyOnce, async (t) => {
    const server = await startRequiringProof(t);
    const challenge = await server.context.proofOfWork.createChallenge('keep-the-library');
    await challengeIn(await server.sign(SLUG, { ...PERSON, proof: await solve(challenge) }));
    assert.equal(await server.rowsOf(SLUG), 0);
  });

  it('can’t be forged, made cheaper, or left incomplete', onlyOnce, async (t) => {
    const server = await startRequiringProof(t);
    const challenge = await challengeIn(await server.sign(SLUG, PERSON));
    const { parameters, signature } = challenge;
    const solution = await solveChallenge({ challenge, deriveKey });
    const easy = { parameters: { ...parameters, keyPrefix: '00' }, signature };
    const easySolution = await solveChallenge({ challenge: easy, deriveKey });
    const later = { parameters: { ...parameters, expiresAt: 4_000_000_000 }, signature };
    for (const [what, proof] of [
      ['an easier challenge', encode({ challenge: easy, solution: easySolution })],
      ['a challenge that expires later', encode({ challenge: later, solution })],
      ['another signature', encode({ challenge: { parameters, signature: '00'.repeat(32) }, solution })],
      ['no signature', encode({ challenge: { parameters }, solution })],
      ['another counter', encode({ challenge, solution: { ...solution, counter: solution!.counter + 1 } })],
      ['a counter that is not a number', encode({ challenge, solution: { ...solution, counter: '1' } })],
      ['no solution', encode({ challenge })],
      ['null', encode(null)],
      ['no JSON', 'hello'],
      ['no base64', '\u2603{}'],
    ] as const) {
      await challengeIn(await server.sign(SLUG, { ...PERSON, proof }));
      assert.equal(await server.rowsOf(SLUG), 0, what);
    }
    const proof = encode({ challenge, solution });
    assert.equal(
      (await server.sign(SLUG, { ...PERSON, proof })).status,
      202,
      'the correct proof is still valid',
    );
  });

  it(
    'is required if the form contains an invalid one, as the widget sends for suspected bots',
    onlyOnce,
    async (t) => {
      const server = await start(t);
      const challenge = await challengeIn(
        await server.sign(SLUG, { ...PERSON, proof: 'https://buy.example' }),
      );
      assert.equal((await server.sign(SLUG, { ...PERSON, proof: await solve(challenge) })).status, 202);
    },
  );

  it('stays valid if the database can’t store it and the server responds with 503', async (t) => {
    const server = await startRequiringProof(t);
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    const restore = await refuseInserts(server.context.storage, 'used_challenge');
    assert.equal((await server.sign(SLUG, { ...PERSON, proof })).status, 503);
    await restore();
    assert.equal((await server.sign(SLUG, { ...PERSON, proof })).status, 202);
  });

  it('is stored with an hour only, and deleted once it has expired', async (t) => {
    const server = await startRequiringProof(t);
    const { context } = server;
    const usedChallenges = () =>
      context.storage.db.selectFrom('used_challenge').select('forget_after').execute();
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T12:34:56Z') });
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    await server.sign(SLUG, { ...PERSON, proof });
    assert.deepEqual(await usedChallenges(), [{ forget_after: '2031-02-03T12' }]);
    await context.proofOfWork.deleteExpired();
    assert.equal((await usedChallenges()).length, 1);
    t.mock.timers.setTime(Date.parse('2031-02-03T13:00:00Z'));
    await context.proofOfWork.deleteExpired();
    assert.deepEqual(await usedChallenges(), []);
  });
});

describe('a client that exceeds the rate limit', onlyOnce, () => {
  it('gets a problem document with a Retry-After header, before its request body is read', async (t) => {
    const server = await start(t);
    exhaustLimits(server);
    const response = await server.post(PATH, 'no JSON at all');
    assert.match(response.headers.get('Retry-After')!, /^[1-9]\d*$/);
    await assertProblem(response, 429);
  });

  it('doesn’t prevent others from signing, or itself from signing another petition', async (t) => {
    const server = await start(t);
    exhaustLimits(server);
    assert.equal((await server.post(PATH, PERSON, {}, '192.0.2.2')).status, 202);
    assert.equal((await server.sign('keep-the-library', PERSON)).status, 202);
  });

  it('is identified by its connection, whatever address its headers claim', async (t) => {
    const server = await start(t);
    exhaustLimits(server);
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'CF-Connecting-IP']) {
      assert.equal((await server.post(PATH, PERSON, { [name]: '203.0.113.9' })).status, 429, name);
    }
  });

  it('is identified by the address that a trusted proxy forwards', async (t) => {
    const server = await start(t, { env: { TRUST_PROXY: '192.0.2.1' } });
    exhaustLimits(server, '203.0.113.9');
    const statusFor = (forwarded: string, from = '192.0.2.1') =>
      server.post(PATH, PERSON, { 'X-Forwarded-For': forwarded }, from).then(({ status }) => status);
    assert.equal(await statusFor('203.0.113.9'), 429);
    assert.equal(await statusFor('198.51.100.1, 203.0.113.9'), 429);
    assert.equal(await statusFor('203.0.113.10'), 202);
    assert.equal(await statusFor('203.0.113.9', '192.0.2.2'), 202, '192.0.2.2 is not a trusted proxy');
  });

  it('isn’t limited if LIMITS is off, and neither are suspected bots', async (t) => {
    const server = await start(t, { env: { LIMITS: 'off' } });
    const { id } = server.context.petitions.get(SLUG)!;
    for (let count = 0; count < 5_000; count++) server.context.rateLimiter.check('192.0.2.1', id);
    assert.equal((await server.sign(SLUG, { ...PERSON, proof: 'none' })).status, 202);
  });
});

describe('the hosted page, which can’t send a proof of work', onlyOnce, () => {
  const send = ({ post }: TestServer, fields: Record<string, string>, from?: string) =>
    post(PAGE, form(fields), FORM, from);

  it('lets a client sign 20 times although a proof is required', async (t) => {
    const server = await startRequiringProof(t);
    const statuses: number[] = [];
    for (let index = 0; index < 22; index++) statuses.push((await send(server, person(index))).status);
    assert.deepEqual(statuses, [...Array(20).fill(200), 429, 429]);
    assert.equal(await server.rowsOf(SLUG), 20);
  });

  it('tells an over-limit client when to try again, and keeps the input', async (t) => {
    const server = await start(t);
    exhaustLimits(server);
    const response = await send(server, { ...PERSON, givenName: 'Maximiliana' });
    assert.equal(response.status, 429);
    assert.match(response.headers.get('Retry-After')!, /^[1-9]\d*$/);
    const page = await response.text();
    assert.match(
      page,
      /role="alert">You haven’t signed yet: we received too many signatures from your network\./,
    );
    assert.match(page, /value="Maximiliana"/);
    assert.equal((await send(server, PERSON, '192.0.2.2')).status, 200);
  });

  it('has an invisible field, and never repeats what was entered in it', async () => {
    const page = await (await server.get(PAGE)).text();
    assert.match(
      page,
      /<input class="honeypot" name="proof" tabindex="-1" aria-hidden="true" autocomplete="off">/,
    );
    assert.match(page, /input\.honeypot \{ clip-path: inset\(50%\);/);
    const again = await (await send(server, { email: '', proof: 'Zanzibar' })).text();
    assert.doesNotMatch(again, /Zanzibar/);
  });

  it('accepts 20 forms in which that field is filled in, or which arrive faster than people type', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T12:00:00Z') });
    const secondsFromNow = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
    for (const [what, suspectFields] of [
      ['honeypot filled in', () => ({ proof: 'https://buy.example' })],
      ['too fast', () => ({ shown: secondsFromNow(0) })],
      ['from the future', () => ({ shown: secondsFromNow(3_600) })],
    ] as const) {
      const own = await start(t);
      const statuses: number[] = [];
      for (let index = 0; index < 21; index++) {
        statuses.push((await send(own, { ...person(index), ...suspectFields() })).status);
      }
      assert.deepEqual(statuses, [...Array(20).fill(200), 429], what);
    }
  });

  it('accepts more than 20 forms that were shown a while ago, or don’t say when', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T12:00:00Z') });
    const own = await start(t);
    const shown = String(Math.floor(Date.now() / 1000) - 3);
    for (let index = 0; index < 50; index++) {
      const fields = { ...person(index), proof: '', ...(index % 2 && { shown }) };
      assert.equal((await send(own, fields)).status, 200);
    }
  });

  it('measures the time since the form was first shown, even after an invalid attempt', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T12:00:00Z') });
    const page = await (await send(server, { email: '', shown: '1900000000' })).text();
    assert.match(page, /<input type="hidden" name="shown" value="1900000000">/);
    const first = await (await server.get(PAGE)).text();
    const [, shown] = first.match(/<input type="hidden" name="shown" value="(\d+)">/)!;
    assert.equal(Number(shown), Date.now() / 1000);
  });

  it('doesn’t count invalid forms toward the limit', async (t) => {
    const server = await startRequiringProof(t);
    for (let index = 0; index < 30; index++) {
      assert.equal((await send(server, { email: '' })).status, 422);
    }
    assert.equal((await send(server, PERSON)).status, 200);
  });
});

describe('a server with real connections', () => {
  async function startListening(t: TestContext): Promise<{ server: TestServer; origin: string }> {
    const server = await start(t);
    const listener = serve({ fetch: server.app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
    await once(listener, 'listening');
    t.after(() => {
      listener.close();
      listener.closeAllConnections();
    });
    return { server, origin: `http://127.0.0.1:${(listener.address() as AddressInfo).port}` };
  }

  async function flood(t: TestContext, origin: string, requests: number): Promise<Map<number, number>> {
    const { request } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    t.after(() => agent.destroy());
    const statuses = new Map<number, number>();
    const sendOne = (index: number) =>
      new Promise<void>((resolve, reject) => {
        const clientRequest = request(
          `${origin}${PATH}`,
          { method: 'POST', agent, headers: { 'Content-Type': 'application/json' } },
          (response) => {
            statuses.set(response.statusCode!, (statuses.get(response.statusCode!) ?? 0) + 1);
            response.resume().on('end', resolve);
          },
        );
        clientRequest.on('error', reject).end(JSON.stringify(person(index)));
      });
    await Promise.all(Array.from({ length: requests }, (_, index) => sendOne(index)));
    return statuses;
  }

  it('accepts all of 300 signatures from one address', onlyOnce, async (t) => {
    const { server, origin } = await startListening(t);
    assert.deepEqual(await flood(t, origin, 300), new Map([[202, 300]]));
    assert.equal(await server.rowsOf(SLUG), 300);
  });

  it(
    'accepts 400 of 1,000 signatures from one address, and rejects the others with 429',
    onlyOnce,
    async (t) => {
      const { server, origin } = await startListening(t);
      const statuses = await flood(t, origin, 1_000);
      assert.deepEqual([...statuses.keys()].sort(), [202, 429]);
      assert.equal(statuses.get(202), 400);
      assert.equal(await server.rowsOf(SLUG), statuses.get(202));
    },
  );
});
