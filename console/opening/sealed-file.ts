import { sha256 } from '@noble/hashes/sha2.js';
import { Decrypter } from 'age-encryption';
import * as v from 'valibot';
import { type ExportedSignature, toExportedSignature } from '../../common/exported-signature.ts';
import {
  DataKeyLine,
  SEALED_FORMAT,
  SealedFileEnd,
  SealedFileHeader,
  SignatureLine,
} from '../../common/sealed-file-format.ts';

import { MAX_SIGNATURES } from './limits.ts';

/** How many signatures are decrypted at a time. WebCrypto works on several at once. */
const PAGE_SIZE = 2_000;
const NONCE_BYTES = 12;
const LINE_BREAK = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** No valid line is nearly as long. A file of another kind may have no line breaks at all. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Why nothing in a file can be opened. The page has the words. */
export type OpeningError = 'not-sealed' | 'newer-version' | 'wrong-identity' | 'too-large';

export class CannotOpenError extends Error {
  override name = 'CannotOpenError';

  constructor(readonly reason: OpeningError) {
    super(reason);
  }
}

/** What is known once a file was read to its end. */
export interface OpeningResult {
  slug: string;
  opened: number;
  /** Signatures that could not be decrypted, and lines that are none. */
  damaged: number;
  /** Whether the file's end is there, and its checksum is right. */
  isComplete: boolean;
  /** The filter that the file was made with. */
  choice: SealedFileHeader['choice'];
}

interface OpenOptions {
  /** age identities. */
  identities: readonly string[];
  /** Called with each page of signatures, in the file's order. */
  onPage(signatures: ExportedSignature[], bytesRead: number): void | Promise<void>;
}

/**
 * Reads a sealed export and decrypts its signatures, here: nothing is sent anywhere.
 *
 * @throws CannotOpenError if it is no sealed export, or none of its data keys opens with the identities
 */
export async function openSealedFile(
  stream: ReadableStream<Uint8Array>,
  { identities, onPage }: OpenOptions,
): Promise<OpeningResult> {
  const lines = splitLines(stream);
  const first = await lines.next();
  const header = readHeader(first.value?.bytes ?? new Uint8Array());
  const hash = sha256.create().update(first.value!.bytes);
  const keys = new DataKeys(identities);
  const prefix = encoder.encode(`petition ${header.petitionId}\n`);
  const result: OpeningResult = {
    slug: header.slug,
    opened: 0,
    damaged: 0,
    isComplete: false,
    choice: header.choice,
  };
  let page: SignatureLine[] = [];
  let signatures = 0;
  let end: SealedFileEnd['end'] | undefined;
  const flush = async (bytesRead: number) => {
    const lines = page;
    page = [];
    const decrypted = await Promise.all(lines.map((line) => decrypt(line, prefix, keys)));
    const opened = decrypted.filter((signature) => signature !== null);
    result.opened += opened.length;
    result.damaged += decrypted.length - opened.length;
    // A wrong identity opens nothing at all. It is named before anything is shown.
    if (keys.isWrongIdentity) throw new CannotOpenError('wrong-identity');
    if (opened.length > 0) await onPage(opened, bytesRead);
  };
  // A page is decrypted while the next one is read: WebCrypto has threads of its own.
  let inFlight: Promise<void> = Promise.resolve();
  let bytesRead = first.value!.bytes.length;
  for await (const { bytes, readSoFar } of lines) {
    bytesRead = readSoFar;
    const content = parseJson(bytes);
    if (end) {
      result.damaged++;
      continue;
    }
    // Nearly all lines are signatures.
    if (v.is(SignatureLine, content)) {
      hash.update(bytes);
      signatures++;
      page.push(content);
      if (signatures > MAX_SIGNATURES) throw new CannotOpenError('too-large');
      if (page.length === PAGE_SIZE) {
        await inFlight;
        inFlight = flush(bytesRead);
        // Thrown by the next `await`. Until then, nobody would handle it.
        inFlight.catch(() => {});
      }
    } else if (v.is(SealedFileEnd, content)) end = content.end;
    else {
      hash.update(bytes);
      if (v.is(DataKeyLine, content)) keys.add(content);
      else result.damaged++;
    }
  }
  await inFlight;
  await flush(bytesRead);
  result.isComplete = end?.signatures === signatures && end.sha256 === toHex(hash.digest());
  return result;
}

