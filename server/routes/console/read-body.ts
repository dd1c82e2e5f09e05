import type { Context } from 'hono';
import * as v from 'valibot';
import type { FieldError } from '../../../common/contract.ts';
import { readJson } from '../../http/body.ts';
import { HttpProblem } from '../../http/http-problem.ts';

/**
 * Reads a JSON body by its schema. That it must be declared as JSON also keeps forms of other sites out.
 *
 * @throws HttpProblem 400, 413, 415, or 422 with the field that is wrong
 */
export async function readBody<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
  maxBytes?: number,
): Promise<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, await readJson(c, maxBytes));
  if (parsed.success) return parsed.output;
  const errors = parsed.issues.map((issue): FieldError => ({ field: v.getDotPath(issue), code: 'invalid' }));
  throw new HttpProblem(422, 'Some fields are invalid. `errors` lists them.', { errors });
}
