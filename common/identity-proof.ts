/** A test opening: whether somebody has the identity that signatures are sealed to. Its answers and requests, in the console's API. */
import * as v from 'valibot';

/**
 * What a challenge says before its secret. The browser opens nothing else for the server and sends it back: a server that was
 * taken over could ask it to open the data keys of signatures, which are random bytes.
 */
export const CHALLENGE_PREFIX = 'petition identity challenge\n';

export const IdentityProof = v.object({
  /** Abbreviated. Signatures are sealed to all of them, and each opens them alone. */
  recipients: v.array(v.string()),
  /** When these were last proven to be in somebody's hands: YYYY-MM-DD in UTC. */
  provenOn: v.nullable(v.string()),
  /** Name of the account. */
  provenBy: v.nullable(v.string()),
});
export type IdentityProof = v.InferOutput<typeof IdentityProof>;

/** An age file in base64, with the prefix and a secret inside. */
export const IdentityChallenge = v.object({ sealed: v.string() });
export type IdentityChallenge = v.InferOutput<typeof IdentityChallenge>;

export const IdentityAnswer = v.object({ secret: v.pipe(v.string(), v.maxLength(200)) });
