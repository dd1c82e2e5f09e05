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

/** Spends a client's budget, so that its next signature needs a proof. */
function strain({ context }: TestServer, from = '192.0.2.1') {
  const { id } = context.petitions.get(SLUG)!;
  while (!context.rateLimiter.check(from, id).proofRequired);
}

/** Spends everything that a client has. */
function exhaust({ context }: TestServer, from = '192.0.2.1') {
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

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

/** Does the work, with the library that others would do it with. */
async function solve(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return encoded({ challenge, solution });
}

/** Starts a server whose first client needs a proof. */
async function strained(t: TestContext): Promise<TestServer> {
  const server = await start(t);
  strain(server);
  return server;
}

describe('proof of work', () => {
  it('is not asked for as long as nothing is strained', async (t) => {
    const server = await start(t);
    assert.equal((await server.sign(SLUG, PERSON)).status, 202);
    assert.equal((await server.sign(SLUG, { ...PERSON, proof: '' })).status, 202);
  });

  it('is asked for by a problem that says so, and repeats nothing of what was sent', onlyOnce, async (t) => {
    const server = await strained(t);
    const response = await server.sign(SLUG, { ...PERSON, givenName: 'Zanzibar' });
    assert.equal(response.headers.get('Retry-After'), '0');
    await assertProblem(response, 429);
    assert.equal(await server.rowsOf(SLUG), 0);
  });

  it('lets the signature in', onlyOnce, async (t) => {
    const server = await strained(t);
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    const response = await server.sign(SLUG, { ...PERSON, proof });
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { status: 'signed' });
    assert.equal(await server.rowsOf(SLUG), 1);
  });

  it('is asked of first and repeated signers alike', onlyOnce, async (t) => {
    const server = await start(t);
    await server.sign(SLUG, PERSON);
    strain(server);
    const answers = await Promise.all([server.sign(SLUG, PERSON), server.sign(SLUG, person(1))]);
    const [repeated, first] = await Promise.all(
      answers.map(async (answer) => {
        const { challenge, ...rest } = (await answer.json()) as ProblemDetails;
        return { ...rest, status: answer.status, members: Object.keys(challenge!.parameters) };
      }),
    );
    assert.deepEqual(repeated, first);
    for (const email of [PERSON.email, person(1).email]) {
      const proof = await solve(await challengeIn(await server.sign(SLUG, { ...PERSON, email })));
      assert.equal((await server.sign(SLUG, { ...PERSON, email, proof })).status, 202);
    }
    assert.equal(await server.rowsOf(SLUG), 2);
  });

  it('is not asked for a form with mistakes in it', onlyOnce, async (t) => {
    const server = await strained(t);
    assert.equal((await server.sign(SLUG, { email: 'ana@example.org' })).status, 422);
  });

  it('counts once, also where it is sent many times at once', async (t) => {
    const server = await strained(t);
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => server.sign(SLUG, { ...person(index), proof })),
    );
    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    assert.equal(await server.rowsOf(SLUG), 1);
    await challengeIn(await server.sign(SLUG, { ...PERSON, proof }));
  });

  it('counts once also between two servers on one database, of which either knows the other’s', async (t) => {
    const one = await strained(t);
    const other = await start(t, { databaseUrl: one.databaseUrl });
    strain(other);
    const proof = await solve(await challengeIn(await one.sign(SLUG, PERSON)));
    assert.equal((await other.sign(SLUG, { ...PERSON, proof })).status, 202);
    await challengeIn(await one.sign(SLUG, { ...person(1), proof }));
  });

  it('runs out after ten minutes', onlyOnce, async (t) => {
    const server = await strained(t);
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

  it('holds for the petition it was asked for', onlyOnce, async (t) => {
    const server = await strained(t);
    const elsewhere = await server.context.proofOfWork.createChallenge('keep-the-library');
    await challengeIn(await server.sign(SLUG, { ...PERSON, proof: await solve(elsewhere) }));
    assert.equal(await server.rowsOf(SLUG), 0);
  });

  it('can’t be forged, made cheaper, or left half done', onlyOnce, async (t) => {
    const server = await strained(t);
    const challenge = await challengeIn(await server.sign(SLUG, PERSON));
    const { parameters, signature } = challenge;
    const solution = await solveChallenge({ challenge, deriveKey });
    const easy = { parameters: { ...parameters, keyPrefix: '00' }, signature };
    const easySolution = await solveChallenge({ challenge: easy, deriveKey });
    const later = { parameters: { ...parameters, expiresAt: 4_000_000_000 }, signature };
    for (const [what, proof] of [
      ['an easier challenge', encoded({ challenge: easy, solution: easySolution })],
      ['a challenge without an end', encoded({ challenge: later, solution })],
      ['another signature', encoded({ challenge: { parameters, signature: '00'.repeat(32) }, solution })],
      ['no signature', encoded({ challenge: { parameters }, solution })],
      ['another counter', encoded({ challenge, solution: { ...solution, counter: solution!.counter + 1 } })],
      ['a counter that is none', encoded({ challenge, solution: { ...solution, counter: '1' } })],
      ['no solution', encoded({ challenge })],
      ['null', encoded(null)],
      ['no JSON', 'hello'],
      ['no base64', '\u2603{}'],
    ] as const) {
      await challengeIn(await server.sign(SLUG, { ...PERSON, proof }));
      assert.equal(await server.rowsOf(SLUG), 0, what);
    }
    const proof = encoded({ challenge, solution });
    assert.equal((await server.sign(SLUG, { ...PERSON, proof })).status, 202, 'the right one still counts');
  });

  it(
    'is asked for where a form brings one that is none, as the widget does with what looks like a robot',
    onlyOnce,
    async (t) => {
      const server = await start(t);
      const challenge = await challengeIn(
        await server.sign(SLUG, { ...PERSON, proof: 'https://buy.example' }),
      );
      assert.equal((await server.sign(SLUG, { ...PERSON, proof: await solve(challenge) })).status, 202);
    },
  );

  it('is answered with 503 where the database can’t take it, and counts afterwards', async (t) => {
    const server = await strained(t);
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    const restore = await refuseInserts(server.context.storage, 'used_challenge');
    assert.equal((await server.sign(SLUG, { ...PERSON, proof })).status, 503);
    await restore();
    assert.equal((await server.sign(SLUG, { ...PERSON, proof })).status, 202);
  });

  it('is kept in mind to the hour alone, and forgotten once it has run out', async (t) => {
    const server = await strained(t);
    const { context } = server;
    const used = () => context.storage.db.selectFrom('used_challenge').select('forget_after').execute();
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2031-02-03T12:34:56Z') });
    const proof = await solve(await challengeIn(await server.sign(SLUG, PERSON)));
    await server.sign(SLUG, { ...PERSON, proof });
    assert.deepEqual(await used(), [{ forget_after: '2031-02-03T12' }]);
    await context.proofOfWork.deleteExpired();
    assert.equal((await used()).length, 1);
    t.mock.timers.setTime(Date.parse('2031-02-03T13:00:00Z'));
    await context.proofOfWork.deleteExpired();
    assert.deepEqual(await used(), []);
  });
});

