import { BlockList, isIP, isIPv4 } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';

/** Which proxies stand before the server: how many, or at which addresses and CIDR ranges. 0 is none. */
export type TrustedProxies = number | readonly string[];

const MAX_PROXIES = 16;
const CIDR = /^(.+)\/(\d{1,3})$/;

/**
 * Reads a number of proxies ("1"), or addresses and ranges ("127.0.0.1, 10.0.0.0/8").
 *
 * @returns undefined where it is neither
 */
export function parseTrustedProxies(text: string): TrustedProxies | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= MAX_PROXIES ? Number(text) : undefined;
  const list = text.split(/[\s,]+/).filter(Boolean);
  return list.every((each) => addTo(new BlockList(), each)) ? list : undefined;
}

/**
 * Finds out who sends a request: the address of the connection, and where that is a trusted proxy's, the one
 * that the proxy names. Whatever stands further left in `X-Forwarded-For` was written by who knows whom.
 */
export function clientAddressResolver(proxies: TrustedProxies): (c: HonoContext) => string {
  const isTrusted = trustCheck(proxies);
  return (c) => {
    // A connection that has just ended, or that came by a Unix socket, has no address.
    let client = normalizeAddress(
      (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? '',
    );
    if (proxies === 0) return client;
    const named = c.req.header('X-Forwarded-For')?.split(',') ?? [];
    for (let steps = 0; isTrusted(client, steps) && named.length > 0; steps++) {
      const before = normalizeAddress(named.pop()!);
      if (!isIP(before)) break;
      client = before;
    }
    return client;
  };
}

/**
 * What stands for a household: an IPv4 address, or the first half of an IPv6 address, of which the second half
 * is everybody's own to choose.
 */
export function clientNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const written = left.length + right.length + (address.includes('.') ? 1 : 0);
  const groups = [...left, ...Array(Math.max(0, 8 - written)).fill('0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Whether an address is a proxy's that is so many steps away from the server. */
function trustCheck(proxies: TrustedProxies): (address: string, steps: number) => boolean {
  if (typeof proxies === 'number') return (_, steps) => steps < proxies;
  const list = new BlockList();
  for (const each of proxies) addTo(list, each);
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

function addTo(list: BlockList, text: string): boolean {
  const [, range = text, bits] = CIDR.exec(text) ?? [];
  const address = normalizeAddress(range);
  if (!isIP(address) || (bits !== undefined && address !== range)) return false;
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else if (Number(bits) <= (isIPv4(address) ? 32 : 128))
    list.addSubnet(address, Number(bits), familyOf(address));
  else return false;
  return true;
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** Without what is written around it: brackets, a port, a zone, and the prefix of an IPv4 address in IPv6. */
function normalizeAddress(written: string): string {
  const text = written.trim();
  const [, inBrackets] = /^\[(.*)\](?::\d+)?$/.exec(text) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return (inBrackets ?? beforePort ?? text).replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}
