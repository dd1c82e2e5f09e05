import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect as open } from 'node:net';
import type { TestContext } from 'node:test';
import { serve } from '@hono/node-server';

export interface RawRequest {
  path: string;
  /** Sent by POST, with this type. Without a body, the request is a GET. */
  body?: string;
  type?: string;
}

/** What was received, and the time from the request's first byte to the response's last. */
interface RawResponse {
  ms: number;
  /** Status line and headers, unchanged. */
  head: string;
  body: string;
}

export type Fetch = Parameters<typeof serve>[0]['fetch'];

export interface RawConnection {
  send(request: RawRequest): Promise<RawResponse>;
}

/**
 * Starts a server, and keeps one connection open to send one request after the other. Uses a plain socket, because
 * an HTTP client would reorder headers and add noise to the timing.
 */
export async function connect(t: TestContext, fetch: Fetch): Promise<RawConnection> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  // Tests send nothing over this connection while emails are sent.
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
  let received = '';
  let onData = () => {};
  let fail = (_: Error) => {};
  socket.on('data', (chunk) => {
    received += chunk;
    onData();
  });
  socket.on('close', () => fail(new Error(`the connection was closed after ${JSON.stringify(received)}`)));

  const send = ({ path, body, type }: RawRequest): Promise<RawResponse> => {
    const head = [`${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`, 'Host: petitions.example.org'];
    if (type) head.push(`Content-Type: ${type}`);
    if (body !== undefined) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
    const request = `${head.join('\r\n')}\r\n\r\n${body ?? ''}`;
    return new Promise((resolve, reject) => {
      received = '';
      fail = reject;
      onData = () => {
        const end = received.indexOf('\r\n\r\n');
        if (end === -1) return;
        const length = /^content-length: (\d+)$/im.exec(received.slice(0, end))?.[1];
        const body = received.slice(end + 4);
        const isComplete = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
        if (isComplete) resolve({ ms: performance.now() - start, head: received.slice(0, end), body });
      };
      const start = performance.now();
      socket.write(request);
    });
  };
  return { send };
}
