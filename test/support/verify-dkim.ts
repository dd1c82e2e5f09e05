import { createHash, createPublicKey, createVerify } from 'node:crypto';

/**
 * Whether an email has a valid DKIM signature: rsa-sha256, with relaxed canonicalization of both parts. Written from RFC 6376,
 * without anything of what signs.
 *
 * @param source with CRLF, as received
 * @param record what DNS has, like `v=DKIM1; k=rsa; p=…`
 */
export function isDkimValid(source: string, record: string): boolean {
  const headersEnd = source.indexOf('\r\n\r\n');
  const fields = source.slice(0, headersEnd).split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  if (!signature) return false;
  const tags = parseTags(signature.slice(signature.indexOf(':') + 1));
  if (tags.a !== 'rsa-sha256' || tags.c !== 'relaxed/relaxed') return false;
  const bodyHash = createHash('sha256').update(relaxBody(source.slice(headersEnd + 4)), 'latin1');
  if (bodyHash.digest('base64') !== tags.bh) return false;
  const unused = [...fields];
  const signed = tags.h!.split(':').map((name) => {
    const index = unused.findLastIndex((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return index < 0 ? '' : `${relaxField(unused.splice(index, 1)[0]!)}\r\n`;
  });
  const withoutValue = relaxField(signature.replace(/([;\s]b=)[^;]*/, '$1'));
  const verify = createVerify('RSA-SHA256').update(signed.join('') + withoutValue, 'latin1');
  const key = createPublicKey({
    key: Buffer.from(parseTags(record).p!, 'base64'),
    format: 'der',
    type: 'spki',
  });
  return verify.verify(key, tags.b!, 'base64');
}

function parseTags(list: string): Record<string, string> {
  return Object.fromEntries(
    list.split(';').flatMap((tag) => {
      const [, name, value] = /^\s*(\w+)\s*=(.*)$/s.exec(tag) ?? [];
      return name === undefined ? [] : [[name, value!.replace(/\s+/g, '')]];
    }),
  );
}

function relaxField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  return `${lines.join('\r\n').replace(/(?:\r\n)+$/, '')}\r\n`;
}
