import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { SignatureInput } from '../../common/contract.ts';
import { HttpProblem } from './http-problem.ts';

/** In bytes. Many times the longest signature there can be. */
const MAX_BODY_BYTES = 64 * 1024;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads a JSON object as the contract wants it: named as JSON, valid UTF-8, no key twice.
 *
 * @throws Problem 415, 413, 400 or 422
 */
export async function readJson(c: Context): Promise<unknown> {
  requireType(c, 'application/json');
  const json = await readText(c);
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    throw new HttpProblem(400, 'The body is no JSON; send one JSON object.');
  }
  const duplicate = duplicateKey(json, body);
  if (duplicate !== null) {
    // Only names of ours are repeated: an unknown one may be anything.
    const field = Object.hasOwn(SignatureInput.entries, duplicate) ? duplicate : null;
    throw new HttpProblem(422, 'A field stands in the body twice; send it once.', {
      errors: [{ field, code: 'duplicate' }],
    });
  }
  return body;
}

/**
 * Reads what an HTML form sends.
 *
 * @throws Problem 415, 413 or 400
 */
export async function readForm(c: Context): Promise<URLSearchParams> {
  requireType(c, 'application/x-www-form-urlencoded');
  return new URLSearchParams(await readText(c));
}

function requireType(c: Context, wanted: string): void {
  const given = c.req.header('Content-Type') ?? '';
  if (given === wanted) return;
  const [type = ''] = given.toLowerCase().split(';', 1);
  if (type.trim() !== wanted) throw new HttpProblem(415, `Send the body as ${wanted}.`);
}

async function readText(c: Context): Promise<string> {
  const bytes = await readBytes(c);
  if (!isUtf8(bytes)) throw new HttpProblem(400, 'The body is no valid UTF-8.');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

async function readBytes(c: Context): Promise<Buffer> {
  const length = c.req.header('Content-Length');
  if (length !== undefined) {
    // Node reads no further than was announced.
    if (Number(length) > MAX_BODY_BYTES) throw tooLarge();
    return Buffer.from(await c.req.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () =>
  new HttpProblem(413, `The body is too large; a signature has at most ${MAX_BODY_BYTES / 1024} KiB.`);

/**
 * The first key that stands twice in an object without objects in it, or null. `JSON.parse` takes the last
 * one in silence.
 *
 * @param json valid, so that a string before a colon is a key
 * @param parsed what `JSON.parse` made of it
 */
function duplicateKey(json: string, parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  // No more colons than keys that were taken, as nearly always: nothing stood twice.
  if (json.split(':').length - 1 === Object.keys(parsed).length) return null;
  const seen = new Set<string>();
  for (const [, literal, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)) {
    if (!colon) continue;
    const key = JSON.parse(literal!) as string;
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return null;
}
