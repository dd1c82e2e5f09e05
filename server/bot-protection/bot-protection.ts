import type { Context as HonoContext } from 'hono';
import type { SignatureInput } from '../../common/contract.ts';
import { clientAddressResolver, type TrustedProxies } from '../http/client-address.ts';
import { HttpProblem, serviceBusy, tooManyRequests } from '../http/http-problem.ts';
import type { ProofOfWork } from './proof-of-work.ts';
import type { RateLimiter } from './rate-limiter.ts';

interface Signable {
  id: number;
  slug: string;
}

/** Called with a signature whose shape is right, before it is signed with. */
export type Admit = (input: SignatureInput) => Promise<void>;

/** What stands between a request and signing, where it could be a robot's. */
export interface BotProtection {
  /**
   * For the API. A browser that is asked for a proof works it out and sends the signature again.
   *
   * @throws Problem 429 at once where the client must wait, so that its request needn't be read
   */
  api(c: HonoContext, petition: Signable): Admit;
  /**
   * For the hosted page, which has no script to work with: it may go on signing where the API asks for a
   * proof, only slowly, since a refusal would hit people, who share addresses, more often than robots.
   */
  page(c: HonoContext, petition: Signable): Admit;
}

/** What there is to judge by. */
interface Deps {
  config: { publicUrl: string; trustProxy: TrustedProxies };
  rateLimiter: RateLimiter;
  proofOfWork: ProofOfWork;
}

/**
 * Nobody is refused for looking like a robot: password managers fill in fields that are hidden, and some
 * people are quick. A form that looks so brings a `proof` that is none, and is asked for one.
 */
export function createBotProtection({ config, rateLimiter, proofOfWork }: Deps): BotProtection {
  const addressOf = clientAddressResolver(config.trustProxy);
  const isWanted = (strained: boolean, proof: string | undefined) =>
    rateLimiter.enabled && (strained || Boolean(proof));

  return {
    api(c, { id, slug }) {
      const { waitMs, proofRequired } = rateLimiter.check(addressOf(c), id);
      if (waitMs > 0) throw tooManyRequests(waitMs);
      return async ({ proof }) => {
        if (!isWanted(proofRequired, proof)) return;
        if (proof && (await proofOfWork.verify(proof, slug).catch(unavailable))) return;
        throw new HttpProblem(429, 'Solve the `challenge` and send the same with the solution in `proof`.', {
          type: `${config.publicUrl}/openapi.json#proof-required`,
          challenge: await proofOfWork.createChallenge(slug),
          headers: { 'Retry-After': '0' },
        });
      };
    },

    page(c, { id }) {
      const address = addressOf(c);
      const { waitMs, proofRequired } = rateLimiter.check(address, id);
      return async ({ proof }) => {
        const slowly =
          waitMs || (isWanted(proofRequired, proof) ? rateLimiter.signWithoutProof(address, id) : 0);
        if (slowly > 0) throw tooManyRequests(slowly);
      };
    },
  };
}

function unavailable(): never {
  throw serviceBusy();
}
