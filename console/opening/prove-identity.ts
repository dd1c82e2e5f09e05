import type { IdentityChallenge } from '../../common/identity-proof.ts';
import { request } from '../api.ts';
import type { Opener } from './opener.ts';
import type { IdentityInput } from './protocol.ts';

/**
 * Opens what the server sealed to the identity. The result proves that it is here; the identity itself stays in the worker.
 *
 * @throws OpenerError, ConsoleError
 */
export async function proveIdentity(opener: Opener, identity: IdentityInput): Promise<string> {
  const { sealed } = await request<IdentityChallenge>('POST', '/identity-proof/challenge');
  return opener.prove(sealed, identity);
}
