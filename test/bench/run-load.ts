import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CpuTime } from '../support/cpu-time.ts';
import { SLUG } from './deployment.ts';
import { median } from './results.ts';
import type { RunningServer } from './servers.ts';

export const CONNECTIONS = 64;
/**
 * Rounds per contender. Contenders take turns, so that anything else that the machine does affects all of them. Each
 * round starts new servers: the same program can be up to a third slower after one start than after another, and stays
 * that slow until it ends.
 */
const ROUNDS = 5;
/** Long enough for the JIT compiler to settle. */
const WARM_UP_SECONDS = 3;
const MEASURED_SECONDS = 3;
/** To warm up, and again to measure the cost. */
const COST_ANSWERS = 20_000;
/** More than any of these servers can answer, so that nobody has to sign twice. */
const MAX_SIGNATURES_PER_SECOND = 120_000;

/** A server to put load on. */
export type Target = Pick<RunningServer, 'origin' | 'pid'>;

export interface LoadPlan {
  /** Connections are distributed evenly over these. */
  servers: Target[];
  path: string;
  /** POSTs distinct signatures instead of sending GETs. */
  signatures?: {
    emailPrefix: string;
    perConnection: number;
    /** Further values, the same for everybody. */
    answers?: object;
  };
  /** Before anything is measured. */
  warmUp: Extent;
  /** null to run until everything was sent. */
  measured: Extent | null;
}

/** How long, or how many answers. */
export type Extent = { seconds: number } | { answers: number };

export interface LoadResult {
  /** Answers with a 2xx status, warm-up included. */
  acknowledged: number;
  /** Answers with any other status. */
  refused: number;
  /** Broken connections and missing answers. */
  errors: number;
  /** How long was measured. */
  seconds: number;
  /** Answers per second. */
  rate: number;
  /** Latencies in milliseconds. */
  p50: number;
  p99: number;
  /** Share of one core that the generator itself used. At 1, it is the bottleneck rather than the server. */
  generatorCpu: number;
  /** CPU time of the servers per answer, in microseconds: of all threads, user and system. */
  serverCpuPerAnswer: number;
  /** The same for each thread of the first server, the busiest first. */
  threadCpuPerAnswer: (CpuTime & { isMain: boolean })[];
}

let loadCount = 0;

/** Signs for a few seconds, with people who haven't signed before. */
export const loadSignatures = (...servers: Target[]): Promise<LoadResult> =>
  runLoad({
    servers,
    path: `/v1/petitions/${SLUG}/signatures`,
    warmUp: { seconds: WARM_UP_SECONDS },
    measured: { seconds: MEASURED_SECONDS },
    signatures: newPeople(),
  });

/** The same through a partner, with the box for its emails checked by everybody or nobody. */
export const loadPartnerSignatures =
  (partnerContact: boolean) =>
  (...servers: Target[]): Promise<LoadResult> =>
    runLoad({
      servers,
      path: `/v1/petitions/${SLUG}/signatures`,
      warmUp: { seconds: WARM_UP_SECONDS },
      measured: { seconds: MEASURED_SECONDS },
      signatures: { ...newPeople(), answers: { partner: 'harbour-aid', partnerContact } },
    });

/**
 * The same for a fixed number of signatures, to measure CPU time: on a busy machine, fewer would be sent in the same
 * time, and a larger share of it would be the JIT compiler's.
 */
export const loadForCost = (...servers: Target[]): Promise<LoadResult> =>
  runLoad({
    servers,
    path: `/v1/petitions/${SLUG}/signatures`,
    warmUp: { answers: COST_ANSWERS },
    measured: { answers: COST_ANSWERS },
    signatures: newPeople(Math.ceil((COST_ANSWERS * 3) / CONNECTIONS)),
  });

/** Signs this many times, rounded up to a multiple of the connections. */
export const loadSignatureCount = (count: number, server: Target): Promise<LoadResult> =>
  runLoad({
    servers: [server],
    path: `/v1/petitions/${SLUG}/signatures`,
    warmUp: { seconds: 0 },
    measured: null,
    signatures: newPeople(Math.ceil(count / CONNECTIONS)),
  });

/** Sends GET requests for a few seconds. */
export const loadReads = (server: Target, path: string): Promise<LoadResult> =>
  runLoad({
    servers: [server],
    path,
    warmUp: { seconds: WARM_UP_SECONDS },
    measured: { seconds: MEASURED_SECONDS },
  });

function newPeople(
  perConnection = Math.ceil((MAX_SIGNATURES_PER_SECOND * (WARM_UP_SECONDS + MEASURED_SECONDS)) / CONNECTIONS),
) {
  loadCount += 1;
  return { emailPrefix: `person.${loadCount}`, perConnection };
}

/** @throws if any answer was not a 2xx */
async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const generatorPath = fileURLToPath(new URL('load-generator.ts', import.meta.url));
  const generator = fork(generatorPath, [JSON.stringify(plan)]);
  const exited = once(generator, 'exit');
  const message = await Promise.race([once(generator, 'message'), exited.then(() => null)]);
  if (!message) throw new Error('the load generator exited without a result');
  await exited;
  const result = message[0] as LoadResult;
  if (result.refused > 0 || result.errors > 0) {
    throw new Error(`${result.refused} answers were not 2xx, ${result.errors} requests failed`);
  }
  if (plan.measured && 'seconds' in plan.measured && result.seconds < plan.measured.seconds * 0.9) {
    throw new Error('all signatures were sent before the time was up; raise MAX_SIGNATURES_PER_SECOND');
  }
  return result;
}

/** One side of a comparison: the servers to start for each round, and the load to put on them. */
export const contender =
  (load: (...servers: Target[]) => Promise<LoadResult>, ...starters: (() => Promise<RunningServer>)[]) =>
  async (): Promise<LoadResult> => {
    const servers: RunningServer[] = [];
    try {
      for (const start of starters) servers.push(await start());
      return await load(...servers);
    } finally {
      for (const server of servers) await server.stop();
    }
  };

/** Runs the contenders in turn. Returns the medians of the rounds, and the sum of what was acknowledged. */
export async function compare<Name extends string>(
  contenders: Record<Name, () => Promise<LoadResult>>,
): Promise<Record<Name, LoadResult>> {
  const names = Object.keys(contenders) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, [] as LoadResult[]])) as Record<
    Name,
    LoadResult[]
  >;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push(await contenders[name]());
  }
  const combine = (results: LoadResult[]): LoadResult => ({
    acknowledged: results.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    refused: 0,
    errors: 0,
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
    rate: median(results.map(({ rate }) => rate)),
    p50: median(results.map(({ p50 }) => p50)),
    p99: median(results.map(({ p99 }) => p99)),
    generatorCpu: median(results.map(({ generatorCpu }) => generatorCpu)),
    serverCpuPerAnswer: median(results.map(({ serverCpuPerAnswer }) => serverCpuPerAnswer)),
    // Of one round, so that its parts belong together.
    threadCpuPerAnswer: results.at(-1)!.threadCpuPerAnswer,
  });
  return Object.fromEntries(names.map((name) => [name, combine(rounds[name])])) as Record<Name, LoadResult>;
}
