interface PeriodicOptions {
  /** Milliseconds from the end of a round to the next one. A function is called before each pause. */
  pauseMs: number | (() => number);
  /** Called when a round fails. The next one runs anyway. */
  onError: (error: unknown) => void;
}

/**
 * Runs a task again and again, one round at a time, starting after the first pause.
 *
 * Its timer doesn't keep the process running.
 */
export class Periodic {
  readonly #task: () => Promise<unknown>;
  readonly #options: PeriodicOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #isStopped = false;

  constructor(task: () => Promise<unknown>, options: PeriodicOptions) {
    this.#task = task;
    this.#options = options;
    this.#schedule();
  }

  /** Starts no more rounds, and waits for the running one. After this, the task is not running. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #schedule(): void {
    const { pauseMs } = this.#options;
    const ms = typeof pauseMs === 'function' ? pauseMs() : pauseMs;
    this.#timer = setTimeout(() => {
      this.#round = this.#run();
    }, ms);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    try {
      await this.#task();
    } catch (error) {
      this.#options.onError(error);
    }
    if (!this.#isStopped) this.#schedule();
  }
}
