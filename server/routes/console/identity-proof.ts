import type { Handler } from 'hono';
import { IdentityAnswer, type IdentityChallenge } from '../../../common/identity-proof.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { type ConsoleEnv, requireOrganizer } from './guard.ts';
import { readBody } from './read-body.ts';

/** When somebody last proved to be able to open the signatures. */
export function getIdentityProof({ identityProofs }: AppContext): Handler<ConsoleEnv> {
  return async function getIdentityProof(c) {
    requireOrganizer(c);
    return c.json(await identityProofs.read());
  };
}

/** Something to open, to prove it. */
export function postIdentityChallenge({ identityProofs }: AppContext): Handler<ConsoleEnv> {
  return async function postIdentityChallenge(c) {
    requireOrganizer(c);
    const file = await identityProofs.createChallenge();
    const challenge: IdentityChallenge = { sealed: Buffer.from(file).toString('base64') };
    return c.json(challenge);
  };
}

export function postIdentityProof({ identityProofs }: AppContext): Handler<ConsoleEnv> {
  return async function postIdentityProof(c) {
    requireOrganizer(c);
    const { secret } = await readBody(c, IdentityAnswer);
    if (!(await identityProofs.accept(secret, c.get('account').name))) {
      throw new HttpProblem(409, 'That is not what was sealed, or it took too long. Start the test again.');
    }
    return c.json(await identityProofs.read());
  };
}
