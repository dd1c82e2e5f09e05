import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it, mock, type TestContext } from 'node:test';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { startMailServer } from '../../demo/mail-server.ts';
import { type Comparison, compareUntilCertain, medianOf, type Pair } from '../support/rank-test.ts';
import { connect, type Fetch, type RawConnection, type RawRequest } from '../support/raw-http.ts';
import { FORM, form, PETITIONS, PUBLIC_URL, type StartOptions, start } from '../support/server.ts';

const SLUG = 'mend-the-bridge';
const SIGNATURES = `/v1/petitions/${SLUG}/signatures`;
const PAGE = `/p/${SLUG}`;

/**
 * How much slower one population may be than the other, as a share of the other's duration.
 *
 * - `noWrite`: signing with confirmation doesn't touch the rows that reveal who has signed.
 * - `pages`: if such rows change, a first signature writes a few more pages than a repeated one, as
 *   SECURITY.md admits. Each attempt changes the state that it probes, so an attacker gets one measurement per
 *   address or link, and measurements vary by more than this. But no path may skip the disk: the slower the
 *   disk, the easier that would be to detect.
 */
const TOLERANCE = { noWrite: 0.08, pages: 0.12 };
/** Number of pairs in the first round. */
const SIGN_PAIRS = 120;
const PRESS_PAIRS = 40;

/** What `newAddresses` creates. The hosted page repeats the address that was just entered, and only that. */
const ADDRESS = /ana\.\d{8}@example\.org/g;
const CHANGE_TOKEN = /(?<=name="change" value=")[\w-]+/;
let lastNumber = 10_000_000;
/** Creates new email addresses, all of the same length. */
const newAddresses = (count: number) =>
  Array.from({ length: count }, () => `ana.${++lastNumber}@example.org`);

const signature = (email: string): RawRequest => ({
  path: SIGNATURES,
  type: 'application/json',
  body: JSON.stringify({ givenName: 'Ana', email }),
});
const pageSignature = (email: string): RawRequest => ({
  path: `${PAGE}?lang=en`,
  type: FORM['Content-Type'],
  body: form({ givenName: 'Ana', email }),
});
const get = (url: string): RawRequest => ({ path: url.slice(PUBLIC_URL.length) });
const press = (url: string): RawRequest => ({
  ...get(url),
  type: FORM['Content-Type'],
  body: form({ sure: 'yes' }),
});

/** Each pair has one request of each population. */
interface Populations {
  a: RawRequest[];
  b: RawRequest[];
}

/**
 * Sends the requests one at a time, in pairs. Which request of a pair goes first is random.
 *
 * @throws if two responses differ in any byte
 */
async function measure(connection: RawConnection, { a, b }: Populations): Promise<Pair[]> {
  const responses = new Set<string>();
  const time = async (request: RawRequest) => {
    const { ms, head, body } = await connection.send(request);
    // The token is encrypted, and thus random; its length must not differ.
    const neutralBody = body
      .replace(ADDRESS, 'address')
      .replace(CHANGE_TOKEN, (token) => `${token.length} characters`);
    responses.add(`${head.replace(/^date: [^\r]*/im, 'date')}\r\n\r\n${neutralBody}`);
    return ms;
  };
  const pairs: Pair[] = [];
  for (const [index, request] of a.entries()) {
    if (randomInt(2) === 0) {
      pairs.push({ a: await time(request), b: await time(b[index]!) });
    } else {
      const first = await time(b[index]!);
      pairs.push({ a: await time(request), b: first });
    }
    // Checked after each pair, because later responses may differ as a consequence.
    if (responses.size > 1) assert.fail(`two responses differ:\n\n${[...responses].join('\n\n')}`);
  }
  return pairs;
}

/**
 * Fails if the populations get different responses, or one of them gets them later. If the machine is too
 * noisy to tell, the test is reported as skipped with the word "inconclusive".
 */
async function assertAlike(
  t: TestContext,
  connection: RawConnection,
  populations: (pairs: number) => Populations | Promise<Populations>,
  firstRound: number,
  tolerance: number,
): Promise<void> {
  const result = await compareUntilCertain(
    async (pairs) => measure(connection, await populations(pairs)),
    firstRound,
    tolerance,
  );
  t.diagnostic(`${t.name}: ${describeResult(result)}`);
  if (result.verdict === 'inconclusive') return t.skip(`inconclusive: ${describeResult(result)}`);
  assert.equal(result.verdict, 'alike', describeResult(result));
}

function describeResult({ pairs, z, superiority, shift, error, median }: Comparison): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `${percent(shift)} ± ${percent(error)} of ${median.toFixed(2)} ms (${(shift * median * 1000).toFixed(0)} µs), z ${z.toFixed(1)}, slower in ${percent(superiority)} of cases, ${pairs} pairs`;
}

