import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/**
 * Whether a URL's host is a name or an address. URLs also allow characters that mean something else where hosts are written,
 * like ";" and "*" in a Content-Security-Policy.
 */
export const isHostname = (hostname: string) => /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname);

/** Whether an address to listen on is reached from this machine only. */
export const isLoopback = (host: string) => /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);

/** The proxies in front of the server: how many, or their addresses and CIDR ranges. 0 is none. */
export type TrustedProxies = number | readonly string[];

const MAX_PROXIES = 16;
const CIDR = /^(.+)\/(\d{1,3})$/;

/**
 * Parses a number of proxies ("1"), or addresses and ranges ("127.0.0.1, 10.0.0.0/8").
 *
 * @returns undefined if it is neither
 */
export function parseTrustedProxies(text: string): TrustedProxies | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= MAX_PROXIES ? Number(text) : undefined;
  const ranges = text.split(/[\s,]+/).filter(Boolean);
  return ranges.every((range) => addRange(new BlockList(), range)) ? ranges : undefined;
}

/** @returns whether `address` belongs to a trusted proxy that is `hops` proxies away from the server */
export function createProxyCheck(proxies: TrustedProxies): (address: string, hops: number) => boolean {
  if (typeof proxies === 'number') return (_, hops) => hops < proxies;
  const list = new BlockList();
  for (const range of proxies) addRange(list, range);
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/**
 * Strips what may surround an address: brackets, a port, a zone, and the IPv6 prefix of an IPv4 address, in any notation.
 * All mapped addresses are in one IPv6 network, so all of their clients would share its allowance.
 */
export function normalizeAddress(address: string): string {
  const text = address.trim();
  const [, inBrackets] = /^\[(.*)\](?::\d+)?$/.exec(text) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  const bare = (inBrackets ?? beforePort ?? text).replace(/%.*$/, '');
  return mappedAddress(bare) ?? bare;
}

/** The IPv4 address that an IPv6 address stands for, if it does (RFC 4291, section 2.5.5.2). */
function mappedAddress(address: string): string | undefined {
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  const prefix = groups.slice(0, -2);
  if (prefix.pop() !== 0xffff || prefix.some((group) => group !== 0)) return undefined;
  return groups
    .slice(-2)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const hexadecimal = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes) => {
    const [a, b, c, d] = bytes.slice(0, 4).map(Number) as [number, number, number, number];
    return [(a << 8) | b, (c << 8) | d].map((group) => group.toString(16)).join(':');
  });
  const [head = '', tail] = hexadecimal.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const zeros: string[] = Array(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

/** Prefix lengths of the networks that a client with an IPv6 address is counted in. */
const NETWORK_BITS = [64, 56, 48, 32];
const GROUP_BITS = 16;

/**
 * The networks that a client belongs to, the narrowest first. That is an IPv4 address, or the first 64 bits of an IPv6
 * address, because every household chooses the other 64 bits freely, and the wider networks that are given out.
 */
export function clientNetworks(address: string): string[] {
  if (!address.includes(':')) return [address];
  const groups = groupsOf(address);
  return NETWORK_BITS.map((bits) => {
    const prefix = groups.slice(0, Math.ceil(bits / GROUP_BITS));
    const unused = prefix.length * GROUP_BITS - bits;
    const last = prefix.length - 1;
    prefix[last] = (prefix[last]! >> unused) << unused;
    return `${prefix.map((group) => group.toString(16)).join(':')}::/${bits}`;
  });
}

/** @returns false if `text` is neither an address nor a CIDR range */
function addRange(list: BlockList, text: string): boolean {
  const [, range = text, prefix] = CIDR.exec(text) ?? [];
  const address = prefix === undefined ? normalizeAddress(range) : range;
  if (!isIP(address) || address.includes('%')) return false;
  // A list that has the range of mapped addresses also finds the IPv4 addresses that they stand for.
  if (prefix === undefined) list.addAddress(address, familyOf(address));
  else if (Number(prefix) <= (isIPv4(address) ? 32 : 128))
    list.addSubnet(address, Number(prefix), familyOf(address));
  else return false;
  return true;
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');
