import { petitionsAndSignatures } from './0001-petitions-and-signatures.ts';
import { outbox } from './0002-outbox.ts';
import { usedChallenges } from './0003-used-challenges.ts';
import { confirmByLetter } from './0004-confirm-by-letter.ts';
import type { Migration } from './migration.ts';

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
  petitionsAndSignatures,
  outbox,
  usedChallenges,
  confirmByLetter,
];
