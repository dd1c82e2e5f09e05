import type { ExportedSignature } from '../../common/exported-signature.ts';

/** A signature on its way to another tool. */
export interface ForwardedSignature extends ExportedSignature {
  /** Random for everybody without the identity, and the same each time this signature is forwarded. */
  id: string;
  /** Slug. */
  petition: string;
  /** Whether the signer agreed to be contacted by the one who forwards. */
  mayContact: boolean;
}

/** Where signatures go. */
export interface Target {
  /** For messages, without anything secret. */
  readonly name: string;
  /** What distinguishes it from other targets. May be secret. */
  readonly address: string;
  /** After how many signatures the state file is written. More than one only if sending one twice does no harm. */
  readonly batchSize: number;
  /**
   * Checks credentials and address before anything is sent.
   *
   * @throws UserError
   */
  prepare(): Promise<void>;
  /**
   * Sends a signature. Resolves once the target has it.
   *
   * @returns null, or why the target refuses this one
   * @throws UserError if it makes no sense to send others
   */
  send(signature: ForwardedSignature): Promise<string | null>;
  /** Makes sure that what was sent is on disk, if that is this machine's task. */
  flush(): Promise<void>;
}