describe('a client that sends too much', () => {
  it('is told to wait, by a problem, before what it sends is read', async (t) => {
    const server = await start(t);
    exhaust(server);
    const response = await server.post(PATH, 'no JSON at all');
    assert.match(response.headers.get('Retry-After')!, /^[1-9]\d*$/);
    await assertProblem(response, 429);
  });

  it('doesn’t keep others from signing, nor itself from another petition', async (t) => {
    const server = await start(t);
    exhaust(server);
    assert.equal((await server.post(PATH, PERSON, {}, '192.0.2.2')).status, 202);
    assert.equal((await server.sign('keep-the-library', PERSON)).status, 202);
  });

  it('is known by its connection, whatever address it claims', async (t) => {
    const server = await start(t);
    exhaust(server);
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'CF-Connecting-IP']) {
      assert.equal((await server.post(PATH, PERSON, { [name]: '203.0.113.9' })).status, 429, name);
    }
  });

  it('is known by what a trusted proxy says', async (t) => {
    const server = await start(t, { env: { TRUST_PROXY: '192.0.2.1' } });
    exhaust(server, '203.0.113.9');
    const by = (forwarded: string, from = '192.0.2.1') =>
      server.post(PATH, PERSON, { 'X-Forwarded-For': forwarded }, from).then(({ status }) => status);
    assert.equal(await by('203.0.113.9'), 429);
    assert.equal(await by('198.51.100.1, 203.0.113.9'), 429);
    assert.equal(await by('203.0.113.10'), 202);
    assert.equal(await by('203.0.113.9', '192.0.2.2'), 202, 'no trusted proxy says so');
  });

  it('is let through where limits are off, and so is what looks like a robot', async (t) => {
    const server = await start(t, { env: { LIMITS: 'off' } });
    const { id } = server.context.petitions.get(SLUG)!;
    for (let each = 0; each < 5_000; each++) server.context.rateLimiter.check('192.0.2.1', id);
    assert.equal((await server.sign(SLUG, { ...PERSON, proof: 'none' })).status, 202);
  });
});

