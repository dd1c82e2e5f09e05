/** Why the browser gave no passkey, by its own name for it. */
export class PasskeyError extends Error {
  override name = 'PasskeyError';

  constructor(readonly reason: string) {
    super(reason);
  }
}
