// Runs alone: other tests would distort its measurements.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it, mock, type TestContext } from 'node:test';
import { startMailServer } from '../../demo/mail-server.ts';
import { type Comparison, look, medianOf, type Pair } from '../support/rank-test.ts';
import { type Asked, connect, type Fetch, type Wire } from '../support/raw-http.ts';
import { FORM, form, PUBLIC_URL, type StartOptions, start } from '../support/server.ts';

const SLUG = 'mend-the-bridge';
const SIGNATURES = `/v1/petitions/${SLUG}/signatures`;
const PAGE = `/p/${SLUG}`;

/**
 * How much slower one may be than the other, as a share of what the other takes. Signing with confirmation doesn't touch what says
 * who has signed. Where rows are changed, whoever is first has some pages more written than who isn't, as SECURITY.md
 * admits: asking about an address or a link changes it, so that there is one answer to tell by, and answers vary by more. What must
 * not be is a way past the disk, which takes ever more where the disk is slow.
 */
const TOLERATED = { nothing: 0.08, pages: 0.12 };
/** Pairs of a first look. */
const SIGNED = 120;
const PRESSED = 40;

/** Mailboxes that never were, all of the same length. */
let last = 10_000_000;
const people = (count: number) => Array.from({ length: count }, () => `ana.${++last}@example.org`);

const signature = (email: string): Asked => ({
  path: SIGNATURES,
  type: 'application/json',
  body: JSON.stringify({ givenName: 'Ana', email }),
});
const onPage = (email: string): Asked => ({
  path: `${PAGE}?lang=en`,
  type: FORM['Content-Type'],
  body: form({ givenName: 'Ana', email }),
});
const get = (url: string): Asked => ({ path: url.slice(PUBLIC_URL.length) });
const press = (url: string): Asked => ({ ...get(url), body: '' });

/** One for each pair. */
interface Populations {
  one: Asked[];
  other: Asked[];
}

/**
 * Sends them one at a time in pairs, a coin deciding who goes first.
 *
 * @throws where one is answered with another byte than any other
 */
async function measure(wire: Wire, { one, other }: Populations): Promise<Pair[]> {
  const seen = new Set<string>();
  const timed = async (asked: Asked) => {
    const { ms, head, body } = await wire.send(asked);
    seen.add(`${head.replace(/^date: [^\r]*/im, 'date')}\r\n\r\n${body}`);
    return ms;
  };
  const pairs: Pair[] = [];
  for (const [index, asked] of one.entries()) {
    if (randomInt(2) === 0) {
      pairs.push({ one: await timed(asked), other: await timed(other[index]!) });
    } else {
      const first = await timed(other[index]!);
      pairs.push({ one: await timed(asked), other: first });
    }
    // At once, or what differs could no longer be told apart from what came of it.
    if (seen.size > 1) assert.fail(`two answers differ:\n\n${[...seen].join('\n\n')}`);
  }
  return pairs;
}

/** Fails where the one are answered otherwise than the others, or sooner or later. */
async function assertAlike(
  t: TestContext,
  wire: Wire,
  populations: (pairs: number) => Populations | Promise<Populations>,
  first: number,
  tolerated: number,
): Promise<void> {
  const found = await look(async (pairs) => measure(wire, await populations(pairs)), first, tolerated);
  t.diagnostic(`${t.name}: ${inWords(found)}`);
  assert.equal(found.differ, false, inWords(found));
}

function inWords({ pairs, z, superiority, shift, error, median }: Comparison): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `${percent(shift)} ± ${percent(error)} of ${median.toFixed(2)} ms (${(shift * median * 1000).toFixed(0)} µs), z ${z.toFixed(1)}, slower in ${percent(superiority)} of cases, ${pairs} pairs`;
}

