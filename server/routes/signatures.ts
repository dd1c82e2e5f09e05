import type { Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { type FieldError, SignatureInput } from '../../common/contract.ts';
import { type Admit, createBotProtection } from '../bot-protection/bot-protection.ts';
import type { AppContext } from '../context.ts';
import { assertAllowedOrigin } from '../http/allowed-origins.ts';
import { readJson } from '../http/body.ts';
import { apiHeaders } from '../http/headers.ts';
import { HttpProblem, petitionClosed, petitionNotFound, serviceBusy } from '../http/http-problem.ts';
import { utcDay } from '../lib/time.ts';
import type { PublishedPetition, PublishedPetitions } from '../petitions/published-petitions.ts';
import { StorageUnavailableError } from '../signatures/batch-writer.ts';
import { type SignResult, sign } from '../signatures/sign.ts';

export function postSignature(context: AppContext) {
  const headers = {
    ...apiHeaders(context.config.publicUrl),
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  };
  const { api } = createBotProtection(context);
  return async function postSignature(c: HonoContext): Promise<Response> {
    // Before any work is spent on it.
    if (context.writer.isFull) throw serviceBusy();
    const petition = openPetition(context.petitions, c.req.param('slug')!);
    assertAllowedOrigin(c, petition.origins, context.config.publicUrl);
    const admit = api(c, petition);
    const signing = await signWith(context, petition, await readJson(c), admit);
    if ('errors' in signing) {
      throw new HttpProblem(422, 'Some fields need another look; `errors` names them.', {
        errors: signing.errors,
      });
    }
    return new Response(JSON.stringify(signing.answer), { status: 202, headers });
  };
}

/** @throws Problem 404 or 409 */
export function openPetition(petitions: PublishedPetitions, slug: string): PublishedPetition {
  const petition = petitions.get(slug);
  if (!petition) throw petitionNotFound();
  if (petition.status === 'closed') throw petitionClosed();
  return petition;
}

/**
 * Checks what was sent and signs with it, from the API and the hosted page alike.
 *
 * @throws Problem what `admit` throws, and 503 where the database can't take it now
 */
export async function signWith(
  { writer, config }: AppContext,
  petition: PublishedPetition,
  sent: unknown,
  admit: Admit,
): Promise<SignResult> {
  const parsed = v.safeParse(SignatureInput, Array.isArray(sent) ? null : sent);
  if (!parsed.success) return { errors: fieldErrors(parsed.issues) };
  await admit(parsed.output);
  try {
    return await sign(writer, petition, parsed.output, utcDay(), config.confirmation);
  } catch (error) {
    if (error instanceof StorageUnavailableError) throw serviceBusy();
    throw error;
  }
}

/** One error a field: the first. */
function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldError[] {
  const errors = new Map<string | null, FieldError>();
  for (const issue of issues) {
    const field = v.getDotPath(issue);
    const code = field === null ? 'type' : (issue.message as FieldError['code']);
    if (!errors.has(field)) errors.set(field, { field, code });
  }
  return [...errors.values()];
}
