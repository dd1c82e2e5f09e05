import { ConsoleError } from './api.ts';
import { PasskeyError } from './passkey-error.ts';
import { words } from './words.ts';

/** What went wrong, and what to do about it. */
export function describeError(error: unknown): string {
  if (error instanceof PasskeyError) return describePasskeyError(error.reason);
  if (!(error instanceof ConsoleError)) throw error;
  const { offline, tooMany, serverTrouble, notFoundHint, refused } = words();
  if (error.status === 0) return offline;
  if (error.status === 429) return tooMany;
  if (error.status === 404) return notFoundHint;
  return error.status >= 500 ? serverTrouble : refused;
}

/** Browsers' names of errors, in words. */
function describePasskeyError(reason: string): string {
  const text = words();
  switch (reason) {
    case 'InsecureContext':
      return text.errorInsecure;
    case 'NotAllowedError':
    case 'AbortError':
      return text.errorNotAllowed;
    case 'InvalidStateError':
      return text.errorExists;
    case 'NotSupportedError':
    case 'ConstraintError':
      return text.errorNotSupported;
    case 'SecurityError':
      return text.errorHost;
    default:
      return text.errorPasskey;
  }
}
