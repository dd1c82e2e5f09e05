import { createHash } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import * as v from 'valibot';
import { CHALLENGE_PREFIX, type IdentityProof } from '../../common/identity-proof.ts';
import { abbreviateRecipient } from '../crypto/identities.ts';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';
import { recordAudit } from './audit.ts';
import type { Challenges } from './challenges.ts';

/** What is stored. */
const Stored = v.object({ on: v.string(), by: v.string() });

/**
 * When somebody last proved to have the identity: the server seals a challenge, and the browser that opens it sends back what
 * was inside. The server itself keeps nothing of a challenge, and can't open one.
 */
export class IdentityProofs {
  readonly #storage: PetitionStorage;
  readonly #challenges: Challenges;
  readonly #recipients: readonly string[];

  constructor(storage: PetitionStorage, challenges: Challenges, recipients: readonly string[]) {
    this.#storage = storage;
    this.#challenges = challenges;
    this.#recipients = recipients;
  }

  /** A proof is of these recipients: others have none yet. */
  get #setting() {
    const recipients = [...this.#recipients].sort().join(' ');
    return `identity_proof:${createHash('sha256').update(recipients).digest('hex')}` as const;
  }

  async read(): Promise<IdentityProof> {
    const json = await readSetting(this.#storage.db, this.#setting);
    const stored = json === undefined ? null : v.parse(Stored, JSON.parse(json));
    return {
      recipients: this.#recipients.map(abbreviateRecipient),
      provenOn: stored?.on ?? null,
      provenBy: stored?.by ?? null,
    };
  }

  /** An age file that the identity of any recipient opens. */
  createChallenge(): Promise<Uint8Array> {
    const encrypter = new Encrypter();
    for (const recipient of this.#recipients) encrypter.addRecipient(recipient);
    const secret = Buffer.from(this.#challenges.create('prove-identity')).toString('base64url');
    return encrypter.encrypt(CHALLENGE_PREFIX + secret);
  }

  /** Whether a secret is that of a challenge: within a few minutes, and for the first time. */
  verify(secret: string): Promise<boolean> {
    return this.#challenges.use('prove-identity', secret);
  }

  /**
   * Stores the proof, and who gave it.
   *
   * @returns false if it is not the secret of a challenge, or one that was used or has expired
   */
  async accept(secret: string, account: string): Promise<boolean> {
    if (!(await this.verify(secret))) return false;
    await this.#storage.write(async (transaction) => {
      await writeSetting(transaction, this.#setting, JSON.stringify({ on: utcDay(), by: account }));
      await recordAudit(transaction, { account, action: 'identity.prove' });
    });
    return true;
  }
}
