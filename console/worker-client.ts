/** What a worker answers. */
export type WorkerAnswer<Progress, Reason> =
  | ({ type: 'progress' } & Progress)
  | { type: 'done'; value: unknown }
  | { type: 'failed'; reason: Reason };

/** Why a worker doesn't answer: it was ended, or its script couldn't be loaded. */
export type NoAnswer = 'closed' | 'not-loaded';

interface Pending<Progress> {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Asks a worker, one thing after the other. What it knows is only there, and ends with it. */
export class WorkerClient<Request, Progress, Reason> {
  #worker: Worker | undefined;
  #pending: Pending<Progress>[] = [];
  readonly #start: () => Worker;
  readonly #toError: (reason: Reason | NoAnswer) => Error;

  /** @param start called when there is something to ask */
  constructor(start: () => Worker, toError: (reason: Reason | NoAnswer) => Error) {
    this.#start = start;
    this.#toError = toError;
  }

  /** Ends the worker, with all that it knows and does. */
  close(reason: NoAnswer = 'closed'): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const pending = this.#pending;
    this.#pending = [];
    for (const { reject } of pending) reject(this.#toError(reason));
  }

  protected ask<T>(request: Request, onProgress?: (progress: Progress) => void): Promise<T> {
    this.#worker ??= this.#listen(this.#start());
    this.#worker.postMessage(request);
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve: resolve as Pending<Progress>['resolve'], reject, onProgress });
    });
  }

  #listen(worker: Worker): Worker {
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer<Progress, Reason>>) =>
      this.#onAnswer(data),
    );
    worker.addEventListener('error', () => this.close('not-loaded'));
    return worker;
  }

  #onAnswer(data: WorkerAnswer<Progress, Reason>): void {
    if (data.type === 'progress') {
      this.#pending[0]?.onProgress?.(data);
      return;
    }
    const asked = this.#pending.shift();
    if (data.type === 'done') asked?.resolve(data.value);
    else asked?.reject(this.#toError(data.reason));
  }
}
