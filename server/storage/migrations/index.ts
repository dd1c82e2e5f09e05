import { petitionsAndSignatures } from './0001-petitions-and-signatures.ts';
import { outbox } from './0002-outbox.ts';
import { confirmation } from './0003-confirmation.ts';
import type { Migration } from './migration.ts';

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [petitionsAndSignatures, outbox, confirmation];
