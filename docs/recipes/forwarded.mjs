// What the recipes for CRMs share. Reads what `petitions forward … --to ndjson:-` writes, and reports what became of it.
import { readFileSync } from 'node:fs';

const MAX_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;
const TIMEOUT_MS = 30_000;
/** Nothing is likely to go through after this many in a row. */
const MAX_REFUSED_IN_A_ROW = 5;

/** Ends the program. The message says what to do. */
export class StopError extends Error {}

/** The tool doesn't take this signature, but may take others. The reason names nobody. */
export class RefusedError extends Error {}

class TemporaryError extends Error {
  constructor(message, waitMs) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** Reads a credential from the environment, not from the command line, which others on this machine can see. */
export function credential(name) {
  const file = process.env[`${name}_FILE`];
  const value = (file ? readText(file, name) : (process.env[name] ?? '')).trim();
  if (value === '') throw new StopError(`Set ${name}, or set ${name}_FILE to a file that contains it.`);
  return value;
}

function readText(file, name) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StopError(`${file}, which ${name}_FILE names, can't be read (${error.code}).`);
  }
}

/** Requires TLS, except on this machine. Returns the address without a slash at the end. */
export function safeUrl(text, what) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname);
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isHere)) {
    throw new StopError(`Give ${what}. It starts with https://.`);
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * Sends a request. Redirects are not followed, because names would go to another address.
 *
 * @returns {Promise<{status: number, body: any}>} body: the JSON, or null if it is something else
 */
export async function send(tool, url, init) {
  let response;
  let text;
  try {
    response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (error) {
    throw new TemporaryError(`${tool} can't be reached (${error.cause?.code ?? error.name}).`);
  }
  const { status, headers } = response;
  if ([429, 502, 503, 504].includes(status)) {
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
    throw new TemporaryError(
      `${tool} is overloaded or down (${status}).`,
      Number.isNaN(seconds) ? undefined : seconds * 1_000,
    );
  }
  if (status >= 300 && status < 400) {
    throw new StopError(`${tool} redirects to another address. Give the final one.`);
  }
  return { status, body: parseJson(text) };
}

/**
 * Calls `save` for each signature of standard input, one after the other. Calls it again for the same one if the tool is down, so
 * `save` must not save anything twice.
 *
 * @param prepare checks credentials before anything is read
 * @param save returns what became of it, in a few words. Throws RefusedError or StopError
 */
export async function saveEach(prepare, save) {
  const totals = new Map();
  const count = (outcome) => totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
  let refusedInARow = 0;
  try {
    await withRetries(prepare);
    for await (const signature of signaturesIn(process.stdin)) {
      try {
        count(await withRetries(() => save(signature)));
        refusedInARow = 0;
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        count(`Refused: ${error.message}`);
        process.exitCode = 1;
        refusedInARow += 1;
        if (refusedInARow === MAX_REFUSED_IN_A_ROW) {
          throw new StopError(`${MAX_REFUSED_IN_A_ROW} in a row were refused, so no more are sent.`);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
    console.warn(error.message);
    process.exitCode = 1;
    process.stdin.destroy();
  }
  for (const [outcome, total] of totals) console.warn(`${outcome}: ${total}`);
  if (process.exitCode === 1) {
    console.warn(
      'Some were not saved. Solve the problem, delete the state file that `petitions forward` names, and run the same again: nobody is saved twice.',
    );
  }
}

async function* signaturesIn(stream) {
  let number = 0;
  for await (const line of linesOf(stream)) {
    number += 1;
    const signature = parseJson(line);
    if (typeof signature?.email !== 'string' || typeof signature.mayContact !== 'boolean') {
      throw new StopError(
        `Line ${number} of the input is not a whole signature. The input must be the output of: petitions forward … --to ndjson:-`,
      );
    }
    yield signature;
  }
}

/** Splits at line feeds only: a comment may contain other line separators, at which `node:readline` splits. */
async function* linesOf(stream) {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function withRetries(run) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error;
      if (attempt === MAX_ATTEMPTS) throw new StopError(error.message);
      const waitMs = Math.min(error.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_WAIT_MS);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
