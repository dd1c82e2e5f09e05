import type { Context as HonoContext } from 'hono';
import type { SignatureInput } from '../../common/contract.ts';
import { clientAddressBehind, type TrustedProxies } from '../http/client-address.ts';
import { busy, Problem, tooMany } from '../http/http-problem.ts';
import type { Proofs } from './proof-of-work.ts';
import type { Limits } from './rate-limiter.ts';

interface Signable {
  id: number;
  slug: string;
}

/** Called with a signature whose shape is right, before it is signed with. */
export type Admit = (input: SignatureInput) => Promise<void>;

/** What stands between a request and signing, where it could be a robot's. */
export interface Admission {
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
interface Gate {
  config: { publicUrl: string; trustProxy: TrustedProxies };
  limits: Limits;
  proofs: Proofs;
}

/**
 * Nobody is refused for looking like a robot: password managers fill in fields that are hidden, and some
 * people are quick. A form that looks so brings a `proof` that is none, and is asked for one.
 */
export function admission({ config, limits, proofs }: Gate): Admission {
  const addressOf = clientAddressBehind(config.trustProxy);
  const isWanted = (strained: boolean, proof: string | undefined) =>
    limits.on && (strained || Boolean(proof));

  return {
    api(c, { id, slug }) {
      const { wait, strained } = limits.look(addressOf(c), id);
      if (wait > 0) throw tooMany(wait);
      return async ({ proof }) => {
        if (!isWanted(strained, proof)) return;
        if (proof && (await proofs.accept(proof, slug).catch(unavailable))) return;
        throw new Problem(429, 'Solve the `challenge` and send the same with the solution in `proof`.', {
          type: `${config.publicUrl}/openapi.json#proof-required`,
          challenge: await proofs.ask(slug),
          headers: { 'Retry-After': '0' },
        });
      };
    },

    page(c, { id }) {
      const address = addressOf(c);
      const { wait, strained } = limits.look(address, id);
      return async ({ proof }) => {
        const slowly = wait || (isWanted(strained, proof) ? limits.signWithoutProof(address, id) : 0);
        if (slowly > 0) throw tooMany(slowly);
      };
    },
  };
}

function unavailable(): never {
  throw busy();
}
