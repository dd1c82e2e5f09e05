import { CANONICAL_RULES_VERSION, type CanonicalRules, canonicalAddress } from './canonical-rules.ts';
import { areCharactersKnown, domainToAscii } from './pinned-unicode.ts';

interface EmailAddress {
  /** As typed (NFC), for sending only. */
  address: string;
  /** Shared by all spellings of one mailbox, for de-duplication only. Never sent to. */
  canonical: string;
}

/** No white space, control characters, or specials of RFC 5322: quoted local parts are not accepted. */
const LOCAL_PART = /^[^\s\p{Cc}\p{Cf}\p{Co}\p{Cs}"(),:;<>@[\\\]]+$/u;
/** At least two labels, the last one not a number: `localhost` and `127.0.0.1` receive no email. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$|0x)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Parses an email address as typed. Returns null if it isn't one, and never throws.
 *
 * @param rules those of the petition
 */
export function parseEmailAddress(
  typed: string,
  rules: CanonicalRules = CANONICAL_RULES_VERSION,
): EmailAddress | null {
  const trimmed = typed.trim();
  // Before anything is normalized by tables of the runtime.
  if (!areCharactersKnown(trimmed)) return null;
  const address = trimmed.normalize('NFC');
  // Before case and Unicode normalization, which could turn a full-width "＠" in the local part into another "@".
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const typedLocal = address.slice(0, at);
  // For ASCII, lowercasing is all the normalization there is.
  const local = ASCII.test(typedLocal) ? typedLocal.toLowerCase() : foldLocalPart(typedLocal, rules);
  const domain = normalizeDomain(address.slice(at + 1), rules);
  if (!LOCAL_PART.test(local) || Buffer.byteLength(local) > 64 || !DOMAIN.test(domain)) return null;
  return { address, canonical: canonicalAddress(rules, local, domain) };
}

function foldLocalPart(local: string, rules: CanonicalRules): string {
  const lowercase = local.normalize('NFKC').toLowerCase();
  // Lowercasing writes a sigma at the end of a word differently, and what follows decides whether the word ends.
  return (rules === 1 ? lowercase : lowercase.replaceAll('ς', 'σ')).normalize('NFC');
}

const ASCII = /^[ -~]*$/;

/** Most people's addresses are at a few domains, so results are cached. */
const MAX_CACHED_DOMAINS = 1_000;
const normalizedDomains = new Map<string, string>();

function normalizeDomain(domain: string, rules: CanonicalRules): string {
  const key = `${rules} ${domain}`;
  const cached = normalizedDomains.get(key);
  if (cached !== undefined) return cached;
  const normalized = toAsciiDomain(domain, rules);
  if (normalizedDomains.size >= MAX_CACHED_DOMAINS) normalizedDomains.clear();
  normalizedDomains.set(key, normalized);
  return normalized;
}

/** UTS 46 ToASCII, in lower case, without the trailing dot. Returns '' if it isn't a domain. */
function toAsciiDomain(domain: string, rules: CanonicalRules): string {
  // Version 1 was the tables of Node 20, in which a capital sharp s was still two letters.
  const typed = rules === 1 ? domain.replaceAll('ẞ', 'ss') : domain;
  return domainToAscii(typed).replace(/\.$/, '');
}
