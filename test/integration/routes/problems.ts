import assert from 'node:assert/strict';
import * as v from 'valibot';
import { type FieldError, ProblemDetails } from '../../../common/contract.ts';

/** Sent in requests. Must never appear in a response. */
export const MARKER = 'Zanzibar';

/** Returns everything in a response except its date. */
export async function bytesOf(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return JSON.stringify([response.status, headers, await response.text()]);
}

/** Asserts that a response is a problem document (RFC 9457) and repeats nothing that was sent. */
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
