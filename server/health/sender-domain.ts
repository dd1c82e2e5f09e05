import { Resolver } from 'node:dns/promises';
import type { Config, Secrets } from '../config/config.ts';
import { SECOND_MS } from '../lib/time.ts';
import { dkimKeyOf, dkimRecord, senderDomain } from '../mail/dkim.ts';
import { connectionSecurity } from '../mail/transport.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Looks up the texts at a name in DNS, each in parts. */
export type TextResolver = Pick<Resolver, 'resolveTxt'>;

const TIMEOUT_MS = 2 * SECOND_MS;
const TRIES = 2;

/** What receivers look up to find out whether emails may come from a domain. */
interface SenderChecks {
  findings: Finding[];
  /** Names of the kinds of records that are there. */
  found: string[];
}

/**
 * Whether DNS says that emails from `MAIL_FROM` may be sent by the mail server. Nothing without a mail server, or for a domain
 * without DNS, such as localhost.
 */
export async function checkSenderDomain(
  config: Pick<Config, 'mailFrom' | 'publicUrl'>,
  secrets: Pick<Secrets, 'smtpUrl' | 'dkim'>,
  resolver: TextResolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES }),
): Promise<Finding[]> {
  const domain = senderDomain(config.mailFrom);
  if (!secrets.smtpUrl || !/\.(?!localhost$)[a-z][a-z0-9-]*$/.test(domain)) return [];
  const texts = new DomainTexts(resolver);
  const checks: SenderChecks = { findings: [], found: [] };
  try {
    checkSpf(checks, await texts.at(domain), domain, sendingHost(config, secrets.smtpUrl));
    await checkDkim(checks, texts, config, secrets);
    await checkDmarc(checks, texts, domain);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    checks.findings.push(warning('mail-dns-unknown', { domain, error: code }));
  }
  const { found, findings } = checks;
  return found.length > 0 ? [ok('mail-dns-found', { domain, records: found }), ...findings] : findings;
}

class DomainTexts {
  readonly #resolver: TextResolver;

  constructor(resolver: TextResolver) {
    this.#resolver = resolver;
  }

  /** @throws if the answer isn't known */
  async at(name: string): Promise<string[]> {
    try {
      const records = await this.#resolver.resolveTxt(name);
      return records.map((parts) => parts.join(''));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
      throw cause;
    }
  }
}

/** The machine that delivers emails, as far as this server knows. */
function sendingHost({ publicUrl }: Pick<Config, 'publicUrl'>, smtpUrl: string): string {
  const { hostname } = new URL(connectionSecurity(smtpUrl).isLoopback ? publicUrl : smtpUrl);
  return hostname;
}

function checkSpf(
  { findings, found }: SenderChecks,
  texts: readonly string[],
  domain: string,
  host: string,
): void {
  const records = texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
  if (records.length === 0) {
    findings.push(warning('mail-spf-missing', { domain, record: `v=spf1 a:${host} ~all` }));
  } else if (records.length > 1) {
    findings.push(warning('mail-spf-many', { domain, count: records.length }));
  } else found.push('SPF');
}

async function checkDkim(
  { findings, found }: SenderChecks,
  texts: DomainTexts,
  config: Pick<Config, 'mailFrom'>,
  secrets: Pick<Secrets, 'dkim'>,
): Promise<void> {
  const key = dkimKeyOf(config, secrets);
  if (!key) {
    findings.push(ok('mail-dkim-unset'));
    return;
  }
  const record = dkimRecord(key);
  const published = (await texts.at(record.name)).map(publicKeyIn);
  if (published.includes(publicKeyIn(record.value))) found.push('DKIM');
  else findings.push(warning('mail-dkim-missing', record));
}

/** The public key in a record for DKIM. Empty if there is none. */
function publicKeyIn(record: string): string {
  const [, key = ''] = /(?:^|;)\s*p\s*=([^;]*)/.exec(record) ?? [];
  return key.replace(/\s+/g, '');
}

/** A domain without a record of its own has that of a domain above it. */
async function checkDmarc(
  { findings, found }: SenderChecks,
  texts: DomainTexts,
  domain: string,
): Promise<void> {
  const labels = domain.split('.');
  for (let skipped = 0; skipped < labels.length - 1; skipped++) {
    const records = await texts.at(`_dmarc.${labels.slice(skipped).join('.')}`);
    if (records.some((text) => /^v=DMARC1\s*(?:;|$)/i.test(text))) {
      found.push('DMARC');
      return;
    }
  }
  findings.push(warning('mail-dmarc-missing', { name: `_dmarc.${domain}`, record: 'v=DMARC1; p=none' }));
}
