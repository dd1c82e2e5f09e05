import type { ExportColumn } from '../../common/exported-signature.ts';
import type {
  FailureReason,
  IdentityInput,
  Opened,
  OpeningAnswer,
  OpeningProgress,
  OpeningRequest,
  Rows,
  SaveFormat,
  Selection,
} from './protocol.ts';

/** Why the worker couldn't do what it was asked. */
export class OpenerError extends Error {
  override name = 'OpenerError';

  constructor(readonly reason: FailureReason | 'closed' | 'not-loaded') {
    super(reason);
  }
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: OpenerError): void;
  onProgress?: ((progress: OpeningProgress) => void) | undefined;
}

/** Asks a worker, one thing after the other. Identity and signatures are only there, and end with it. */
export class Opener {
  #worker: Worker | undefined;
  #pending: Pending[] = [];

  open(
    file: Blob,
    identity: IdentityInput,
    onProgress: (progress: OpeningProgress) => void,
  ): Promise<Opened> {
    return this.#ask({ type: 'open', file, identity }, onProgress);
  }

  /** What is in a challenge of the server. */
  prove(sealed: string, identity: IdentityInput): Promise<string> {
    return this.#ask({ type: 'prove', sealed, identity });
  }

  rows(selection: Selection, offset: number, limit: number): Promise<Rows> {
    return this.#ask({ type: 'rows', selection, offset, limit });
  }

  save(selection: Selection, format: SaveFormat, columns: readonly ExportColumn[]): Promise<Blob> {
    return this.#ask({ type: 'save', selection, format, columns });
  }

  /** Ends the worker, with all that it knows and does. */
  close(reason: 'closed' | 'not-loaded' = 'closed'): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const pending = this.#pending;
    this.#pending = [];
    for (const { reject } of pending) reject(new OpenerError(reason));
  }

  #ask<T>(request: OpeningRequest, onProgress?: (progress: OpeningProgress) => void): Promise<T> {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve: resolve as Pending['resolve'], reject, onProgress });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<OpeningAnswer>) => this.#onAnswer(data));
    worker.addEventListener('error', () => this.close('not-loaded'));
    return worker;
  }

  #onAnswer(data: OpeningAnswer): void {
    if (data.type === 'progress') {
      this.#pending[0]?.onProgress?.(data);
      return;
    }
    const asked = this.#pending.shift();
    if (data.type === 'done') asked?.resolve(data.value);
    else asked?.reject(new OpenerError(data.reason));
  }
}
