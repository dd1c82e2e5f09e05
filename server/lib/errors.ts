/**
 * An error that the user can fix. The message says what happened and what to do, in the user's terms. The
 * command line prints it without a stack trace and exits with 1. Anything else that is thrown is a bug.
 */
export class UserError extends Error {
  override name = 'UserError';
}

/** The command line itself is wrong: an unknown command or option, or a missing or malformed argument. Exits with 2. */
export class UsageError extends UserError {}