/** Starts a server without limits on a socket, and warms it up. */
async function setUp(t: TestContext, options: StartOptions = {}) {
  const server = await start(t, { ...options, env: { LIMITS: 'off', ...options.env } });
  const connection = await connect(t, server.app.fetch);
  for (const request of [...newAddresses(40).map(signature), ...newAddresses(40).map(pageSignature)])
    await connection.send(request);
  await server.context.mailer?.deliver();
  /** Posts many requests concurrently, to prepare a measurement. */
  const postAll = async (all: readonly RawRequest[]) => {
    const remaining = all.values();
    const post = async () => {
      for (const { path, type, body } of remaining) {
        const response = await server.app.request(path, {
          method: 'POST',
          body: body ?? '',
          ...(type && { headers: { 'Content-Type': type } }),
        });
        assert.ok(response.ok, `${path} ${response.status}`);
      }
    };
    await Promise.all(Array.from({ length: 32 }, post));
  };
  /** Creates `count` addresses that have signed. */
  const signers = async (count: number) => {
    const all = newAddresses(count);
    await postAll(all.map(signature));
    return all;
  };
  return { ...server, connection, postAll, signers };
}

/** Sets up the same with email confirmation and an adjustable clock. */
async function setUpWithEmails(t: TestContext) {
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  t.after(() => mock.timers.reset());
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const server = await setUp(t, { smtpUrl: mail.url });
  const { context, postAll, signers } = server;
  const advance = (minutes: number) => mock.timers.setTime(Date.now() + minutes * 60_000);
  /** Delivers the emails that are due, and returns their recipients and links. */
  const emails = async () => {
    mail.emails.length = 0;
    await context.mailer!.deliver();
    return mail.emails.map(({ to, links }) => ({ to, confirm: links.confirm!, withdraw: links.withdraw! }));
  };
  /** Creates `count` addresses that have an email with an unused link. */
  const requested = async (count: number) => {
    await signers(count);
    const all = await emails();
    assert.equal(all.length, count);
    return all;
  };
  type Emails = Awaited<ReturnType<typeof emails>>;
  const confirmed = async (all: Emails) => {
    await postAll(all.map(({ confirm }) => press(confirm)));
    return all;
  };
  const withdrawn = async (all: Emails) => {
    await postAll(all.map(({ withdraw }) => press(withdraw)));
    return all;
  };
  return { ...server, mail, advance, emails, requested, confirmed, withdrawn };
}

/** Repeats the requests until there are `count`. */
const cycled = (all: readonly RawRequest[], count: number) =>
  Array.from({ length: count }, (_, index) => all[index % all.length]!);

