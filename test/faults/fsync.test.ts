import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assertConsistent } from './consistency.ts';
import { DATABASES, type DatabaseName, POSTGRES_SETTINGS } from './databases.ts';
import {
  createEnvironment,
  createEnvironmentFor,
  loadSamplePetitions,
  type TestEnvironment,
} from './environment.ts';
import { Ledger, SigningLoad, signNew } from './load.ts';
import { type ServerProcess, waitUntil } from './server.ts';

const SEQUENTIAL_SIGNATURES = 40;
const LOAD_MS = 700;
/** Maximum number of signatures in one commit. */
const MAX_BATCH_SIZE = 256;

const OPTIONS = { skip: spawnSync('strace', ['-V']).error !== undefined && 'strace is not installed' };

interface Trace {
  /** The start of each call so far, in Unix milliseconds. */
  calls(): number[];
  end(): Promise<void>;
}

/** Traces the fsync calls of a process and of those it starts. Threads are stopped one after the other, so the first calls may be missed. */
async function traceFsync(t: TestContext, pid: number): Promise<Trace> {
  const file = `${temporaryFolder(t)}/trace`;
  const filters = ['-e', 'trace=fsync,fdatasync', '-e', 'signal=none'];
  const strace = spawn('strace', ['-f', '-ttt', ...filters, '-o', file, '-p', String(pid)]);
  const exited = once(strace, 'exit');
  const attached = once(strace.stderr, 'data');
  t.after(() => strace.kill('SIGKILL'));
  await attached;
  return {
    calls() {
      const calls = readFileSync(file, 'utf8').matchAll(/^\d+ +(\d+\.\d+) (?:fsync|fdatasync)\(/gm);
      return [...calls].map(([, seconds]) => Number(seconds) * 1000);
    },
    async end() {
      strace.kill('SIGINT');
      await exited;
    },
  };
}

/** Starts a server and traces the process that writes to disk for it: the server itself, or PostgreSQL. */
async function startTraced(t: TestContext, database: DatabaseName) {
  if (database === 'SQLite') {
    const environment = await createEnvironment(t, database);
    const server = await environment.start();
    return { environment, server, trace: await traceFsync(t, server.pid) };
  }
  const cluster = await startPostgres(POSTGRES_SETTINGS);
  t.after(() => cluster.stop());
  await cluster.query('create database petitions');
  const url = cluster.urlOf('petitions');
  await loadSamplePetitions(url);
  const environment = await createEnvironmentFor(t, url);
  const [row] = await cluster.query(`select pg_read_file('postmaster.pid') as content`);
  // Before the server connects: only backends that are forked from now on are traced.
  const trace = await traceFsync(t, Number.parseInt(String(row!.content), 10));
  return { environment, server: await environment.start(), trace };
}

async function signSequentially(server: ServerProcess, ledger: Ledger) {
  const agent = new Agent({ keepAlive: true });
  const from = Date.now();
  for (let signed = 0; signed < SEQUENTIAL_SIGNATURES; signed++) {
    assert.ok(await signNew(server.origin, ledger, agent), server.log());
  }
  agent.destroy();
  return { from, to: Date.now() };
}

async function signConcurrently(environment: TestEnvironment, server: ServerProcess, ledger: Ledger) {
  const before = ledger.acknowledged.length;
  const from = Date.now();
  const load = new SigningLoad(server.origin, ledger, { connections: 32 });
  await sleep(LOAD_MS);
  await load.stop();
  await assertConsistent(environment, ledger);
  return { from, to: Date.now(), signed: ledger.acknowledged.length - before };
}

describe('an acknowledged signature', { concurrency: 2, ...OPTIONS }, () => {
  for (const database of DATABASES) {
    it(`is fsynced, alone or with its batch, on ${database}`, async (t) => {
      const { environment, server, trace } = await startTraced(t, database);
      const ledger = new Ledger();
      await waitUntil('calls are traced', 30_000, async () => {
        await signNew(server.origin, ledger);
        return trace.calls().length > 0;
      });
      const sequential = await signSequentially(server, ledger);
      const concurrent = await signConcurrently(environment, server, ledger);
      await trace.end();
      const calls = trace.calls();
      const callsDuring = ({ from, to }: { from: number; to: number }) =>
        calls.filter((call) => call >= from && call <= to).length;
      assert.ok(
        callsDuring(sequential) >= SEQUENTIAL_SIGNATURES,
        `${callsDuring(sequential)} calls for ${SEQUENTIAL_SIGNATURES} signatures`,
      );
      assert.ok(concurrent.signed > 32);
      assert.ok(callsDuring(concurrent) >= concurrent.signed / MAX_BATCH_SIZE);
    });
  }
});
