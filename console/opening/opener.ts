import type { ExportColumn } from '../../common/exported-signature.ts';
import { type NoAnswer, WorkerClient } from '../worker-client.ts';
import type {
  FailureReason,
  IdentityInput,
  Opened,
  OpeningProgress,
  OpeningRequest,
  Rows,
  SaveFormat,
  Selection,
} from './protocol.ts';

/** Why the worker couldn't do what it was asked. */
export class OpenerError extends Error {
  override name = 'OpenerError';

  constructor(readonly reason: FailureReason | NoAnswer) {
    super(reason);
  }
}

/** Opens a sealed file in a worker. Identity and signatures are only there, and end with it. */
export class Opener extends WorkerClient<OpeningRequest, OpeningProgress, FailureReason> {
  constructor() {
    super(
      () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
      (reason) => new OpenerError(reason),
    );
  }

  open(
    file: Blob,
    identity: IdentityInput,
    onProgress: (progress: OpeningProgress) => void,
  ): Promise<Opened> {
    return this.ask({ type: 'open', file, identity }, onProgress);
  }

  /** What is in a challenge of the server. */
  prove(sealed: string, identity: IdentityInput): Promise<string> {
    return this.ask({ type: 'prove', sealed, identity });
  }

  rows(selection: Selection, offset: number, limit: number): Promise<Rows> {
    return this.ask({ type: 'rows', selection, offset, limit });
  }

  save(selection: Selection, format: SaveFormat, columns: readonly ExportColumn[]): Promise<Blob> {
    return this.ask({ type: 'save', selection, format, columns });
  }
}
