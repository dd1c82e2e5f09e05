import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect as open } from 'node:net';
import type { TestContext } from 'node:test';
import { serve } from '@hono/node-server';

export interface RawRequest {
  path: string;
  /** Posted, of this type; without one the path is got. */
  body?: string;
  type?: string;
}

/** What came over the wire, and how long it took from the first byte of the request to the last of the answer. */
interface RawResponse {
  ms: number;
  /** Status line and headers, byte by byte. */
  head: string;
  body: string;
}

export type Fetch = Parameters<typeof serve>[0]['fetch'];

export interface RawConnection {
  send(asked: RawRequest): Promise<RawResponse>;
}

/**
 * Listens, and keeps one connection open to send one request after the other. By hand, because a client's library brings headers
 * into another order, and a noise of its own.
 */
export async function connect(t: TestContext, fetch: Fetch): Promise<RawConnection> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  // Nothing is sent while letters go out.
  server.keepAliveTimeout = 0;
  if (!server.listening) await once(server, 'listening');
  const socket = open((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay();
  socket.setEncoding('latin1');
  t.after(() => {
    socket.destroy();
    server.close();
  });
  let seen = '';
  let look = () => {};
  let fail = (_: Error) => {};
  socket.on('data', (chunk) => {
    seen += chunk;
    look();
  });
  socket.on('close', () => fail(new Error(`the connection was closed after ${JSON.stringify(seen)}`)));

  const send = ({ path, body, type }: RawRequest): Promise<RawResponse> => {
    const head = [`${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`, 'Host: petitions.example.org'];
    if (type) head.push(`Content-Type: ${type}`);
    if (body !== undefined) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
    const request = `${head.join('\r\n')}\r\n\r\n${body ?? ''}`;
    return new Promise((resolve, reject) => {
      seen = '';
      fail = reject;
      look = () => {
        const end = seen.indexOf('\r\n\r\n');
        if (end === -1) return;
        const length = /^content-length: (\d+)$/im.exec(seen.slice(0, end))?.[1];
        const body = seen.slice(end + 4);
        const whole = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
        if (whole) resolve({ ms: performance.now() - start, head: seen.slice(0, end), body });
      };
      const start = performance.now();
      socket.write(request);
    });
  };
  return { send };
}
