import { domainToASCII } from 'node:url';

interface EmailAddress {
  /** As typed (NFC), for sending only. */
  address: string;
  /** Shared by all spellings of one mailbox, for de-duplication only. Never sent to. */
  canonical: string;
}

/** Increased whenever a rule below changes. A petition keeps the rules it was created with. */
export const CANONICAL_RULES_VERSION = 1;

interface Provider {
  /** The domain that this one is an alias of. */
  domain?: string;
  ignoresDots?: true;
}

/**
 * Providers that deliver `name+anything` to `name`, by exact domain. Any other domain may give each spelling
 * to a different person, so its addresses are left as they are.
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

/** No white space, control characters, or specials of RFC 5322: quoted local parts are not accepted. */
const LOCAL_PART = /^[^\s\p{C}"(),:;<>@[\\\]]+$/u;
/** At least two labels, the last one not a number: `localhost` and `127.0.0.1` receive no email. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Parses an email address as typed. Returns null if it isn't one, and never throws. */
export function parseEmailAddress(typed: string): EmailAddress | null {
  const address = typed.trim().normalize('NFC');
  // Before case and Unicode normalization, which could turn a full-width "＠" in the local part into another "@".
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const typedLocal = address.slice(0, at);
  // For ASCII, lowercasing is all the normalization there is.
  const local = ASCII.test(typedLocal) ? typedLocal.toLowerCase() : normalizeLocalPart(typedLocal);
  const domain = normalizeDomain(address.slice(at + 1));
  if (!LOCAL_PART.test(local) || Buffer.byteLength(local) > 64 || !DOMAIN.test(domain)) return null;
  return { address, canonical: canonicalAddress(local, domain) };
}

function normalizeLocalPart(local: string): string {
  return local.normalize('NFKC').toLowerCase().normalize('NFC');
}

const ASCII = /^[ -~]*$/;

/** Most people's addresses are at a few domains, so results are cached. */
const MAX_CACHED_DOMAINS = 1_000;
const normalizedDomains = new Map<string, string>();

function normalizeDomain(domain: string): string {
  const cached = normalizedDomains.get(domain);
  if (cached !== undefined) return cached;
  const normalized = toAsciiDomain(domain);
  if (normalizedDomains.size >= MAX_CACHED_DOMAINS) normalizedDomains.clear();
  normalizedDomains.set(domain, normalized);
  return normalized;
}

/** UTS 46 ToASCII, in lower case, without the trailing dot. Returns '' if it isn't a domain. */
function toAsciiDomain(domain: string): string {
  // Node parses the domain as part of a URL, and would drop what follows these characters.
  if (/[\s\p{C}/\\?#%:@]/u.test(domain)) return '';
  return domainToASCII(domain).replace(/\.$/, '');
}

function canonicalAddress(local: string, domain: string): string {
  const provider = Object.hasOwn(PROVIDERS, domain) ? PROVIDERS[domain] : undefined;
  if (!provider) return `${local}@${domain}`;
  const [name = ''] = local.split('+', 1);
  const mailbox = provider.ignoresDots ? name.replaceAll('.', '') : name;
  // "+news@gmail.com" has no name before the tag, and stays as it is. Characters that a dot separated may now
  // compose.
  return `${(mailbox || local).normalize('NFC')}@${provider.domain ?? domain}`;
}
