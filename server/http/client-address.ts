import { isIP } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { createProxyCheck, normalizeAddress, type TrustedProxies } from '../lib/ip-address.ts';

/**
 * Finds the IP address of the client: the connection's, or if that belongs to a trusted proxy, the one that the proxy
 * reports. Anything further left in `X-Forwarded-For` may have been written by anyone.
 */
export function clientAddressResolver(proxies: TrustedProxies): (c: Context) => string {
  const isTrustedProxy = createProxyCheck(proxies);
  return (c) => {
    // A connection that has just ended, or one over a Unix socket, has no address.
    let client = normalizeAddress(
      (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? '',
    );
    if (proxies === 0) return client;
    const forwardedFor = c.req.header('X-Forwarded-For')?.split(',') ?? [];
    for (let hops = 0; isTrustedProxy(client, hops) && forwardedFor.length > 0; hops++) {
      const previous = normalizeAddress(forwardedFor.pop()!);
      if (!isIP(previous)) break;
      client = previous;
    }
    return client;
  };
}
