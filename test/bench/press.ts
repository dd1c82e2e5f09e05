import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from './figures.ts';
import type { Running } from './servers.ts';
import { SLUG } from './sites.ts';

export const CONNECTIONS = 64;
/**
 * Rounds of each side; sides take turns, so that what else the machine does meets both. Each round has servers of
 * its own: the same program runs up to a third slower from one start to the next, and stays so until its end.
 */
const ROUNDS = 5;
/** Long enough for the compiler to have done what it does. */
const WARM_UP = 3;
const SECONDS = 3;
/** More than any server here answers, so that nobody signs twice. */
const MOST_PER_SECOND = 40_000;

export interface Plan {
  /** Connections are dealt out to them in turn. */
  origins: string[];
  path: string;
  /** Distinct signatures rather than GET: how many over each connection. */
  sign?: { prefix: string; each: number };
  /** Seconds before what is counted. */
  warmUp: number;
  /** Seconds that are counted; null until everything was sent. */
  seconds: number | null;
}

export interface Load {
  /** Answers of 2xx, warming up included. */
  acknowledged: number;
  /** Any other answers. */
  refused: number;
  /** Broken connections and answers that didn't come. */
  errors: number;
  /** How long was counted. */
  seconds: number;
  /** Answers in a second, and how many milliseconds they took. */
  rate: number;
  p50: number;
  p99: number;
  /** How much of one core the generator itself took: at 1 it is the limit, not the server. */
  busy: number;
}

let presses = 0;

/** Signs for some seconds with people who haven't signed before. */
export const signing = (...origins: string[]): Promise<Load> =>
  press({
    origins,
    path: `/v1/petitions/${SLUG}/signatures`,
    warmUp: WARM_UP,
    seconds: SECONDS,
    sign: people(),
  });

/** Signs this many times, or a few more. */
export const signingTimes = (times: number, origin: string): Promise<Load> =>
  press({
    origins: [origin],
    path: `/v1/petitions/${SLUG}/signatures`,
    warmUp: 0,
    seconds: null,
    sign: people(Math.ceil(times / CONNECTIONS)),
  });

export const reading = (origin: string, path: string): Promise<Load> =>
  press({ origins: [origin], path, warmUp: WARM_UP, seconds: SECONDS });

function people(each = Math.ceil((MOST_PER_SECOND * (WARM_UP + SECONDS)) / CONNECTIONS)) {
  presses += 1;
  return { prefix: `person.${presses}`, each };
}

/** @throws where anything but 2xx was answered */
async function press(plan: Plan): Promise<Load> {
  const generator = fork(fileURLToPath(new URL('load.ts', import.meta.url)), [JSON.stringify(plan)]);
  const exited = once(generator, 'exit');
  const answer = await Promise.race([once(generator, 'message'), exited.then(() => null)]);
  if (!answer) throw new Error('the load generator ended without a result');
  await exited;
  const load = answer[0] as Load;
  if (load.refused > 0 || load.errors > 0) {
    throw new Error(`${load.refused} answers were not 2xx, ${load.errors} requests failed`);
  }
  if (plan.seconds !== null && load.seconds < plan.seconds * 0.9) {
    throw new Error('all signatures were sent before the time was over; raise MOST_PER_SECOND');
  }
  return load;
}

/** One side of a comparison: servers that are started for each round, and what is done to them. */
export const side =
  (work: (...origins: string[]) => Promise<Load>, ...launch: (() => Promise<Running>)[]) =>
  async (): Promise<Load> => {
    const servers: Running[] = [];
    try {
      for (const each of launch) servers.push(await each());
      return await work(...servers.map(({ origin }) => origin));
    } finally {
      for (const server of servers) await server.stop();
    }
  };

/** Lets the sides take turns; medians of the rounds, and the sum of what was acknowledged. */
export async function inTurns<Side extends string>(
  sides: Record<Side, () => Promise<Load>>,
): Promise<Record<Side, Load>> {
  const names = Object.keys(sides) as Side[];
  const rounds = Object.fromEntries(names.map((name) => [name, [] as Load[]])) as Record<Side, Load[]>;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push(await sides[name]());
  }
  const overall = (loads: Load[]): Load => ({
    acknowledged: loads.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    refused: 0,
    errors: 0,
    seconds: loads.reduce((sum, { seconds }) => sum + seconds, 0),
    rate: median(loads.map(({ rate }) => rate)),
    p50: median(loads.map(({ p50 }) => p50)),
    p99: median(loads.map(({ p99 }) => p99)),
    busy: median(loads.map(({ busy }) => busy)),
  });
  return Object.fromEntries(names.map((name) => [name, overall(rounds[name])])) as Record<Side, Load>;
}
