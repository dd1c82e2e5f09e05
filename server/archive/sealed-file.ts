import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { SealedPage } from './exported-signature.ts';

/** The version of what stands here. A reader refuses one that it doesn't know. */
export const SEALED_FORMAT = 1;

/**
 * A sealed export is JSON, a line each: the header, then data keys and signatures, each data key before what
 * it opens, then the end. Bytes are in base64.
 */
export const SealedFileHeader = v.object({
  sealedPetition: v.literal(SEALED_FORMAT),
  slug: v.string(),
  /** What every signature is bound to. */
  petitionId: v.number(),
  /** Codes of all who may be asked for. */
  partners: v.array(v.string()),
  /** To whom the first start sealed. */
  recipients: v.array(v.string()),
  /** What it was made of. Whom the partner may write to is not told before opening. */
  choice: v.object({ partner: v.nullable(v.string()), since: v.nullable(v.string()) }),
});
export type SealedFileHeader = v.InferOutput<typeof SealedFileHeader>;

export const DataKeyLine = v.object({ dataKey: v.string(), sealed: v.string() });
type DataKeyLine = v.InferOutput<typeof DataKeyLine>;

export const SignatureLine = v.object({
  signer: v.string(),
  on: v.string(),
  partner: v.nullable(v.string()),
  /** Which data key. */
  key: v.string(),
  sealed: v.string(),
});
type SignatureLine = v.InferOutput<typeof SignatureLine>;

/** Tells a reader that it has everything, and as it was: the SHA-256 is of all bytes before this line. */
export const SealedFileEnd = v.object({
  end: v.object({ signatures: v.number(), sha256: v.string() }),
});
export type SealedFileEnd = v.InferOutput<typeof SealedFileEnd>;

/** The whole file, a page at a time. */
export async function* sealedFileLines(
  header: SealedFileHeader,
  pages: AsyncIterable<SealedPage>,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  let signatures = 0;
  yield hashed(line(header));
  for await (const { dataKeys, rows } of pages) {
    const text = [
      ...dataKeys.map(({ id, sealed }) => line({ dataKey: base64(id), sealed: base64(sealed) })),
      ...rows.map((row) =>
        line({
          signer: base64(row.signer_key),
          on: row.signed_on,
          partner: row.partner,
          key: base64(row.data_key_id),
          sealed: base64(row.sealed),
        }),
      ),
    ];
    signatures += rows.length;
    yield hashed(text.join(''));
  }
  yield line({ end: { signatures, sha256: hash.digest('hex') } });
}

const line = (content: SealedFileHeader | DataKeyLine | SignatureLine | SealedFileEnd) =>
  `${JSON.stringify(content)}\n`;

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
