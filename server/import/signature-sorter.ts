import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, encrypt, OVERHEAD_BYTES } from '../crypto/aead.ts';
import { toHex } from '../lib/bytes.ts';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import type { KeyedSignature } from '../signatures/imported-signature.ts';
import { SIGNER_KEY_BYTES } from '../signatures/signer-key.ts';

/** A power of two. A million signatures are a thousand per bucket, which are sorted in memory. */
const BUCKET_BITS = 10;
const BUCKETS = 2 ** BUCKET_BITS;
/** More than twice the longest record. */
const BLOCK_BYTES = 16 * 1024;
/** A block starts with the number of the bucket's block before it, counted from 1, and with its own length. */
const HEADER_BYTES = 8;
const STORED_BYTES = BLOCK_BYTES + OVERHEAD_BYTES;
const DAY_LENGTH = 'YYYY-MM-DD'.length;
/** Length of the record, signer key, day, and length of the partner's code. */
const FIXED_BYTES = 4 + SIGNER_KEY_BYTES + DAY_LENGTH + 1;

/**
 * Sorts any number of signatures by signer key in constant memory: distributes them to buckets by the first bits of the key, and
 * then sorts one bucket after the other. Of two with the same key, the one that was added first comes first.
 *
 * What doesn't fit in memory goes to a file without a name, which vanishes with the process, encrypted under a key that is nowhere
 * else.
 */
export class SignatureSorter {
  readonly #folder: string;
  readonly #key = randomBytes(32);
  /** The last block of each bucket. The system provides this memory as it is used. */
  readonly #blocks = Buffer.allocUnsafeSlow(BUCKETS * BLOCK_BYTES);
  /** Where that block ends. */
  readonly #ends = new Uint32Array(BUCKETS).fill(HEADER_BYTES);
  /** The bucket's last block in the file, counted from 1. 0 if there is none. */
  readonly #lastStored = new Uint32Array(BUCKETS);
  #storedCount = 0;
  #file: number | undefined;

  /** @param folder for the file */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws UserError if the file can't be written */
  add({ signer_key, signed_on, partner, record }: KeyedSignature): void {
    const bucket = ((signer_key[0]! << 8) | signer_key[1]!) >> (16 - BUCKET_BITS);
    const code = partner ?? '';
    if (this.#ends[bucket]! + FIXED_BYTES + code.length + record.length > BLOCK_BYTES) this.#flush(bucket);
    const block = this.#blockOf(bucket);
    let at = block.writeUInt32LE(record.length, this.#ends[bucket]!);
    block.set(signer_key, at);
    at += SIGNER_KEY_BYTES;
    at += block.write(signed_on, at, 'latin1');
    at = block.writeUInt8(code.length, at);
    at += block.write(code, at, 'latin1');
    block.set(record, at);
    this.#ends[bucket] = at + record.length;
  }

  /**
   * Yields all signatures, many at a time.
   *
   * @throws UserError if the file can't be read
   */
  *sorted(): Generator<KeyedSignature[]> {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const signatures = [
        ...this.#storedBlocks(bucket),
        this.#blockOf(bucket).subarray(0, this.#ends[bucket]!),
      ]
        .flatMap(parseBlock)
        .sort((a, b) => Buffer.compare(a.signer_key, b.signer_key));
      if (signatures.length > 0) yield signatures;
    }
  }

  /** Wipes the key, and frees the space on disk. */
  close(): void {
    this.#key.fill(0);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #blockOf(bucket: number): Buffer {
    return this.#blocks.subarray(bucket * BLOCK_BYTES, (bucket + 1) * BLOCK_BYTES);
  }

  #flush(bucket: number): void {
    const block = this.#blockOf(bucket);
    block.writeUInt32LE(this.#lastStored[bucket]!, 0);
    block.writeUInt32LE(this.#ends[bucket]!, 4);
    const stored = encrypt(this.#key, block, bucketAad(bucket));
    try {
      this.#file ??= openNameless(this.#folder);
      // By position, so that a part can be written again. A disk that is full takes a part.
      let written = 0;
      while (written < STORED_BYTES) {
        written += writeSync(
          this.#file,
          stored,
          written,
          STORED_BYTES - written,
          this.#storedCount * STORED_BYTES + written,
        );
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#storedCount += 1;
    this.#lastStored[bucket] = this.#storedCount;
    this.#ends[bucket] = HEADER_BYTES;
  }

  /** In the order in which they were written. */
  #storedBlocks(bucket: number): Buffer[] {
    const blocks: Buffer[] = [];
    for (let number = this.#lastStored[bucket]!; number > 0; ) {
      const stored = Buffer.allocUnsafeSlow(STORED_BYTES);
      try {
        readSync(this.#file!, stored, 0, STORED_BYTES, (number - 1) * STORED_BYTES);
      } catch (error) {
        this.#fail(error);
      }
      const block = decrypt(this.#key, stored, bucketAad(bucket));
      blocks.push(block.subarray(0, block.readUInt32LE(4)));
      number = block.readUInt32LE(0);
    }
    return blocks.reverse();
  }

  #fail(error: unknown): never {
    throw new UserError(
      `The signatures can't be sorted in a temporary file in ${this.#folder}: ${describeFsError(error)}. Make room on its disk, or check who owns the folder, and run the import again: nobody is counted twice.`,
      { cause: error },
    );
  }
}

function openNameless(folder: string): number {
  const path = join(folder, `import-${toHex(randomBytes(8))}.tmp`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}

function parseBlock(block: Buffer): KeyedSignature[] {
  const signatures: KeyedSignature[] = [];
  for (let at = HEADER_BYTES; at < block.length; ) {
    const recordLength = block.readUInt32LE(at);
    const keyAt = at + 4;
    const dayAt = keyAt + SIGNER_KEY_BYTES;
    const partnerAt = at + FIXED_BYTES;
    const recordAt = partnerAt + block.readUInt8(partnerAt - 1);
    const end = recordAt + recordLength;
    signatures.push({
      signer_key: block.subarray(keyAt, dayAt),
      signed_on: block.toString('latin1', dayAt, dayAt + DAY_LENGTH),
      partner: recordAt === partnerAt ? null : block.toString('latin1', partnerAt, recordAt),
      record: block.subarray(recordAt, end),
    });
    at = end;
  }
  return signatures;
}

const bucketAad = (bucket: number): Buffer => Buffer.from(`bucket ${bucket}`);
