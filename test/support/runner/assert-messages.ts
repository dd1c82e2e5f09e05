// Replaces `assert.ok`. Node builds the message of a failed one by parsing the source at the position of the call. The
// position is one in the compiled code, so the message is wrong, and parsing can take forever: a suite that should fail
// would hang.
import assert from 'node:assert/strict';

assert.ok = function ok(value: unknown, message?: string | Error): asserts value {
  if (value) return;
  if (message instanceof Error) throw message;
  throw new assert.AssertionError({
    message: message ?? 'The value is falsy.',
    actual: value,
    expected: true,
    operator: '==',
    stackStartFn: ok,
  });
};
