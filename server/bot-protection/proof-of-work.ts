import { hkdfSync } from 'node:crypto';
import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import type { Payload } from 'altcha-lib/types';
import * as v from 'valibot';
import { Challenge } from '../../common/contract.ts';
import type { PetitionStorage } from '../storage/open.ts';

/** How long a challenge may be answered. */
const CHALLENGE_TTL_MS = 10 * 60_000;
const HOUR_MS = 60 * 60_000;

/**
 * How many hashes it takes: drawn between these, so that there is an end to it. An old phone does a hundred
 * thousand in about a second.
 */
const HASH_RANGE = { least: 50_000, most: 150_000 };

/** What a browser sends back, in base64. */
const ProofPayload = v.object({
  challenge: v.strictObject(Challenge.entries),
  solution: v.object({ counter: v.number(), derivedKey: v.string() }),
});

/**
 * Proofs of work. Challenges are signed with a key that all servers with the same secret share, so whichever
 * of them is asked can check what another one asked for.
 */
export class ProofOfWork {
  readonly #key: string;
  readonly #storage: PetitionStorage;
  readonly #timer: NodeJS.Timeout;
  readonly #hashes: typeof HASH_RANGE;

  /** @param onFailure told where used challenges couldn't be forgotten */
  constructor(
    secret: Uint8Array,
    storage: PetitionStorage,
    onFailure: (error: unknown) => void,
    hashes = HASH_RANGE,
  ) {
    this.#hashes = hashes;
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'petition-widget proof of work', 32)).toString(
      'hex',
    );
    this.#storage = storage;
    this.#timer = setInterval(() => this.deleteExpired().catch(onFailure), HOUR_MS);
    this.#timer.unref();
  }

  /** Makes work to do before signing a petition. */
  async createChallenge(slug: string): Promise<Challenge> {
    const challenge = await createChallenge({
      algorithm: 'SHA-256',
      cost: 1,
      counter: randomInt(this.#hashes.most, this.#hashes.least),
      deriveKey,
      expiresAt: new Date(Date.now() + CHALLENGE_TTL_MS),
      data: { petition: slug },
      hmacSignatureSecret: this.#key,
    });
    return v.parse(Challenge, challenge);
  }

  /**
   * Whether a proof is the answer to a challenge of ours for this petition that nobody has used yet. From here on
   * it is used.
   */
  async verify(proof: string, slug: string): Promise<boolean> {
    const solved = v.safeParse(ProofPayload, parse(proof));
    if (!solved.success) return false;
    const { challenge, solution } = solved.output as Payload;
    const { verified } = await verifySolution({
      challenge,
      solution,
      deriveKey,
      hmacSignatureSecret: this.#key,
    });
    const isOurs = verified && challenge.parameters.data?.petition === slug;
    return isOurs && this.#use(Buffer.from(challenge.signature!, 'hex'));
  }

  /** Forgets used challenges that have run out. */
  async deleteExpired(): Promise<void> {
    await this.#storage.write((transaction) =>
      transaction.deleteFrom('used_challenge').where('forget_after', '<', hourOf(Date.now())).execute(),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The constraint decides, also between servers. @returns whether it was the first time */
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

/** To the hour alone: a finer time would tell when somebody signed. */
function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
}

function parse(proof: string): unknown {
  try {
    return JSON.parse(Buffer.from(proof, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