function readHeader(line: Uint8Array): SealedFileHeader {
  const header = parseJson(line);
  if (v.is(SealedFileHeader, header)) return header;
  const isNewer = v.is(v.object({ sealedPetition: v.pipe(v.number(), v.notValue(SEALED_FORMAT)) }), header);
  throw new CannotOpenError(isNewer ? 'newer-version' : 'not-sealed');
}

/** @returns null if it is damaged, was changed, or its data key doesn't open */
async function decrypt(
  line: SignatureLine,
  prefix: Uint8Array,
  keys: DataKeys,
): Promise<ExportedSignature | null> {
  const key = await keys.get(line.key);
  if (!key) return null;
  try {
    const sealed = fromBase64(line.sealed);
    const plain = await crypto.subtle.decrypt(
      {
        name: 'AES-GCM',
        iv: sealed.subarray(0, NONCE_BYTES),
        // What a signature is bound to, as `aad` in the server's crypto/sealer.ts.
        additionalData: concat(prefix, fromBase64(line.signer)),
      },
      key,
      sealed.subarray(NONCE_BYTES),
    );
    const record = JSON.parse(decoder.decode(plain));
    if (record.version !== 1 && record.version !== 2) return null;
    // Version 1 doesn't contain them.
    const isUnchanged =
      record.version === 1 || (record.signedOn === line.on && record.partner === line.partner);
    return isUnchanged ? toExportedSignature(record, { partner: line.partner, signed_on: line.on }) : null;
  } catch {
    return null;
  }
}

/** Opens each data key once, when its first signature needs it. */
class DataKeys {
  readonly #decrypter = new Decrypter();
  readonly #sealed = new Map<string, string>();
  readonly #keys = new Map<string, Promise<CryptoKey | null>>();
  #opened = 0;
  #failed = 0;

  constructor(identities: readonly string[]) {
    for (const identity of identities) this.#decrypter.addIdentity(identity);
  }

  /** Whether keys were tried, and none could be opened. */
  get isWrongIdentity(): boolean {
    return this.#opened === 0 && this.#failed > 0;
  }

  add({ dataKey, sealed }: DataKeyLine): void {
    this.#sealed.set(dataKey, sealed);
  }

  get(id: string): Promise<CryptoKey | null> {
    let key = this.#keys.get(id);
    if (!key) {
      key = this.#open(id);
      this.#keys.set(id, key);
    }
    return key;
  }

  async #open(id: string): Promise<CryptoKey | null> {
    const sealed = this.#sealed.get(id);
    if (sealed === undefined) return null;
    try {
      const bytes = await this.#decrypter.decrypt(fromBase64(sealed));
      const key = await crypto.subtle.importKey('raw', Uint8Array.from(bytes), 'AES-GCM', false, ['decrypt']);
      this.#opened++;
      return key;
    } catch {
      this.#failed++;
      return null;
    }
  }
}

/** Splits bytes after line breaks. */
async function* splitLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array; readSoFar: number }> {
  const reader = stream.getReader();
  let rest = new Uint8Array();
  let readSoFar = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    let buffer = rest.length > 0 ? concat(rest, value) : Uint8Array.from(value);
    for (let at = buffer.indexOf(LINE_BREAK); at >= 0; at = buffer.indexOf(LINE_BREAK)) {
      readSoFar += at + 1;
      yield { bytes: buffer.subarray(0, at + 1), readSoFar };
      buffer = buffer.subarray(at + 1);
    }
    if (buffer.length > MAX_LINE_BYTES) {
      readSoFar += buffer.length;
      yield { bytes: buffer, readSoFar };
      buffer = new Uint8Array();
    }
    rest = buffer;
  }
  if (rest.length > 0) yield { bytes: rest, readSoFar: readSoFar + rest.length };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** A loop, because `Uint8Array.from` with a function takes ten times as long. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @returns undefined if it is not JSON */
function parseJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(line));
  } catch {
    return undefined;
  }
}