/** A server on a socket that takes any number of requests, warm. */
async function setUp(t: TestContext, options: StartOptions = {}) {
  const server = await start(t, { ...options, env: { LIMITS: 'off', ...options.env } });
  const wire = await connect(t, server.app.fetch);
  for (const asked of [...people(40).map(signature), ...people(40).map(onPage)]) await wire.send(asked);
  await server.context.mailer?.deliver();
  /** Posts many at once, for what is not measured. */
  const postAll = async (all: readonly Asked[]) => {
    const left = all.values();
    const post = async () => {
      for (const { path, type, body } of left) {
        const answer = await server.app.request(path, {
          method: 'POST',
          body: body ?? '',
          ...(type && { headers: { 'Content-Type': type } }),
        });
        assert.ok(answer.ok, `${path} ${answer.status}`);
      }
    };
    await Promise.all(Array.from({ length: 32 }, post));
  };
  /** So many who have signed. */
  const signers = async (count: number) => {
    const all = people(count);
    await postAll(all.map(signature));
    return all;
  };
  return { ...server, wire, postAll, signers };
}

/** The same where mailboxes are confirmed, by a clock that can be set. */
async function setUpWithLetters(t: TestContext) {
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  t.after(() => mock.timers.reset());
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const server = await setUp(t, { smtpUrl: mail.url });
  const { context, postAll, signers } = server;
  const pass = (minutes: number) => mock.timers.setTime(Date.now() + minutes * 60_000);
  /** What each letter that is due says, by mailbox. */
  const letters = async () => {
    mail.letters.length = 0;
    await context.mailer!.deliver();
    return mail.letters.map(({ to, links }) => ({ to, confirm: links.confirm!, withdraw: links.withdraw! }));
  };
  /** So many who have a letter with an open link. */
  const asked = async (count: number) => {
    await signers(count);
    const all = await letters();
    assert.equal(all.length, count);
    return all;
  };
  type Letters = Awaited<ReturnType<typeof letters>>;
  const confirmed = async (all: Letters) => {
    await postAll(all.map(({ confirm }) => press(confirm)));
    return all;
  };
  const withdrawn = async (all: Letters) => {
    await postAll(all.map(({ withdraw }) => press(withdraw)));
    return all;
  };
  return { ...server, mail, pass, letters, asked, confirmed, withdrawn };
}

/** Each of them as often as it takes. */
const cycled = (all: readonly Asked[], count: number) =>
  Array.from({ length: count }, (_, index) => all[index % all.length]!);