describe('the hosted page, which can’t prove any work', () => {
  const send = ({ post }: TestServer, fields: Record<string, string>, from?: string) =>
    post(PAGE, form(fields), FORM, from);

  it('goes on signing where a client is strained, a few at once', async (t) => {
    const server = await strained(t);
    const statuses: number[] = [];
    for (let index = 0; index < 22; index++) statuses.push((await send(server, person(index))).status);
    assert.deepEqual(statuses, [...Array(20).fill(200), 429, 429]);
    assert.equal(await server.rowsOf(SLUG), 20);
  });

  it('then says when to try again, and keeps what was typed', async (t) => {
    const server = await start(t);
    exhaust(server);
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

  it('has a field that nobody sees, and keeps in it nothing that was typed', async () => {
    const page = await (await server.get(PAGE)).text();
    assert.match(
      page,
      /<input class="honeypot" name="proof" tabindex="-1" aria-hidden="true" autocomplete="off">/,
    );
    assert.match(page, /input\.honeypot \{ clip-path: inset\(50%\);/);
    const again = await (await send(server, { email: '', proof: 'Zanzibar' })).text();
    assert.doesNotMatch(again, /Zanzibar/);
  });

  it('goes on signing where that field is filled in, or the form comes faster than people type, a few at once', async (t) => {
    // Recomputed for each form: how long the others took must not matter.
    const secondsFromNow = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
    for (const [what, robotic] of [
      ['filled in', () => ({ proof: 'https://buy.example' })],
      ['quick', () => ({ shown: secondsFromNow(0) })],
      ['from the future', () => ({ shown: secondsFromNow(3_600) })],
    ] as const) {
      const own = await start(t);
      const statuses: number[] = [];
      for (let index = 0; index < 21; index++) {
        statuses.push((await send(own, { ...person(index), ...robotic() })).status);
      }
      assert.deepEqual(statuses, [...Array(20).fill(200), 429], what);
    }
  });

  it('takes its time for granted where it was shown a while ago, or doesn’t say when', async (t) => {
    const own = await start(t);
    const shown = String(Math.floor(Date.now() / 1000) - 3);
    for (let index = 0; index < 50; index++) {
      const fields = { ...person(index), proof: '', ...(index % 2 && { shown }) };
      assert.equal((await send(own, fields)).status, 200);
    }
  });

  it('counts the time from when it was first shown, also where something had to be mended', async () => {
    const page = await (await send(server, { email: '', shown: '1900000000' })).text();
    assert.match(page, /<input type="hidden" name="shown" value="1900000000">/);
    const first = await (await server.get(PAGE)).text();
    const [, shown] = first.match(/<input type="hidden" name="shown" value="(\d+)">/)!;
    assert.ok(Math.abs(Date.now() / 1000 - Number(shown)) < 5);
  });

  it('spends nothing of that on a form with mistakes', async (t) => {
    const server = await strained(t);
    for (let index = 0; index < 30; index++) {
      assert.equal((await send(server, { email: '' })).status, 422);
    }
    assert.equal((await send(server, PERSON)).status, 200);
  });
});

describe('over real connections', () => {
  async function listening(t: TestContext): Promise<{ server: TestServer; origin: string }> {
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
    const one = (index: number) =>
      new Promise<void>((resolve, reject) => {
        const sent = request(
          `${origin}${PATH}`,
          { method: 'POST', agent, headers: { 'Content-Type': 'application/json' } },
          (response) => {
            statuses.set(response.statusCode!, (statuses.get(response.statusCode!) ?? 0) + 1);
            response.resume().on('end', resolve);
          },
        );
        sent.on('error', reject).end(JSON.stringify(person(index)));
      });
    await Promise.all(Array.from({ length: requests }, (_, index) => one(index)));
    return statuses;
  }

  it('three hundred from one address all sign', onlyOnce, async (t) => {
    const { server, origin } = await listening(t);
    assert.deepEqual(await flood(t, origin, 300), new Map([[202, 300]]));
    assert.equal(await server.rowsOf(SLUG), 300);
  });

  it('of ten thousand from one address few sign, and the others are told to wait', onlyOnce, async (t) => {
    const { server, origin } = await listening(t);
    const statuses = await flood(t, origin, 10_000);
    assert.deepEqual([...statuses.keys()].sort(), [202, 429]);
    assert.ok(statuses.get(202)! >= 300 && statuses.get(202)! < 600, String(statuses.get(202)));
    assert.equal(await server.rowsOf(SLUG), statuses.get(202));
  });
});
