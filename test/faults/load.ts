import assert from 'node:assert/strict';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SLUG } from './environment.ts';
import { type ServerProcess, timedGet, waitUntil } from './server.ts';

/** One in this many signatures is from a person who has already signed. */
const REPEAT_ONE_IN = 8;
/** Pause between a failed attempt and the next one. */
const RETRY_DELAY_MS = 50;
/** Pause of a supporter between signatures in faults that last a while. Full load would only keep other tests waiting. */
const PAUSE_MS = process.env.FAULT_LONG ? 0 : 20;

interface LoadOptions {
  connections?: number;
  /** Pause of a supporter between two signatures. */
  pauseMs?: number;
}

/** Records which addresses were sent, and which were acknowledged. */
export class Ledger {
  /** Addresses are numbered; all numbers below this one were sent. */
  #sent = 0;
  /** Addresses that got a 202, each once. */
  readonly acknowledged: string[] = [];
  /** The 202 that every signer must get: first or repeated, before the fault or after. */
  expectedAnswer: string | undefined;

  get sent(): number {
    return this.#sent;
  }

  newAddress(): string {
    return addressOf(this.#sent++);
  }

  *addresses(): Generator<string> {
    for (let number = 0; number < this.#sent; number++) yield addressOf(number);
  }

  randomAcknowledged(): string | undefined {
    return this.acknowledged[Math.floor(Math.random() * this.acknowledged.length)];
  }
}

const addressOf = (number: number) => `supporter-${number}@example.org`;

/** Supporters who sign one after the other over keep-alive connections until the load is stopped. */
export class SigningLoad {
  readonly #origin: string;
  readonly #ledger: Ledger;
  readonly #agent: Agent;
  readonly #pauseMs: number;
  readonly #supporters: Promise<void>[];
  #isStopping = false;
  /** Number of answers by status. */
  readonly statuses = new Map<number, number>();
  /** Requests without an answer. */
  unanswered = 0;
  /** Answers that ended before they were complete. */
  truncated = 0;
  slowestMs = 0;
  /** Answers that are wrong even during a fault. */
  readonly unexpected: string[] = [];

  constructor(origin: string, ledger: Ledger, { connections = 24, pauseMs = 0 }: LoadOptions = {}) {
    this.#origin = origin;
    this.#pauseMs = pauseMs;
    this.#ledger = ledger;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#supporters = Array.from({ length: connections }, () => this.#keepSigning());
  }

  count(status: number): number {
    return this.statuses.get(status) ?? 0;
  }

  /** Drops all connections without waiting for answers. */
  abort(): void {
    this.#isStopping = true;
    this.#agent.destroy();
  }

  /** Waits for pending requests, then asserts that no answer was unexpected. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#supporters);
    this.#agent.destroy();
    assert.deepEqual(this.unexpected.slice(0, 3), []);
  }

  async #keepSigning(): Promise<void> {
    while (!this.#isStopping) {
      const repeated = Math.random() < 1 / REPEAT_ONE_IN ? this.#ledger.randomAcknowledged() : undefined;
      // Another spelling of the same email address: it must not count again, and must get the same answer.
      const email = repeated?.toUpperCase() ?? this.#ledger.newAddress();
      while (!(await this.#attempt(email, repeated === undefined)) && !this.#isStopping) {
        await sleep(RETRY_DELAY_MS);
      }
      if (this.#pauseMs > 0) await sleep(this.#pauseMs);
    }
  }

  async #attempt(email: string, isNew: boolean): Promise<boolean> {
    const start = performance.now();
    const response = await sendSignature(this.#agent, this.#origin, email).catch(() => null);
    if (response === null) {
      this.unanswered += 1;
      return false;
    }
    const status = response.statusCode!;
    this.statuses.set(status, this.count(status) + 1);
    // The status line is enough: a client that has read it counts as acknowledged.
    if (status === 202 && isNew) this.#ledger.acknowledged.push(email);
    const body = await text(response).catch(() => null);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - start);
    if (body === null || !response.complete) this.truncated += 1;
    else this.#checkAnswer(response, body);
    return status === 202;
  }

  #checkAnswer(response: IncomingMessage, body: string): void {
    const { statusCode: status, headers } = response;
    const received = `${status} ${JSON.stringify(headers)} ${body}`;
    if (status === 202) {
      const answer = stableAnswer(response, body);
      this.#ledger.expectedAnswer ??= answer;
      if (answer !== this.#ledger.expectedAnswer) this.unexpected.push(`different answer: ${received}`);
    } else if (
      status !== 503 ||
      !/^\d+$/.test(headers['retry-after'] ?? '') ||
      headers['content-type'] !== 'application/problem+json'
    ) {
      this.unexpected.push(received);
    }
  }
}

/** The answer without the headers that depend on the time or the connection. */
function stableAnswer({ statusCode, rawHeaders }: IncomingMessage, body: string): string {
  const varying = ['date', 'connection', 'keep-alive'];
  const headers = rawHeaders.filter(
    (_, index) => !varying.includes(rawHeaders[index - (index % 2)]!.toLowerCase()),
  );
  return [statusCode, ...headers, body].join('\n');
}

/** Resolves as soon as the answer begins. */
function sendSignature(agent: Agent, origin: string, email: string, slug = SLUG): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${origin}/v1/petitions/${slug}/signatures`,
      { method: 'POST', agent, headers: { 'Content-Type': 'application/json' } },
      resolve,
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ givenName: 'Ana', email }));
  });
}

/** Signs once with a given address, over a connection of its own. */
export async function sign(origin: string, slug: string, email: string): Promise<IncomingMessage> {
  const agent = new Agent();
  const response = await sendSignature(agent, origin, email, slug);
  await text(response);
  agent.destroy();
  return response;
}

/**
 * Signs once with a new address, over a connection of its own unless an agent is given.
 *
 * @returns whether the signature was acknowledged
 */
export async function signNew(origin: string, ledger: Ledger, agent?: Agent): Promise<boolean> {
  const usedAgent = agent ?? new Agent();
  const email = ledger.newAddress();
  const response = await sendSignature(usedAgent, origin, email).catch(() => null);
  if (response) await text(response).catch(() => null);
  if (!agent) usedAgent.destroy();
  if (response?.statusCode !== 202) return false;
  ledger.acknowledged.push(email);
  return true;
}

/** Starts signing and reading until the test ends. Resolves once this many signatures are acknowledged. */
export async function startLoad(
  t: TestContext,
  server: ServerProcess,
  { signatures = 100, pauseMs = PAUSE_MS, ...options }: LoadOptions & { signatures?: number } = {},
) {
  const ledger = new Ledger();
  const load = new SigningLoad(server.origin, ledger, { pauseMs, ...options });
  t.after(() => load.abort());
  await waitUntil(`${signatures} signatures`, 10_000, () => ledger.acknowledged.length >= signatures, server);
  // Not started earlier: a process that has just started is slow, and that is not a failure.
  const reads = new ReadProbe(server.origin);
  t.after(() => reads.abort());
  return {
    ledger,
    load,
    reads,
    /** Waits until more than this many further signatures are acknowledged. */
    async waitForMore(timeoutMs: number, more = 100): Promise<void> {
      const goal = ledger.acknowledged.length + more;
      await waitUntil('more signatures', timeoutMs, () => ledger.acknowledged.length > goal, server);
    },
  };
}

/** Repeatedly requests what needs no database, to check that it stays available during a fault. */
export class ReadProbe {
  readonly #reading: Promise<void>;
  #isStopping = false;
  readonly #times: number[] = [];
  readonly #failures: string[] = [];

  constructor(origin: string, paths: readonly string[] = [`/v1/petitions/${SLUG}/count`, '/healthz']) {
    this.#reading = this.#keepReading(origin, paths);
  }

  /** How many answers came. */
  get answered(): number {
    return this.#times.length;
  }

  abort(): void {
    this.#isStopping = true;
  }

  /**
   * Asserts that every answer was a 200 within this time. One in a hundred may have taken up to four times as long,
   * because the machine may be busy. A blocked server would delay all of them.
   */
  async stop(maxMs: number): Promise<void> {
    this.abort();
    await this.#reading;
    assert.deepEqual(this.#failures.slice(0, 3), []);
    const slowestFirst = this.#times.toSorted((a, b) => b - a);
    assert.ok(slowestFirst.length > 0);
    const percentile99 = slowestFirst[Math.floor(slowestFirst.length / 100)]!;
    assert.ok(
      percentile99 < maxMs && slowestFirst[0]! < 4 * maxMs,
      `slowest reads: ${slowestFirst.slice(0, 5).map(Math.round)} ms`,
    );
  }

  async #keepReading(origin: string, paths: readonly string[]): Promise<void> {
    while (!this.#isStopping) {
      for (const path of paths) {
        const response = await timedGet(origin, path);
        if (response) this.#times.push(response.ms);
        if (response?.status !== 200) this.#failures.push(`${path}: ${response?.status ?? 'no answer'}`);
      }
      await sleep(40);
    }
  }
}
