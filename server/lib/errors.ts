/**
 * Something a person did or must do: the message says what, in their words. The command line prints it
 * without a stack and exits with 1; anything else that is thrown is a fault of ours.
 */
export class UserError extends Error {
  override name = 'Mistake';
}
