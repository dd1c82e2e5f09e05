import type { Challenge, SignatureInput, SignatureResponse } from '../common/contract.ts';
import { asApiError, type PetitionApi } from './api.ts';

/** Throws `ApiError`. It is safe to send the same signature again: one person counts once. */
export async function sendSignature(api: PetitionApi, input: SignatureInput): Promise<SignatureResponse> {
  try {
    return await post(api, input);
  } catch (error) {
    const { challenge } = asApiError(error);
    if (!challenge) throw error;
    // The server is under load, so it asks for some work first. The person doesn't have to do anything.
    const proof = await solveChallenge(challenge).catch(() => {
      throw error;
    });
    return post(api, { ...input, proof });
  }
}

const post = (api: PetitionApi, input: SignatureInput): Promise<SignatureResponse> =>
  api.request('status', '/signatures', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(input),
  });

async function solveChallenge(challenge: Challenge): Promise<string> {
  const { solve } = await import('./proof-of-work/solver.ts');
  return solve(challenge);
}
