import type { Challenge } from '../../common/contract.ts';
import type { ProofOfWork } from './proof-of-work.ts';
import type { RateLimiter } from './rate-limiter.ts';

export type Decision =
  | { kind: 'allow' }
  /** Retry after `waitMs`. */
  | { kind: 'wait'; waitMs: number }
  /** Solve the challenge and send the signature again with the solution. */
  | { kind: 'proof'; challenge: Challenge }
  /** The database can't record a proof as used now. */
  | { kind: 'unavailable' };

/** The check of one request to sign. */
export interface BotCheck {
  /** Milliseconds to wait before a retry. If not 0, the API rejects the request without reading the body. */
  waitMs: number;
  /** @param proof the input's `proof`, once the input is valid */
  decide(proof: string | undefined): Promise<Decision>;
}

interface Signable {
  id: number;
  slug: string;
}

interface BotProtection {
  /** For the API. A browser solves the challenge and sends the signature again. */
  checkApi(clientAddress: string, petition: Signable): BotCheck;
  /**
   * For the hosted page, which has no script to solve a challenge with. When the API requires proofs, the page still
   * accepts signatures, only slowly: people share IP addresses, so a rejection would hit them more often than bots.
   */
  checkPage(clientAddress: string, petition: Signable): BotCheck;
}

interface Deps {
  rateLimiter: RateLimiter;
  proofOfWork: ProofOfWork;
}

const ALLOW: Decision = { kind: 'allow' };

/**
 * Decides about requests to sign that may come from a bot.
 *
 * No one is rejected for looking like one: password managers fill in hidden fields, and some people are quick. A form
 * that looks like a bot's is sent with an invalid `proof`, and gets a challenge.
 */
export function createBotProtection({ rateLimiter, proofOfWork }: Deps): BotProtection {
  const needsProof = (proofRequired: boolean, proof: string | undefined) =>
    rateLimiter.enabled && (proofRequired || Boolean(proof));

  return {
    checkApi(clientAddress, { id, slug }) {
      const { waitMs, proofRequired } = rateLimiter.check(clientAddress, id);
      return {
        waitMs,
        async decide(proof) {
          if (waitMs > 0) return { kind: 'wait', waitMs };
          if (!needsProof(proofRequired, proof)) return ALLOW;
          try {
            if (proof && (await proofOfWork.verify(proof, slug))) return ALLOW;
          } catch {
            return { kind: 'unavailable' };
          }
          return { kind: 'proof', challenge: await proofOfWork.createChallenge(slug) };
        },
      };
    },

    checkPage(clientAddress, { id }) {
      const { waitMs, proofRequired } = rateLimiter.check(clientAddress, id);
      return {
        waitMs,
        async decide(proof) {
          if (waitMs > 0) return { kind: 'wait', waitMs };
          if (!needsProof(proofRequired, proof)) return ALLOW;
          const slowMs = rateLimiter.signWithoutProof(clientAddress, id);
          return slowMs > 0 ? { kind: 'wait', waitMs: slowMs } : ALLOW;
        },
      };
    },
  };
}
