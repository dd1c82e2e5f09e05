import type { Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { type FieldError, SignatureInput } from '../../common/contract.ts';
import { type Admit, admission } from '../bot-protection/bot-protection.ts';
import type { Context } from '../context.ts';
import { assertOrigin } from '../http/allowed-origins.ts';
import { readJson } from '../http/body.ts';
import { apiHeaders } from '../http/headers.ts';
import { busy, noSuchPetition, Problem, petitionClosed } from '../http/http-problem.ts';
import { utcDay } from '../lib/time.ts';
import type { Catalogue, PublishedPetition } from '../petitions/published-petitions.ts';
import { NotStored } from '../signatures/batch-writer.ts';
import { type Signing, sign } from '../signatures/sign.ts';

export function postSignature(context: Context) {
  const headers = {
    ...apiHeaders(context.config.publicUrl),
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  };
  const { api } = admission(context);
  return async function postSignature(c: HonoContext): Promise<Response> {
    // Before any work is spent on it.
    if (context.writer.full) throw busy();
    const petition = openPetition(context.catalogue, c.req.param('slug')!);
    assertOrigin(c, petition.origins, context.config.publicUrl);
    const admit = api(c, petition);
    const signing = await signWith(context, petition, await readJson(c), admit);
    if ('errors' in signing) {
      throw new Problem(422, 'Some fields need another look; `errors` names them.', {
        errors: signing.errors,
      });
    }
    return new Response(JSON.stringify(signing.answer), { status: 202, headers });
  };
}

/** @throws Problem 404 or 409 */
export function openPetition(catalogue: Catalogue, slug: string): PublishedPetition {
  const petition = catalogue.get(slug);
  if (!petition) throw noSuchPetition();
  if (petition.status === 'closed') throw petitionClosed();
  return petition;
}

/**
 * Checks what was sent and signs with it, from the API and the hosted page alike.
 *
 * @throws Problem what `admit` throws, and 503 where the database can't take it now
 */
export async function signWith(
  { writer, config }: Context,
  petition: PublishedPetition,
  sent: unknown,
  admit: Admit,
): Promise<Signing> {
  const parsed = v.safeParse(SignatureInput, Array.isArray(sent) ? null : sent);
  if (!parsed.success) return { errors: fieldErrors(parsed.issues) };
  await admit(parsed.output);
  try {
    return await sign(writer, petition, parsed.output, utcDay(), config.confirmation);
  } catch (error) {
    if (error instanceof NotStored) throw busy();
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