describe('whether an address has signed', () => {
  it('isn’t revealed by signing without confirmation', async (t) => {
    const { connection, signers, postAll, countOf, load } = await setUp(t);
    for (const [name, toRequest] of [
      ['through the API', signature],
      ['on the hosted page', pageSignature],
    ] as const) {
      await t.test(name, async (t) => {
        const populations = async (pairs: number) => ({
          a: (await signers(pairs)).map(toRequest),
          b: newAddresses(pairs).map(toRequest),
        });
        await assertAlike(t, connection, populations, SIGN_PAIRS, TOLERANCE.pages);
      });
    }
    await t.test('through a partner with a recipient, which may email', async (t) => {
      const recipient = await identityToRecipient(await generateHybridIdentity());
      await load([{ ...PETITIONS[0], partners: { aid: { name: 'Aid', recipient } } }]);
      const willing = (email: string): RawRequest => ({
        path: `/v1/petitions/${PETITIONS[0]!.slug}/signatures`,
        type: 'application/json',
        body: JSON.stringify({ givenName: 'Ana', email, partner: 'aid', partnerContact: true }),
      });
      const populations = async (pairs: number) => {
        const signed = newAddresses(pairs).map(willing);
        await postAll(signed);
        return { a: signed, b: newAddresses(pairs).map(willing) };
      };
      await assertAlike(t, connection, populations, SIGN_PAIRS, TOLERANCE.pages);
    });
    await t.test('with errors in the form', async (t) => {
      const { count } = await countOf(SLUG);
      const invalid = (email: string) => ({ ...signature(email), body: JSON.stringify({ email }) });
      const all = (await signers(SIGN_PAIRS)).map(invalid);
      const populations = (pairs: number) => ({ a: cycled(all, pairs), b: newAddresses(pairs).map(invalid) });
      await assertAlike(t, connection, populations, SIGN_PAIRS, TOLERANCE.noWrite);
      assert.equal((await countOf(SLUG)).count, count + SIGN_PAIRS);
    });
    await t.test('with one address repeatedly', async (t) => {
      const [signer] = (await signers(1)) as [string];
      const [first, ...repeated] = await Promise.all(cycled([signature(signer)], 1).map(connection.send));
      for (let count = 0; count < 50; count++) repeated.push(await connection.send(signature(signer)));
      for (const { body } of repeated) assert.equal(body, first!.body);
      t.diagnostic(`repeated signatures: median ${medianOf(repeated.map(({ ms }) => ms)).toFixed(2)} ms`);
    });
  });

  it('isn’t revealed by signing with confirmation, by the count, or by the list', async (t) => {
    const server = await setUpWithEmails(t);
    const { connection, requested, confirmed, withdrawn, context } = server;
    const signed = (await confirmed(await requested(15))).map(({ to }) => to);
    const pending = (await requested(15)).map(({ to }) => to);
    const withdrew = (await withdrawn(await confirmed(await requested(15)))).map(({ to }) => to);
    await context.petitions.refresh();
    const published = async () => [
      (await connection.send({ path: '/v1/petitions' })).body,
      (await connection.send({ path: `/v1/petitions/${SLUG}` })).body,
      (await connection.send({ path: `/v1/petitions/${SLUG}/count` })).body,
    ];
    const before = await published();
    for (const [name, all, toRequest] of [
      ['with an address that counts', signed, signature],
      ['with an address that has not confirmed', pending, signature],
      ['with an address that withdrew', withdrew, signature],
      ['with an address that counts, on the hosted page', signed, pageSignature],
    ] as const) {
      await t.test(name, async (t) => {
        const populations = (pairs: number) => ({
          a: cycled(all.map(toRequest), pairs),
          b: newAddresses(pairs).map(toRequest),
        });
        await assertAlike(t, connection, populations, SIGN_PAIRS, TOLERANCE.noWrite);
      });
    }

    const signedAddresses = new Set(signed);
    const populations = (pairs: number) => ({
      a: cycled(signed.map(signature), pairs),
      b: newAddresses(pairs).map(signature),
    });
    /** The same server, except that it leaks who has signed. */
    const connectLeaky = (
      leak: (response: Response, ms: number) => Response | Promise<Response>,
    ): Promise<RawConnection> => {
      const fetch: Fetch = async (request: Request, env: unknown) => {
        const start = performance.now();
        const body = await request.text();
        const { method, headers } = request;
        const response = await server.app.fetch(
          new Request(request.url, { method, headers, body }),
          env as object,
        );
        const ms = performance.now() - start;
        return signedAddresses.has(JSON.parse(body).email) ? leak(response, ms) : response;
      };
      return connect(t, fetch);
    };

    await t.test('detects a delay of one fifth (positive control)', async (t) => {
      // Of what the last requests took with their way through the socket, which is what is compared: a busy machine can take
      // several times as long a moment later, and most of it on the way.
      const durations: number[] = [];
      const leaky = await connectLeaky((response, ms) => {
        const end = performance.now() + medianOf(durations.length > 0 ? durations.slice(-20) : [ms]) / 5;
        while (performance.now() < end);
        return response;
      });
      const delayed: RawConnection = {
        ...leaky,
        async send(request) {
          const response = await leaky.send(request);
          durations.push(response.ms);
          return response;
        },
      };
      const result = await compareUntilCertain(
        (pairs) => measure(delayed, populations(pairs)),
        SIGN_PAIRS,
        TOLERANCE.noWrite,
      );
      t.diagnostic(`a delay of one fifth: ${describeResult(result)}`);
      if (result.verdict === 'inconclusive') return t.skip(`inconclusive: ${describeResult(result)}`);
      assert.equal(result.verdict, 'different', describeResult(result));
    });

    await t.test('detects a different byte (positive control)', async () => {
      const otherBody = await connectLeaky(async (response) => {
        return new Response((await response.text()).replace('confirm', 'Confirm'), response);
      });
      await assert.rejects(measure(otherBody, populations(20)), /two responses differ/);
      const otherHeader = await connectLeaky((response) => {
        response.headers.set('X-Known', '1');
        return response;
      });
      await assert.rejects(measure(otherHeader, populations(20)), /two responses differ/);
    });

    await t.test('in the count or the list, which repeated signing doesn’t change', async () => {
      await context.petitions.refresh();
      assert.deepEqual(await published(), before);
    });
  });

  it('isn’t revealed by emails: each address gets one per ten minutes, and none changes a response', async (t) => {
    const { connection, requested, confirmed, postAll, emails, advance, mail } = await setUpWithEmails(t);
    const signed = (await confirmed(await requested(15))).map(({ to }) => to);
    advance(11);
    const addresses = [...signed, ...newAddresses(15)];
    for (let round = 0; round < 3; round++) {
      await postAll(addresses.map(signature));
      const recipients = (await emails()).map(({ to }) => to).sort();
      assert.deepEqual(recipients, round === 0 ? addresses.toSorted() : []);
      advance(3);
    }
    mail.reject = { code: 550, at: 'recipient' };
    advance(11);
    for (let round = 0; round < 2; round++) {
      await measure(connection, { a: signed.map(signature), b: newAddresses(15).map(signature) });
      assert.deepEqual(await emails(), []);
    }
  });

  it('isn’t revealed by the pages behind the links in emails', async (t) => {
    const { connection, requested, confirmed, withdrawn, postAll, emails, advance } =
      await setUpWithEmails(t);
    /** Sends each address two emails. Population A confirms the first one. Returns the second ones. */
    const sendTwoEmails = async (pairs: number) => {
      const first = await requested(2 * pairs);
      advance(11);
      await postAll(first.map(({ to }) => signature(to)));
      const byRecipient = new Map((await emails()).map((email) => [email.to, email]));
      const second = first.map(({ to }) => byRecipient.get(to)!);
      await confirmed(first.slice(0, pairs));
      return { a: second.slice(0, pairs), b: second.slice(pairs) };
    };
    const sent = await sendTwoEmails(PRESS_PAIRS);
    for (const link of ['confirm', 'withdraw'] as const) {
      await t.test(`opened, to ${link}`, async (t) => {
        const pagesOf = (all: typeof sent.a) => all.map((email) => get(email[link]));
        const populations = (pairs: number) => ({
          a: cycled(pagesOf(sent.a), pairs),
          b: cycled(pagesOf(sent.b), pairs),
        });
        await assertAlike(t, connection, populations, SIGN_PAIRS, TOLERANCE.noWrite);
      });
    }

    const testPressing = (name: string, populations: (pairs: number) => Promise<Populations>) =>
      t.test(name, (t) => assertAlike(t, connection, populations, PRESS_PAIRS, TOLERANCE.pages));
    // The first round uses the emails whose pages were opened above.
    const unused = [sent];
    await testPressing('pressed to confirm, whether or not another email was confirmed', async (pairs) => {
      const { a, b } = unused.pop() ?? (await sendTwoEmails(pairs));
      return {
        a: a.map(({ confirm }) => press(confirm)),
        b: b.map(({ confirm }) => press(confirm)),
      };
    });
    const unchanged = async (all: typeof sent.a) => all;
    for (const [name, link, prepareA, prepareB] of [
      ['confirm, whether or not it was pressed before', 'confirm', confirmed, unchanged],
      ['withdraw, whether the signature counts or is pending', 'withdraw', confirmed, unchanged],
      ['withdraw, whether the signature counts or was withdrawn', 'withdraw', confirmed, withdrawn],
    ] as const) {
      await testPressing(`pressed to ${name}`, async (pairs) => {
        const all = await requested(2 * pairs);
        return {
          a: (await prepareA(all.slice(0, pairs))).map((email) => press(email[link])),
          b: (await prepareB(all.slice(pairs))).map((email) => press(email[link])),
        };
      });
    }
  });

  it('isn’t revealed by the limits, which are reached after the same number of requests', async (t) => {
    const server = await start(t, { env: { LIMITS: 'on' } });
    const [signedAddress] = newAddresses(1) as [string];
    await server.post(SIGNATURES, { givenName: 'Ana', email: signedAddress }, {}, '192.0.2.9');
    /** Counts a client's requests until it needs a proof of work, and until it has to wait. */
    const countUntilLimits = async (client: string, email: () => string) => {
      let proof = 0;
      for (let requests = 1; ; requests++) {
        const response = await server.post(SIGNATURES, { givenName: 'Ana', email: email() }, {}, client);
        if (response.status === 202) assert.equal(proof, 0);
        else if (response.headers.get('Retry-After') !== '0') {
          assert.equal(response.status, 429);
          return { proof, wait: requests };
        } else proof ||= requests;
      }
    };
    const [signer, stranger] = await Promise.all([
      countUntilLimits('192.0.2.1', () => signedAddress),
      countUntilLimits('192.0.2.2', () => newAddresses(1)[0]!),
    ]);
    t.diagnostic(`signer ${JSON.stringify(signer)}, stranger ${JSON.stringify(stranger)}`);
    assert.ok(signer.proof > 0);
    assert.deepEqual(signer, stranger);
  });
});
