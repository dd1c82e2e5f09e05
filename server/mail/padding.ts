/** Every email fits into one block: in every language, with all boxes, and with the longest names. */
export const BLOCK_BYTES = 20_480;

const HEADER_NAME = 'X-Padding:';
const LINE_END = '\r\n';
/** Continues a header on the next line. */
const FOLD = `${LINE_END} `;
const MAX_LINE_LENGTH = 64;

/**
 * Pads a message to a multiple of a block with a meaningless header. An email that asks to confirm is longer than
 * one that says "you have already signed", and the longer the more boxes were checked. Anyone who watches the connection to the mail server sees the lengths.
 */
export function padMessage(message: Buffer): Buffer {
  const minBytes = HEADER_NAME.length + LINE_END.length;
  const paddedBytes = Math.ceil((message.length + minBytes) / BLOCK_BYTES) * BLOCK_BYTES;
  const header = HEADER_NAME + paddingValue(paddedBytes - message.length - minBytes) + LINE_END;
  const headersEnd = message.indexOf(LINE_END + LINE_END) + LINE_END.length;
  return Buffer.concat([message.subarray(0, headersEnd), Buffer.from(header), message.subarray(headersEnd)]);
}

/** A header value of this many bytes, in lines short enough for mail servers. */
function paddingValue(bytes: number): string {
  let value = '';
  while (value.length < bytes) {
    const remaining = bytes - value.length;
    // A folded line must not be empty.
    const start = value !== '' && remaining > FOLD.length ? FOLD : '';
    value += start + 'x'.repeat(Math.min(MAX_LINE_LENGTH, remaining - start.length));
  }
  return value;
}