describe('nobody learns who has signed', () => {
  it('from signing where no letters are sent', async (t) => {
    const { wire, signers, countOf } = await setUp(t);
    for (const [name, ask] of [
      ['through the API', signature],
      ['on the hosted page', onPage],
    ] as const) {
      await t.test(name, async (t) => {
        const populations = async (pairs: number) => ({
          one: (await signers(pairs)).map(ask),
          other: people(pairs).map(ask),
        });
        await assertAlike(t, wire, populations, SIGNED, TOLERATED.pages);
      });
    }
    await t.test('with mistakes in the form', async (t) => {
      const { count } = await countOf(SLUG);
      const wrong = (email: string) => ({ ...signature(email), body: JSON.stringify({ email }) });
      const all = (await signers(SIGNED)).map(wrong);
      const populations = (pairs: number) => ({ one: cycled(all, pairs), other: people(pairs).map(wrong) });
      await assertAlike(t, wire, populations, SIGNED, TOLERATED.nothing);
      assert.equal((await countOf(SLUG)).count, count + SIGNED);
    });
    await t.test('by asking about one address again and again', async (t) => {
      const [ana] = (await signers(1)) as [string];
      const [first, ...answers] = await Promise.all(cycled([signature(ana)], 1).map(wire.send));
      for (let time = 0; time < 50; time++) answers.push(await wire.send(signature(ana)));
      for (const { body } of answers) assert.equal(body, first!.body);
      t.diagnostic(
        `the same address again: ${medianOf(answers.map(({ ms }) => ms)).toFixed(2)} ms in the middle`,
      );
    });
  });

  it('from signing where mailboxes are confirmed, nor from the count or the list', async (t) => {
    const server = await setUpWithLetters(t);
    const { wire, asked, confirmed, withdrawn, context } = server;
    const signed = (await confirmed(await asked(15))).map(({ to }) => to);
    const pending = (await asked(15)).map(({ to }) => to);
    const gone = (await withdrawn(await confirmed(await asked(15)))).map(({ to }) => to);
    await context.petitions.refresh();
    const published = async () => [
      (await wire.send({ path: '/v1/petitions' })).body,
      (await wire.send({ path: `/v1/petitions/${SLUG}` })).body,
      (await wire.send({ path: `/v1/petitions/${SLUG}/count` })).body,
    ];
    const before = await published();
    for (const [who, all, ask] of [
      ['where it counts', signed, signature],
      ['where it waits to be confirmed', pending, signature],
      ['where it was withdrawn', gone, signature],
      ['where it counts, on the hosted page', signed, onPage],
    ] as const) {
      await t.test(who, async (t) => {
        const populations = (pairs: number) => ({
          one: cycled(all.map(ask), pairs),
          other: people(pairs).map(ask),
        });
        await assertAlike(t, wire, populations, SIGNED, TOLERATED.nothing);
      });
    }

    await t.test('by a delay of a seventh, which would be found, or by a byte', async (t) => {
      const known = new Set(signed);
      const populations = (pairs: number) => ({
        one: cycled(signed.map(signature), pairs),
        other: people(pairs).map(signature),
      });
      const leaky = (leak: (answer: Response) => Response | Promise<Response>): Fetch => {
        return async (request: Request, env: unknown) => {
          const body = await request.text();
          const { method, headers } = request;
          const answer = await server.app.fetch(
            new Request(request.url, { method, headers, body }),
            env as object,
          );
          return known.has(JSON.parse(body).email) ? leak(answer) : answer;
        };
      };
      let delay = 0;
      const late = await connect(
        t,
        leaky((answer) => {
          const end = performance.now() + delay;
          while (performance.now() < end);
          return answer;
        }),
      );
      delay = medianOf((await measure(late, populations(100))).map(({ other }) => other)) / 7;
      const found = await look((pairs) => measure(late, populations(pairs)), SIGNED, TOLERATED.nothing);
      t.diagnostic(`a delay of a seventh: ${inWords(found)}`);
      assert.ok(found.differ, inWords(found));

      const otherByte = await connect(
        t,
        leaky(async (answer) => new Response((await answer.text()).replace('confirm', 'Confirm'), answer)),
      );
      await assert.rejects(measure(otherByte, populations(20)), /two answers differ/);
      const otherHeader = await connect(
        t,
        leaky((answer) => {
          answer.headers.set('X-Known', '1');
          return answer;
        }),
      );
      await assert.rejects(measure(otherHeader, populations(20)), /two answers differ/);
    });

    await t.test('from the count or the list, which nobody’s signing moves', async () => {
      await context.petitions.refresh();
      assert.deepEqual(await published(), before);
    });
  });

  it('from the letters: each mailbox gets one within ten minutes, and none changes an answer', async (t) => {
    const { wire, asked, confirmed, postAll, letters, pass, mail } = await setUpWithLetters(t);
    const signed = (await confirmed(await asked(15))).map(({ to }) => to);
    pass(11);
    const everybody = [...signed, ...people(15)];
    for (let time = 0; time < 3; time++) {
      await postAll(everybody.map(signature));
      const written = (await letters()).map(({ to }) => to).sort();
      assert.deepEqual(written, time === 0 ? everybody.toSorted() : []);
      pass(3);
    }
    mail.refuse = { code: 550, at: 'recipient' };
    pass(11);
    for (let time = 0; time < 2; time++) {
      await measure(wire, { one: signed.map(signature), other: people(15).map(signature) });
      assert.deepEqual(await letters(), []);
    }
  });

  it('from the pages of a letter’s links', async (t) => {
    const { wire, asked, confirmed, withdrawn, postAll, letters, pass } = await setUpWithLetters(t);
    /** Two letters each, of which the one answered the first. */
    const twoLetters = async (pairs: number) => {
      const first = await asked(2 * pairs);
      pass(11);
      await postAll(first.map(({ to }) => signature(to)));
      const all = new Map((await letters()).map((letter) => [letter.to, letter]));
      const second = first.map(({ to }) => all.get(to)!);
      await confirmed(first.slice(0, pairs));
      return { one: second.slice(0, pairs), other: second.slice(pairs) };
    };
    const cohort = await twoLetters(PRESSED);
    for (const link of ['confirm', 'withdraw'] as const) {
      await t.test(`opened, to ${link}`, async (t) => {
        const { one, other } = cohort;
        const populations = (pairs: number) => ({
          one: cycled(
            one.map((letter) => get(letter[link])),
            pairs,
          ),
          other: cycled(
            other.map((letter) => get(letter[link])),
            pairs,
          ),
        });
        await assertAlike(t, wire, populations, SIGNED, TOLERATED.nothing);
      });
    }

    const pressed = (name: string, populations: (pairs: number) => Promise<Populations>) =>
      t.test(name, (t) => assertAlike(t, wire, populations, PRESSED, TOLERATED.pages));
    const cohorts = [cohort];
    await pressed('pressed to confirm, where another letter was answered already', async (pairs) => {
      const { one, other } = cohorts.pop() ?? (await twoLetters(pairs));
      return {
        one: one.map(({ confirm }) => press(confirm)),
        other: other.map(({ confirm }) => press(confirm)),
      };
    });
    type Letters = typeof cohort.one;
    const same = async (all: Letters) => all;
    for (const [name, link, one, other] of [
      ['confirm, where it was pressed before', 'confirm', confirmed, same],
      ['withdraw what counts, and what waits', 'withdraw', confirmed, same],
      ['withdraw what counts, and what is gone', 'withdraw', confirmed, withdrawn],
    ] as const) {
      await pressed(`pressed to ${name}`, async (pairs) => {
        const all = await asked(2 * pairs);
        return {
          one: (await one(all.slice(0, pairs))).map((letter) => press(letter[link])),
          other: (await other(all.slice(pairs))).map((letter) => press(letter[link])),
        };
      });
    }
  });

  it('from the limits, which are reached after as many requests', async (t) => {
    const server = await start(t, { env: { LIMITS: 'on' } });
    const [ana] = people(1) as [string];
    await server.post(SIGNATURES, { givenName: 'Ana', email: ana }, {}, '192.0.2.9');
    /** After how many requests from one address a proof is asked for, and after how many it is told to wait. */
    const reached = async (from: string, email: () => string) => {
      const start = performance.now();
      let proof = 0;
      for (let requests = 1; ; requests++) {
        const answer = await server.post(SIGNATURES, { givenName: 'Ana', email: email() }, {}, from);
        if (answer.status === 202) assert.equal(proof, 0);
        else if (answer.headers.get('Retry-After') !== '0') {
          assert.equal(answer.status, 429);
          return { proof, wait: requests, seconds: (performance.now() - start) / 1000 };
        } else proof ||= requests;
      }
    };
    const [one, other] = await Promise.all([
      reached('192.0.2.1', () => ana),
      reached('192.0.2.2', () => people(1)[0]!),
    ]);
    t.diagnostic(`signers ${JSON.stringify(one)}, others ${JSON.stringify(other)}`);
    // Budgets are refilled meanwhile, by one each second at most.
    const most = 1 + Math.max(one.seconds, other.seconds);
    assert.ok(one.proof > 0 && Math.abs(one.proof - other.proof) <= most);
    assert.ok(Math.abs(one.wait - other.wait) <= most);
  });
});
