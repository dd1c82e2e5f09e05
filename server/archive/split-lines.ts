/** No line of ours is near as long. A file that is something else may have no line break at all. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const LINE_BREAK = 0x0a;

/** Parts bytes at line breaks, which stay. Lines beyond 4 MiB come in pieces. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let at = buffer.indexOf(LINE_BREAK); at >= 0; at = buffer.indexOf(LINE_BREAK)) {
      yield buffer.subarray(0, at + 1);
      buffer = buffer.subarray(at + 1);
    }
    if (buffer.length > MAX_LINE_BYTES) {
      yield buffer;
      buffer = Buffer.alloc(0);
    }
    rest = buffer;
  }
  if (rest.length > 0) yield rest;
}
