import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { HIDDEN_PATH } from '../../common/webhooks.ts';
import { UserError } from '../lib/errors.ts';
import { normalizeAddress } from '../lib/ip-address.ts';

const MAX_URL_LENGTH = 2_000;

/** IPv4 ranges that aren't the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // The metadata of cloud machines, among others.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Multicast, reserved, and broadcast.
  '224.0.0.0/3',
  // Looks public, but is a service for machines in Microsoft's cloud.
  '168.63.129.16/32',
];

/** Exceptions from `2000::/3`, outside of which nothing is public: https://www.iana.org/assignments/iana-ipv6-special-registry */
const SPECIAL_IPV6 = [
  '2001::/23',
  '2001:db8::/32',
  // Leads to an IPv4 address, which may be a private one.
  '2002::/16',
  '3fff::/20',
];

const special = toBlockList([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const globalIpv6 = toBlockList(['2000::/3']);

/** Whether an IP address belongs to a machine on the public internet. An IPv6 address that stands for an IPv4 address counts as that. */
export function isPublicAddress(address: string): boolean {
  const bare = normalizeAddress(address);
  if (isIPv4(bare)) return !special.check(bare, 'ipv4');
  return isIP(bare) === 6 && globalIpv6.check(bare, 'ipv6') && !special.check(bare, 'ipv6');
}

/** Finds all addresses of a host. Throws if there are none. */
export type Resolver = (hostname: string) => Promise<LookupAddress[]>;

export const resolveHost: Resolver = (hostname) => lookup(hostname, { all: true });

/** Events can't be sent to a URL. The message says what to change. */
export class WebhookUrlError extends UserError {
  override name = 'WebhookUrlError';
}

/** The host is, or leads to, an address that isn't public. */
export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError';
}

/** Decides where events may be sent. */
export class AddressPolicy {
  readonly #allowedHosts: readonly string[];
  readonly #resolve: Resolver;

  /** @param allowedHosts hosts, with or without a port, that may have any address and need no TLS */
  constructor(allowedHosts: readonly string[], resolve: Resolver = resolveHost) {
    this.#allowedHosts = allowedHosts;
    this.#resolve = resolve;
  }

  /**
   * Checks a URL as far as that is possible without asking for its address, which may change.
   *
   * @returns the URL in its normal form
   * @throws WebhookUrlError
   */
  checkUrl(text: string): string {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || !/^https?:$/.test(url.protocol) || text.length > MAX_URL_LENGTH) {
      throw new WebhookUrlError('The URL must look like https://crm.example.org/webhooks.');
    }
    if (text.includes(HIDDEN_PATH)) {
      throw new WebhookUrlError(
        `The URL is shortened, as lists show it. Enter all of it, without "${HIDDEN_PATH}".`,
      );
    }
    if (url.username || url.password) {
      throw new WebhookUrlError(
        'The URL must not have a user name or password. Put a token into its path instead.',
      );
    }
    url.hash = '';
    if (this.#isAllowed(url)) return url.href;
    if (url.protocol !== 'https:') {
      throw new WebhookUrlError(
        'The URL must start with https://. For a receiver on a private network, list its host in WEBHOOK_ALLOW_HOSTS.',
      );
    }
    const hostname = bareHostname(url);
    if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) {
      throw new WebhookUrlError(
        "The URL's address isn't public. For a receiver on a private network, list its host in WEBHOOK_ALLOW_HOSTS.",
      );
    }
    return url.href;
  }

  /**
   * The addresses to connect to, and to no others: if somebody asked again, the answer could differ.
   *
   * @throws PrivateAddressError if one of them isn't public
   */
  async addressesOf(url: URL): Promise<LookupAddress[]> {
    const hostname = bareHostname(url);
    const family = isIP(hostname);
    const addresses = family === 0 ? await this.#resolve(hostname) : [{ address: hostname, family }];
    if (this.#isAllowed(url)) return addresses;
    if (url.protocol !== 'https:' || !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new PrivateAddressError();
    }
    return addresses;
  }

  #isAllowed({ protocol, hostname, port }: URL): boolean {
    const withPort = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
    return this.#allowedHosts.some((host) => host === hostname || host === withPort);
  }
}

const bareHostname = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1');

function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address, prefix] = range.split('/') as [string, string];
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
