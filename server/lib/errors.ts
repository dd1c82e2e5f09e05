/**
 * An error that a person caused or has to fix. Its message says what to do. The command line prints it without a stack
 * and exits with 1. Any other error is a bug.
 */
export class UserError extends Error {
  override name = 'UserError';
}
