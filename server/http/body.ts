import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SignatureInput } from '../contract.ts';
import { Problem } from './problem.ts';

/** Many times the longest signature there can be. */
const LARGEST_BODY = 64 * 1024;

export const limitBody = bodyLimit({
  maxSize: LARGEST_BODY,
  onError: () => {
    throw new Problem(413, `The body is too large; a signature has at most ${LARGEST_BODY / 1024} KiB.`);
  },
});

/**
 * Reads a JSON object as the contract wants it: named as JSON, valid UTF-8, no key twice.
 *
 * @throws Problem 415, 400 or 422
 */
export async function readJson(c: Context): Promise<unknown> {
  requireType(c, 'application/json');
  const json = await readText(c);
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    throw new Problem(400, 'The body is no JSON; send one JSON object.');
  }
  const duplicate = duplicateKey(json);
  if (duplicate !== null) {
    // Only names of ours are repeated: an unknown one may be anything.
    const field = Object.hasOwn(SignatureInput.entries, duplicate) ? duplicate : null;
    throw new Problem(422, 'A field stands in the body twice; send it once.', {
      errors: [{ field, code: 'duplicate' }],
    });
  }
  return body;
}

/**
 * Reads what an HTML form sends.
 *
 * @throws Problem 415 or 400
 */
export async function readForm(c: Context): Promise<URLSearchParams> {
  requireType(c, 'application/x-www-form-urlencoded');
  return new URLSearchParams(await readText(c));
}

function requireType(c: Context, wanted: string): void {
  const [type = ''] = (c.req.header('Content-Type') ?? '').toLowerCase().split(';', 1);
  if (type.trim() !== wanted) throw new Problem(415, `Send the body as ${wanted}.`);
}

async function readText(c: Context): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await c.req.arrayBuffer());
  } catch (error) {
    if (error instanceof TypeError) throw new Problem(400, 'The body is no valid UTF-8.');
    throw error;
  }
}

/**
 * The first key that stands twice in an object without objects in it, or null. `JSON.parse` would take the
 * last one in silence. The JSON must be valid: a string before a colon is then a key.
 */
function duplicateKey(json: string): string | null {
  const seen = new Set<string>();
  for (const [, literal, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)) {
    if (!colon) continue;
    const key = JSON.parse(literal!) as string;
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return null;
}
