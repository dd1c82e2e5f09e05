import { createHash } from 'node:crypto';
import type {
  DataKeyLine,
  SealedFileEnd,
  SealedFileHeader,
  SignatureLine,
} from '../../common/sealed-file-format.ts';
import type { SealedPage } from './sealed-page.ts';

/** Yields the whole file, one page at a time. */
export async function* sealedFileLines(
  header: SealedFileHeader,
  pages: AsyncIterable<SealedPage>,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const addToHash = (text: string) => {
    hash.update(text);
    return text;
  };
  let signatures = 0;
  yield addToHash(line(header));
  for await (const { dataKeys, rows } of pages) {
    const lines = [
      ...dataKeys.map(({ id, sealed, sealedTo }) =>
        line({ dataKey: base64(id), sealed: base64(sealed), ...(sealedTo !== null && { to: sealedTo }) }),
      ),
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
    yield addToHash(lines.join(''));
  }
  yield line({ end: { signatures, sha256: hash.digest('hex') } });
}

const line = (content: SealedFileHeader | DataKeyLine | SignatureLine | SealedFileEnd) =>
  `${JSON.stringify(content)}\n`;

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
