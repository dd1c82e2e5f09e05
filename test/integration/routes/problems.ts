import assert from 'node:assert/strict';
import * as v from 'valibot';
import { type FieldError, ProblemDetails } from '../../../common/contract.ts';

/** Stands in what is sent, and must not in what comes back. */
export const MARKER = 'Zanzibar';

/** What an answer says, but for the time of day. */
export async function bytesOf(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return JSON.stringify([response.status, headers, await response.text()]);
}

/** A problem document that holds to RFC 9457 and repeats nothing. */
export async function assertProblem(response: Response, status: number, errors?: FieldError[]) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
  assert.equal(response.headers.get('Cache-Control'), 'no-store');
  assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
  const problem = v.parse(v.strictObject(ProblemDetails.entries), JSON.parse(text));
  assert.equal(problem.status, status);
  assert.ok(problem.title && problem.detail);
  assert.deepEqual(problem.errors, errors);
  assert.doesNotMatch(`${text}${JSON.stringify([...response.headers])}`, new RegExp(MARKER, 'i'));
}
