import assert from 'node:assert/strict';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SLUG } from './environment.ts';
import { read, type Server, until } from './server.ts';

/** How many of those who sign have signed before: one in this many. */
const REPEATED = 8;
/** How long somebody waits before trying again. */
const PAUSE_MS = 50;

/** Who signed, and who was told that it is done. */
export class Ledger {
  /** All addresses that ever were sent are those below this number. */
  #sent = 0;
  /** Addresses that got a 202, each once. */
  readonly acknowledged: string[] = [];
  /** What everybody who signs is told: first or repeated, before the fault or after. */
  answer: string | undefined;

  get sent(): number {
    return this.#sent;
  }

  newAddress(): string {
    return addressOf(this.#sent++);
  }

  *addresses(): Generator<string> {
    for (let number = 0; number < this.#sent; number++) yield addressOf(number);
  }

  someAcknowledged(): string | undefined {
    return this.acknowledged[Math.floor(Math.random() * this.acknowledged.length)];
  }
}

const addressOf = (number: number) => `supporter-${number}@example.org`;

/** Supporters who sign one after the other over connections that are kept open, until they are told to stop. */
export class Load {
  readonly #origin: string;
  readonly #ledger: Ledger;
  readonly #agent: Agent;
  readonly #supporters: Promise<void>[];
  #stopping = false;
  /** How many answers there were of each status. */
  readonly statuses = new Map<number, number>();
  /** Requests that got no answer. */
  unanswered = 0;
  /** Answers that ended before they were whole. */
  cutOff = 0;
  slowestMs = 0;
  /** What no fault excuses. */
  readonly wrong: string[] = [];

  constructor(origin: string, ledger: Ledger, connections = 24) {
    this.#origin = origin;
    this.#ledger = ledger;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#supporters = Array.from({ length: connections }, () => this.#sign());
  }

  count(status: number): number {
    return this.statuses.get(status) ?? 0;
  }

  /** Lets go of everything, whatever it comes to. */
  abandon(): void {
    this.#stopping = true;
    this.#agent.destroy();
  }

  /** Lets requests that are under way come to their end. No answer may have been wrong. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#supporters);
    this.#agent.destroy();
    assert.deepEqual(this.wrong.slice(0, 3), []);
  }

  async #sign(): Promise<void> {
    while (!this.#stopping) {
      const known = Math.random() < 1 / REPEATED ? this.#ledger.someAcknowledged() : undefined;
      // Another spelling of the same mailbox: it must neither count again nor be answered differently.
      const email = known?.toUpperCase() ?? this.#ledger.newAddress();
      while (!(await this.#attempt(email, known === undefined)) && !this.#stopping) await sleep(PAUSE_MS);
    }
  }

  async #attempt(email: string, isNew: boolean): Promise<boolean> {
    const before = performance.now();
    const response = await signOver(this.#agent, this.#origin, email).catch(() => null);
    if (response === null) {
      this.unanswered += 1;
      return false;
    }
    const status = response.statusCode!;
    this.statuses.set(status, this.count(status) + 1);
    // As of the first line: whoever reads that has been told.
    if (status === 202 && isNew) this.#ledger.acknowledged.push(email);
    const body = await text(response).catch(() => null);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - before);
    if (body === null || !response.complete) this.cutOff += 1;
    else this.#look(response, body);
    return status === 202;
  }

  #look(response: IncomingMessage, body: string): void {
    const { statusCode: status, headers } = response;
    const problem = `${status} ${JSON.stringify(headers)} ${body}`;
    if (status === 202) {
      this.#ledger.answer ??= lasting(response, body);
      if (lasting(response, body) !== this.#ledger.answer) this.wrong.push(`another answer: ${problem}`);
    } else if (
      status !== 503 ||
      !/^\d+$/.test(headers['retry-after'] ?? '') ||
      headers['content-type'] !== 'application/problem+json'
    ) {
      this.wrong.push(problem);
    }
  }
}

/** The answer without what the moment and the connection bring. */
function lasting({ statusCode, rawHeaders }: IncomingMessage, body: string): string {
  const ofTheMoment = ['date', 'connection', 'keep-alive'];
  const headers = rawHeaders.filter(
    (_, index) => !ofTheMoment.includes(rawHeaders[index - (index % 2)]!.toLowerCase()),
  );
  return [statusCode, ...headers, body].join('\n');
}

/** Signs; resolves as soon as the answer begins. */
function signOver(agent: Agent, origin: string, email: string, slug = SLUG): Promise<IncomingMessage> {
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

/** Signs once, on a connection of its own. */
export async function post(origin: string, slug: string, email: string): Promise<IncomingMessage> {
  const agent = new Agent();
  const response = await signOver(agent, origin, email, slug);
  await text(response);
  agent.destroy();
  return response;
}

/** Signs once, on a connection of its own, with an address that is new; whether it was acknowledged. */
export async function signOnce(origin: string, ledger: Ledger, agent?: Agent): Promise<boolean> {
  const own = agent ?? new Agent();
  const email = ledger.newAddress();
  const response = await signOver(own, origin, email).catch(() => null);
  if (response) await text(response).catch(() => null);
  if (!agent) own.destroy();
  if (response?.statusCode !== 202) return false;
  ledger.acknowledged.push(email);
  return true;
}

/** Signatures that come in from now on, until the test ends at the latest. */
export async function underLoad(t: TestContext, server: Server, signatures = 100, connections = 24) {
  const ledger = new Ledger();
  const load = new Load(server.origin, ledger, connections);
  t.after(() => load.abandon());
  await until(`${signatures} signatures`, 10_000, () => ledger.acknowledged.length >= signatures, server);
  // From now on: a process that just started is slow without anybody's fault.
  const readers = new Readers(server.origin);
  t.after(() => readers.abandon());
  return {
    ledger,
    load,
    readers,
    /** Waits until that many more signatures than now were acknowledged. */
    async goesOn(withinMs: number, more = 100): Promise<void> {
      const goal = ledger.acknowledged.length + more;
      await until('signatures again', withinMs, () => ledger.acknowledged.length > goal, server);
    },
  };
}

/** Reads what needs no database, over and over, while something else goes wrong. */
export class Readers {
  readonly #reading: Promise<void>;
  #stopping = false;
  readonly #times: number[] = [];
  readonly #wrong: string[] = [];

  constructor(origin: string) {
    this.#reading = this.#read(origin);
  }

  abandon(): void {
    this.#stopping = true;
  }

  /**
   * Every answer must have been a 200 within this time; of a hundred, one may have had to wait longer for a
   * busy machine. A server that stood still would keep all of them waiting.
   */
  async stop(withinMs: number): Promise<void> {
    this.abandon();
    await this.#reading;
    assert.deepEqual(this.#wrong.slice(0, 3), []);
    const times = this.#times.toSorted((a, b) => b - a);
    assert.ok(times.length > 0);
    const slow = times[Math.floor(times.length / 100)]!;
    assert.ok(slow < withinMs && times[0]! < 4 * withinMs, `${times.slice(0, 5).map(Math.round)} ms`);
  }

  async #read(origin: string): Promise<void> {
    while (!this.#stopping) {
      for (const path of [`/v1/petitions/${SLUG}/count`, '/healthz']) {
        const reading = await read(origin, path);
        if (reading) this.#times.push(reading.ms);
        if (reading?.status !== 200) this.#wrong.push(`${path}: ${reading?.status ?? 'no answer'}`);
      }
      await sleep(40);
    }
  }
}
