import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { SignatureInput } from '../../common/contract.ts';
import { HttpProblem } from './http-problem.ts';

/** Many times the longest possible signature. */
const MAX_BODY_BYTES = 64 * 1024;
/** Several times as many as the longest form has. Parsing thousands takes longer than everything else about a request. */
const MAX_FORM_FIELDS = 100;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads a JSON body: declared as JSON, and valid UTF-8.
 *
 * @throws HttpProblem 415, 413 or 400
 */
export async function readJson(c: Context, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  return (await readJsonText(c, maxBytes)).body;
}

/**
 * Reads a JSON object that contains no objects and no duplicate keys.
 *
 * @throws HttpProblem 415, 413, 400 or 422
 */
export async function readFlatJson(c: Context): Promise<unknown> {
  const { json, body } = await readJsonText(c);
  const duplicate = findDuplicateKey(json, body);
  if (duplicate !== null) {
    // An unknown name may contain anything, so only known names are repeated.
    const field = Object.hasOwn(SignatureInput.entries, duplicate) ? duplicate : null;
    throw new HttpProblem(422, 'Duplicate field in the body.', {
      errors: [{ field, code: 'duplicate' }],
    });
  }
  return body;
}

async function readJsonText(c: Context, maxBytes = MAX_BODY_BYTES): Promise<{ json: string; body: unknown }> {
  requireContentType(c, 'application/json');
  requireNoEncoding(c);
  const json = await readText(c, maxBytes);
  try {
    return { json, body: JSON.parse(json) };
  } catch {
    throw new HttpProblem(400, 'The body is not valid JSON. Send one JSON object.');
  }
}

/**
 * Reads the body of an HTML form.
 *
 * @throws HttpProblem 415, 413 or 400
 */
export async function readForm(c: Context): Promise<URLSearchParams> {
  requireContentType(c, 'application/x-www-form-urlencoded');
  requireNoEncoding(c);
  const text = await readText(c, MAX_BODY_BYTES);
  if (text.split('&', MAX_FORM_FIELDS + 1).length > MAX_FORM_FIELDS) {
    throw new HttpProblem(413, `The form has more than ${MAX_FORM_FIELDS} fields.`);
  }
  return new URLSearchParams(text);
}

function requireContentType(c: Context, required: string): void {
  const contentType = c.req.header('Content-Type') ?? '';
  if (contentType === required) return;
  const [type = ''] = contentType.toLowerCase().split(';', 1);
  if (type.trim() !== required) throw new HttpProblem(415, `Send the body as ${required}.`);
}

/** Bodies are small, so none needs compression, and none can be a zip bomb. RFC 9110, section 15.5.16, has the header. */
function requireNoEncoding(c: Context): void {
  const encoding = c.req.header('Content-Encoding') ?? '';
  if (encoding === '' || encoding.trim().toLowerCase() === 'identity') return;
  throw new HttpProblem(415, 'Send the body uncompressed, without Content-Encoding.', {
    headers: { 'Accept-Encoding': 'identity' },
  });
}

async function readText(c: Context, maxBytes: number): Promise<string> {
  const bytes = await readBytes(c, maxBytes);
  if (!isUtf8(bytes)) throw new HttpProblem(400, 'The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

async function readBytes(c: Context, maxBytes: number): Promise<Buffer> {
  const length = c.req.header('Content-Length');
  if (length !== undefined) {
    // Node reads no more than the announced length.
    if (Number(length) > maxBytes) throw bodyTooLarge(maxBytes);
    return Buffer.from(await c.req.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const bodyTooLarge = (maxBytes: number) =>
  new HttpProblem(413, `The request body exceeds ${Math.floor(maxBytes / 1024)} KiB.`);

/**
 * The first duplicate key of an object that contains no objects, or null. `JSON.parse` silently takes the last one.
 *
 * @param json valid, so that a string before a colon is a key
 * @param parsed the result of `JSON.parse`
 */
function findDuplicateKey(json: string, parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  // The usual case, and cheap: as many colons as keys leave none for a duplicate.
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
