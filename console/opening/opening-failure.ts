import { type Words, words } from '../words.ts';
import type { OpenerError } from './opener.ts';

/** Where on the screen it is said. */
export type OpeningStep = 'file' | 'identity' | 'proof';

/** Why something couldn't be done, and what to use instead, if there is a command for it. */
export interface OpeningFailure {
  at: OpeningStep;
  text: string;
  command?: string;
}

const REASONS: Record<OpenerError['reason'], [OpeningStep, keyof Words]> = {
  'not-sealed': ['file', 'sigErrorNotSealed'],
  'newer-version': ['file', 'sigErrorNewer'],
  'too-large': ['file', 'sigErrorTooLarge'],
  unreadable: ['file', 'sigErrorUnreadable'],
  'wrong-identity': ['identity', 'sigErrorWrongIdentity'],
  empty: ['identity', 'sigErrorNoIdentity'],
  recipient: ['identity', 'sigErrorRecipient'],
  'needs-passphrase': ['identity', 'sigErrorPassphrase'],
  'wrong-passphrase': ['identity', 'sigErrorWrongPassphrase'],
  'not-an-identity': ['identity', 'sigErrorNotIdentity'],
  'not-a-challenge': ['proof', 'sigErrorChallenge'],
  closed: ['identity', 'sigStopped'],
  'not-loaded': ['identity', 'screenMissing'],
};

/** @param slug of the petition, which names its files */
export function describeOpenerError({ reason }: OpenerError, slug: string): OpeningFailure {
  const [at, key] = REASONS[reason];
  const failure = { at, text: words()[key] };
  if (reason !== 'too-large') return failure;
  return { ...failure, command: `petitions decrypt ${slug}.sealed --identity FILE > ${slug}.csv` };
}
