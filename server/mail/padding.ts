/** In bytes. What a letter says takes up less than half of it. */
const BLOCK_BYTES = 8_192;

const HEADER_NAME = 'X-Padding:';
const LINE_END = '\r\n';
/** What continues a header's line. */
const FOLD = `${LINE_END} `;
const MAX_LINE_LENGTH = 64;

/**
 * A message with a header that says nothing, as long as it takes to make it a multiple of 8,192 bytes. A letter that asks
 * to confirm is longer than one that says "you have signed already", and who watches the connection to the mail server
 * sees how long they are.
 */
export function padMessage(message: Buffer): Buffer {
  const least = HEADER_NAME.length + LINE_END.length;
  const length = Math.ceil((message.length + least) / BLOCK_BYTES) * BLOCK_BYTES;
  const header = HEADER_NAME + paddingValue(length - message.length - least) + LINE_END;
  const headersEnd = message.indexOf(LINE_END + LINE_END) + LINE_END.length;
  return Buffer.concat([message.subarray(0, headersEnd), Buffer.from(header), message.subarray(headersEnd)]);
}

/** So many bytes of a header's value, in lines of a length that mail servers take. */
function paddingValue(bytes: number): string {
  let value = '';
  while (value.length < bytes) {
    const left = bytes - value.length;
    // A line that is folded needs something to stand in it.
    const start = value !== '' && left > FOLD.length ? FOLD : '';
    value += start + 'x'.repeat(Math.min(MAX_LINE_LENGTH, left - start.length));
  }
  return value;
}
