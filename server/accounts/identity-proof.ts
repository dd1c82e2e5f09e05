import { Encrypter } from 'age-encryption';
import type { Challenges } from './challenges.ts';

/**
 * Lets somebody prove to have the organizer's identity, without showing it: a random value is encrypted to the recipients, and
 * only the identity reads it.
 */
export class IdentityProof {
  readonly #recipients: readonly string[];
  readonly #challenges: Challenges;

  constructor(recipients: readonly string[], challenges: Challenges) {
    this.#recipients = recipients;
    this.#challenges = challenges;
  }

  /** @returns an age file */
  async createChallenge(): Promise<Uint8Array> {
    const encrypter = new Encrypter();
    for (const recipient of this.#recipients) encrypter.addRecipient(recipient);
    return encrypter.encrypt(Buffer.from(this.#challenges.create('identity')).toString('base64url'));
  }

  /** Whether an answer is what was encrypted, within a few minutes and for the first time. */
  verify(answer: string): Promise<boolean> {
    return this.#challenges.use('identity', answer);
  }
}
