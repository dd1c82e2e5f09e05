// Signs or reads as fast as the servers answer. `run-load.ts` forks it into a process of its own.
import autocannon from 'autocannon';
import type { CpuTime } from '../support/cpu-time.ts';
import { cpuTimeOf, threadCpuTimesOf } from './machine.ts';
import { CONNECTIONS, type Extent, type LoadPlan, type LoadResult } from './run-load.ts';

const GIVEN_NAMES = ['Ana', 'Béla', 'Chidi', 'Dolores', 'Esi', 'Farid', 'Greta', 'Hùng'];
const FAMILY_NAMES = ['Okoro', 'Lindqvist', 'Marchetti', 'Nguyen', 'Ó Briain', 'Sørensen', 'Yılmaz'];

/** Fields of autocannon's clients that its types lack. See its lib/httpClient.js. */
interface Client extends autocannon.Client {
  reqsMade: number;
  /** A client that has made this many requests disconnects after the last answer. */
  responseMax: number;
}

const plan: LoadPlan = JSON.parse(process.argv[2]!);
const clients: Client[] = [];
const latencies: number[] = [];
const totals = { acknowledged: 0, refused: 0, errors: 0 };
let isMeasuring = 'seconds' in plan.warmUp && plan.warmUp.seconds === 0;
let answered = 0;
let onAnswer = { number: Number.NaN, call: () => {} };
let startedAt = 0;
let lastAnswerAt = 0;
let cpu = process.cpuUsage();
/** Of the servers. Since `startedAt`, once measuring has stopped. */
let serverCpu = { system: 0, user: 0 };
/** Of the first server's threads, likewise. */
let threadCpu = new Map<number, CpuTime>();

const options: autocannon.Options = {
  // Typed as a single URL. Given several, autocannon assigns its connections to them in turn.
  url: plan.servers.map(({ origin }) => origin + plan.path) as unknown as string,
  connections: CONNECTIONS,
  pipelining: 1,
  // Ended below, or when everything was sent.
  duration: 24 * 60 * 60,
  maxConnectionRequests: plan.signatures?.perConnection ?? 1e9,
  sampleInt: 50,
  setupClient(client) {
    if (plan.signatures) {
      client.setRequests(signatureRequests(plan.path, plan.signatures, clients.length));
    }
    clients.push(client as Client);
  },
};
const run = autocannon(options, sendResult);

run.on('response', (_client, status, _bytes, milliseconds) => {
  if (startedAt === 0) startClock();
  const isAcknowledged = status >= 200 && status < 300;
  totals[isAcknowledged ? 'acknowledged' : 'refused'] += 1;
  answered += 1;
  if (isMeasuring) {
    latencies.push(milliseconds);
    lastAnswerAt = performance.now();
  }
  if (answered === onAnswer.number) onAnswer.call();
});
run.on('reqError', () => {
  totals.errors += 1;
});

function sendResult(): void {
  stopMeasuring();
  latencies.sort((a, b) => a - b);
  const seconds = (lastAnswerAt - startedAt) / 1000;
  const result: LoadResult = {
    ...totals,
    seconds,
    rate: latencies.length / seconds,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    generatorCpu: (cpu.user + cpu.system) / 1e6 / seconds,
    serverCpuPerAnswer: (serverCpu.user + serverCpu.system) / latencies.length,
    threadCpuPerAnswer: [...threadCpu]
      .map(([thread, cpu]) => ({ isMain: thread === plan.servers[0]!.pid, ...perAnswer(cpu) }))
      .sort((a, b) => b.user + b.system - a.user - a.system),
  };
  process.send!(result, () => process.exit());
}

/** Called at the first answer, because preparing the requests takes a while. */
function startClock(): void {
  restartClocks();
  if (!isMeasuring) after(plan.warmUp, startMeasuring);
  else if (plan.measured) after(plan.measured, finish);
}

function startMeasuring(): void {
  restartClocks();
  isMeasuring = true;
  if (plan.measured) after(plan.measured, finish);
}

/** Requests that were already sent still get their answers, so that the number acknowledged is known. */
function finish(): void {
  stopMeasuring();
  for (const client of clients) client.responseMax = client.reqsMade;
}

function after(extent: Extent, next: () => void): void {
  if ('seconds' in extent) setTimeout(next, extent.seconds * 1000);
  else onAnswer = { number: answered + extent.answers, call: next };
}

function restartClocks(): void {
  startedAt = performance.now();
  cpu = process.cpuUsage();
  serverCpu = readServerCpu();
  threadCpu = readThreadCpu();
}

function stopMeasuring(): void {
  if (isMeasuring) {
    cpu = process.cpuUsage(cpu);
    serverCpu = difference(readServerCpu(), serverCpu);
    const before = threadCpu;
    const now = [...readThreadCpu()];
    threadCpu = new Map(now.map(([thread, cpu]) => [thread, difference(cpu, before.get(thread))]));
  }
  isMeasuring = false;
}

function readServerCpu(): CpuTime {
  const times = plan.servers.map(({ pid }) => cpuTimeOf(pid));
  return times.reduce((a, b) => ({ user: a.user + b.user, system: a.system + b.system }));
}

const readThreadCpu = () => threadCpuTimesOf(plan.servers[0]!.pid);

/** @param b undefined if the thread is new */
const difference = (a: CpuTime, b: CpuTime = { user: 0, system: 0 }): CpuTime => ({
  user: a.user - b.user,
  system: a.system - b.system,
});

const perAnswer = ({ user, system }: CpuTime): CpuTime => ({
  user: user / latencies.length,
  system: system / latencies.length,
});

/** Requests of distinct people, prepared in advance so that the cost of creating them isn't measured. */
function signatureRequests(
  path: string,
  { emailPrefix, perConnection, answers }: NonNullable<LoadPlan['signatures']>,
  client: number,
) {
  return Array.from({ length: perConnection }, (_, index): autocannon.Request => {
    const body = {
      givenName: GIVEN_NAMES[index % GIVEN_NAMES.length],
      familyName: FAMILY_NAMES[index % FAMILY_NAMES.length],
      email: `${emailPrefix}.${client}.${index}@example.org`,
      contact: index % 2 === 0,
      lang: 'en',
      ...answers,
    };
    return {
      method: 'POST',
      path,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
  });
}
