import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey as deriveAltchaKey } from 'altcha-lib/algorithms/sha';
import type { Payload } from 'altcha-lib/types';
import * as v from 'valibot';
import { Challenge } from '../../common/contract.ts';
import { deriveKey } from '../crypto/derive-key.ts';
import { Periodic } from '../lib/periodic.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';

const CHALLENGE_TTL_MS = 10 * MINUTE_MS;
const CLEANUP_INTERVAL_MS = HOUR_MS;

/**
 * How many hashes a challenge takes, drawn from this range so that the work is limited. A hundred thousand take Chromium
 * about a tenth of a second on a laptop, and several times as long on an old phone. From the first on, because nobody has
 * to try counters that are never drawn.
 */
const HASH_RANGE = { min: 1, max: 200_000 };

/** What browsers send, in base64. */
const ProofPayload = v.object({
  challenge: v.strictObject(Challenge.entries),
  solution: v.object({ counter: v.number(), derivedKey: v.string() }),
});

/**
 * Issues and verifies proofs of work. Challenges are signed with a key that all servers with the same secret share, so
 * each of them can verify the proofs of the others.
 */
export class ProofOfWork {
  readonly #key: string;
  readonly #storage: PetitionStorage;
  readonly #hashRange: typeof HASH_RANGE;
  #cleanup: Periodic | undefined;

  constructor(secret: Uint8Array, storage: PetitionStorage, hashRange = HASH_RANGE) {
    this.#key = deriveKey(secret, 'petition-widget proof of work').toString('hex');
    this.#storage = storage;
    this.#hashRange = hashRange;
  }

  /** Deletes expired challenges from now on, every hour. */
  start(onError: (error: unknown) => void): void {
    this.#cleanup = new Periodic(() => this.deleteExpired(), { pauseMs: CLEANUP_INTERVAL_MS, onError });
  }

  async stop(): Promise<void> {
    await this.#cleanup?.stop();
  }

  /** Creates a challenge to solve before signing a petition. */
  async createChallenge(slug: string): Promise<Challenge> {
    const challenge = await createChallenge({
      algorithm: 'SHA-256',
      cost: 1,
      counter: randomInt(this.#hashRange.max, this.#hashRange.min),
      deriveKey: deriveAltchaKey,
      expiresAt: new Date(Date.now() + CHALLENGE_TTL_MS),
      data: { petition: slug },
      hmacSignatureSecret: this.#key,
    });
    return v.parse(Challenge, challenge);
  }

  /** Whether a proof solves an unused challenge of ours for this petition. If so, the challenge is used from now on. */
  async verify(proof: string, slug: string): Promise<boolean> {
    const payload = v.safeParse(ProofPayload, decode(proof));
    if (!payload.success) return false;
    const { challenge, solution } = payload.output as Payload;
    const { verified } = await verifySolution({
      challenge,
      solution,
      deriveKey: deriveAltchaKey,
      hmacSignatureSecret: this.#key,
    });
    const isOurs = verified && challenge.parameters.data?.petition === slug;
    return isOurs && this.#use(Buffer.from(challenge.signature!, 'hex'));
  }

  /** Deletes used challenges that have expired. */
  async deleteExpired(): Promise<void> {
    await this.#storage.write((transaction) =>
      transaction.deleteFrom('used_challenge').where('forget_after', '<', hourOf(Date.now())).execute(),
    );
  }

  /** The primary key prevents reuse, across servers too. @returns whether this is the first use */
  async #use(id: Buffer): Promise<boolean> {
    const row = { id, forget_after: hourOf(Date.now() + CHALLENGE_TTL_MS) };
    const { numInsertedOrUpdatedRows } = await this.#storage.write((transaction) =>
      transaction
        .insertInto('used_challenge')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow(),
    );
    return numInsertedOrUpdatedRows === 1n;
  }
}

/** Rounded to the hour: a more precise time would show when someone signed. */
function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
}

function decode(proof: string): unknown {
  try {
    return JSON.parse(Buffer.from(proof, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
