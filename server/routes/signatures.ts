import * as v from 'valibot';
import { type FieldError, SignatureInput } from '../../common/contract.ts';
import { type BotCheck, createBotProtection, type Decision } from '../bot-protection/bot-protection.ts';
import type { AppContext } from '../context.ts';
import { assertAllowedOrigin } from '../http/allowed-origins.ts';
import { readFlatJson } from '../http/body.ts';
import { clientAddressResolver } from '../http/client-address.ts';
import type { FastHandler } from '../http/fast-route.ts';
import { apiHeaders } from '../http/headers.ts';
import {
  HttpProblem,
  petitionClosed,
  petitionNotFound,
  serviceBusy,
  tooManyRequests,
} from '../http/http-problem.ts';
import { utcDay } from '../lib/time.ts';
import type { PublishedPetitions } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { StorageUnavailableError } from '../signatures/batch-writer.ts';
import { findErrors, type SignResult, sign } from '../signatures/sign.ts';

export function postSignature(context: AppContext): FastHandler<'/v1/petitions/:slug/signatures'> {
  const { config, petitions, writer } = context;
  const headers = {
    ...apiHeaders(config.publicUrl),
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  };
  const getClientAddress = clientAddressResolver(config.trustProxy);
  const botProtection = createBotProtection(context);
  return async function postSignature(c) {
    // First, before the request costs anything.
    if (writer.isFull) throw serviceBusy();
    const petition = requireOpenPetition(petitions, c.req.param('slug'));
    assertAllowedOrigin(c, petition.origins, config.publicUrl);
    const check = botProtection.checkApi(getClientAddress(c), petition);
    // Before the body is read.
    if (check.waitMs > 0) throw tooManyRequests(check.waitMs);
    const result = await validateAndSign(context, petition, await readFlatJson(c), check);
    if ('errors' in result) {
      throw new HttpProblem(422, 'Some fields are invalid. `errors` lists them.', { errors: result.errors });
    }
    return new Response(JSON.stringify(result.answer), { status: 202, headers });
  };
}

/** @throws HttpProblem 404 or 409 */
function requireOpenPetition(petitions: PublishedPetitions, slug: string): PublishedPetition {
  const petition = petitions.get(slug);
  if (!petition) throw petitionNotFound();
  if (petition.status === 'closed') throw petitionClosed();
  return petition;
}

/**
 * Validates the input and signs, for the API and the hosted page alike.
 *
 * @throws HttpProblem 429 if bot protection says so, and 503 if the database can't store it now
 */
export async function validateAndSign(
  { writer, config }: AppContext,
  petition: PublishedPetition,
  input: unknown,
  check: BotCheck,
): Promise<SignResult> {
  const parsed = parseInput(petition, input);
  if ('errors' in parsed) return parsed;
  assertAllowed(await check.decide(parsed.input.proof), config.publicUrl);
  try {
    return await sign(writer, petition, parsed.input, utcDay(), config.confirmation);
  } catch (error) {
    if (error instanceof StorageUnavailableError) throw serviceBusy();
    throw error;
  }
}

/** Checks the input against the schema. If it finds errors, it finds all. */
export function parseInput(
  petition: PublishedPetition,
  input: unknown,
): { input: SignatureInput } | { errors: FieldError[] } {
  const parsed = v.safeParse(SignatureInput, Array.isArray(input) ? null : input);
  if (!parsed.success) return { errors: allErrors(petition, parsed.output, fieldErrors(parsed.issues)) };
  return { input: parsed.output };
}

/** What is wrong with an input, without signing. */
export function findAllErrors(petition: PublishedPetition, input: unknown): FieldError[] {
  const parsed = parseInput(petition, input);
  return 'errors' in parsed ? parsed.errors : findErrors(petition, parsed.input);
}

/** @throws HttpProblem 429 or 503 */
function assertAllowed(decision: Decision, publicUrl: string): void {
  switch (decision.kind) {
    case 'allow':
      return;
    case 'wait':
      throw tooManyRequests(decision.waitMs);
    case 'unavailable':
      throw serviceBusy();
    case 'proof':
      throw new HttpProblem(
        429,
        'Solve the `challenge`, then send the same request with the solution in `proof`.',
        {
          type: `${publicUrl}/openapi.json#proof-required`,
          challenge: decision.challenge,
          headers: { 'Retry-After': '0' },
        },
      );
  }
}

/**
 * Adds what is wrong with the fields that the schema accepts, so that nobody corrects one mistake only to hear of the
 * next.
 *
 * @param output what the schema made of the input
 */
function allErrors(petition: PublishedPetition, output: unknown, errors: FieldError[]): FieldError[] {
  const rejected = new Set(errors.map(({ field }) => field));
  if (rejected.has(null)) return errors;
  const accepted = Object.entries(output as object).filter(([field]) => !rejected.has(field));
  const more = findErrors(petition, Object.fromEntries(accepted));
  return [...errors, ...more.filter(({ field }) => !rejected.has(field))];
}

/** The first error of each field. */
function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldError[] {
  const errors = new Map<string | null, FieldError>();
  for (const issue of issues) {
    const field = v.getDotPath(issue);
    const code = field === null ? 'type' : (issue.message as FieldError['code']);
    if (!errors.has(field)) errors.set(field, { field, code });
  }
  return [...errors.values()];
}
