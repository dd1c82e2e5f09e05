import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

const HEADER_BYTES = 12;
const TYPE_TXT = 16;
const CLASS_IN = 1;
const NAME_ERROR = 3;
/** RFC 1035: the longest string in a TXT record. */
const MAX_STRING_BYTES = 255;

/** Says how a server fails instead of answering. */
type Failure = 'silent' | 'refused';

/**
 * Starts a name server that knows these TXT records and is stopped after the test.
 *
 * @param records texts by name. A name without texts exists; others don't
 * @returns a resolver that asks it, and what it was asked for
 */
export async function startDnsServer(
  t: TestContext,
  records: Readonly<Record<string, readonly string[]>>,
  failure?: Failure,
): Promise<{ resolver: Resolver; queries: string[] }> {
  const queries: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name } = readName(query, HEADER_BYTES);
    queries.push(name);
    if (failure === 'silent') return;
    socket.send(failure === 'refused' ? header(query, 5, 0) : respond(query, records[name]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolver, queries };
}

function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** The question alone, with the code for the response and the number of answers. */
function header(query: Buffer, code: number, answers: number): Buffer {
  const { end } = readName(query, HEADER_BYTES);
  const message = Buffer.from(query.subarray(0, end + 4));
  message.writeUInt16BE(0x8180 | code, 2);
  message.writeUInt16BE(answers, 6);
  message.writeUInt32BE(0, 8);
  return message;
}

function respond(query: Buffer, texts: readonly string[] | undefined): Buffer {
  if (!texts) return header(query, NAME_ERROR, 0);
  const answers = texts.map((text) => {
    const bytes = Buffer.from(text);
    const strings: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += MAX_STRING_BYTES) {
      const part = bytes.subarray(at, at + MAX_STRING_BYTES);
      strings.push(Buffer.from([part.length]), part);
    }
    const data = Buffer.concat(strings);
    const fixed = Buffer.alloc(12);
    // The name of the question.
    fixed.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
    fixed.writeUInt16BE(TYPE_TXT, 2);
    fixed.writeUInt16BE(CLASS_IN, 4);
    fixed.writeUInt16BE(data.length, 10);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([header(query, 0, answers.length), ...answers]);
}
