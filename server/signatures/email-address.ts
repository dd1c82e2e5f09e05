import { domainToASCII } from 'node:url';

/**
 * What a typed e-mail address is, twice over: where to send, and whose it is.
 *
 * - `address` is what was typed (NFC), for sending only.
 * - `key` is for de-duplication only, and never sent to: several spellings of one mailbox share it.
 */
export interface EmailAddress {
  address: string;
  canonical: string;
}

/** Counts upward whenever a rule below changes; a petition keeps the rules it began with. */
export const CANONICAL_RULES_VERSION = 1;

interface Provider {
  /** Several domains that deliver to the same mailboxes count as this one. */
  domain?: string;
  ignoresDots?: true;
}

/**
 * Providers that deliver `name+anything` to `name`, by exact domain. Every other domain may give each
 * spelling to another person, so its addresses are left as they are.
 */
const PROVIDERS: Record<string, Provider> = {
  'gmail.com': { ignoresDots: true },
  'googlemail.com': { domain: 'gmail.com', ignoresDots: true },
  'outlook.com': {},
  'hotmail.com': {},
  'live.com': {},
  'icloud.com': {},
  'me.com': {},
  'mac.com': {},
  'fastmail.com': {},
  'fastmail.fm': {},
  'proton.me': {},
  'protonmail.com': {},
  'pm.me': {},
};

/** No white space, controls or the specials of RFC 5322: quoted local parts are not taken. */
const LOCAL_PART = /^[^\s\p{C}"(),:;<>@[\\\]]+$/u;
/** At least two labels, and a last one that is no number: neither `localhost` nor `127.0.0.1` gets mail. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Reads an address as typed, or null where it is none. Never throws, whatever the string. */
export function parseEmailAddress(typed: string): EmailAddress | null {
  const address = typed.trim().normalize('NFC');
  // Before any folding: a full-width "＠" in a local part must not move the border.
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const typedLocal = address.slice(0, at);
  // Folding changes nothing else about letters of ASCII.
  const local = ASCII.test(typedLocal) ? typedLocal.toLowerCase() : foldLocalPart(typedLocal);
  const domain = foldDomain(address.slice(at + 1));
  if (!LOCAL_PART.test(local) || Buffer.byteLength(local) > 64 || !DOMAIN.test(domain)) return null;
  return { address, canonical: canonicalAddress(local, domain) };
}

function foldLocalPart(local: string): string {
  return local.normalize('NFKC').toLowerCase().normalize('NFC');
}

const ASCII = /^[ -~]*$/;

/** Most people have their mailbox at one of few domains. As many as are kept at hand. */
const MAX_CACHED_DOMAINS = 1_000;
const foldedDomains = new Map<string, string>();

function foldDomain(domain: string): string {
  const known = foldedDomains.get(domain);
  if (known !== undefined) return known;
  const folded = domainInAscii(domain);
  if (foldedDomains.size >= MAX_CACHED_DOMAINS) foldedDomains.clear();
  foldedDomains.set(domain, folded);
  return folded;
}

/** UTS 46 to ASCII, lower case, without the root's dot; '' where it is no domain. */
function domainInAscii(domain: string): string {
  // Node reads it as a part of an address on the web, and would drop what comes behind these.
  if (/[\s\p{C}/\\?#%:@]/u.test(domain)) return '';
  return domainToASCII(domain).replace(/\.$/, '');
}

function canonicalAddress(local: string, domain: string): string {
  const provider = Object.hasOwn(PROVIDERS, domain) ? PROVIDERS[domain] : undefined;
  if (!provider) return `${local}@${domain}`;
  const [name = ''] = local.split('+', 1);
  const mailbox = provider.ignoresDots ? name.replaceAll('.', '') : name;
  // "+news@gmail.com" has no name to cut down to; it stays what it is.
  // Letters that a dot kept apart may compose now.
  return `${(mailbox || local).normalize('NFC')}@${provider.domain ?? domain}`;
}
