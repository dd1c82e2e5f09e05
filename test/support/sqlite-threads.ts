import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { after, before } from 'node:test';
import threads, { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';

const NewThread = Worker;

/** Starts other threads as ever. */
const SharedOrNewThread = new Proxy(Worker, {
  construct: (_, [file, options]) =>
    String(file).endsWith('/sqlite-worker.js')
      ? new SharedThread(file, options)
      : new NewThread(file, options),
});

/** Runs SQLite's databases in threads that had one before: starting a thread takes longer than most tests use it. */
export function shareSqliteThreads(): void {
  use(SharedOrNewThread);
}

/** Gives each database a thread of its own, as a server does, in the tests of a `describe`. */
export function useOwnThreads(): void {
  const used = threads.Worker;
  before(() => use(NewThread));
  after(() => use(used));
}

function use(worker: typeof Worker): void {
  threads.Worker = worker;
  syncBuiltinESMExports();
}

interface Host {
  worker: Worker;
  user: SharedThread | undefined;
}

/** Threads whose database was closed. */
const idle: Host[] = [];

/** What `SqliteThread` uses of a `Worker`. */
class SharedThread extends EventEmitter {
  readonly #port: MessagePort;

  constructor(file: URL, { workerData }: WorkerOptions) {
    super();
    const { port1, port2 } = new MessageChannel();
    const host = idle.pop() ?? startHost();
    host.user = this;
    port1.on('message', (message) => this.emit('message', message));
    // After the database was closed.
    port1.on('close', () => {
      host.user = undefined;
      idle.push(host);
      this.emit('exit', 0);
    });
    host.worker.postMessage({ file: file.href, port: port2, workerData }, [port2]);
    this.#port = port1;
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  ref(): void {
    this.#port.ref();
  }

  unref(): void {
    this.#port.unref();
  }
}

function startHost(): Host {
  const worker = new NewThread(new URL('./sqlite-thread-host.js', import.meta.url), { execArgv: [] });
  const host: Host = { worker, user: undefined };
  worker.on('error', (error) => {
    if (!host.user?.emit('error', error)) throw error;
  });
  // A thread without a database must not keep the process alive.
  worker.unref();
  return host;
}
