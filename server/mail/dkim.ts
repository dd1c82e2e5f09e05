import { createPublicKey } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Config, Secrets } from '../config/config.ts';

/** Signs emails in the name of the sender's domain. */
export interface DkimKey {
  /** The domain of `MAIL_FROM`. DMARC counts no signature of another domain. */
  domain: string;
  selector: string;
  /** RSA, in PEM format. */
  privateKey: string;
}

/** A record in DNS. */
export interface TextRecord {
  name: string;
  value: string;
}

/** The domain that an email is from, in ASCII and lower case. */
export function senderDomain(mailFrom: string): string {
  const [, domain = ''] = /@([^\s<>@]+)>?\s*$/.exec(mailFrom) ?? [];
  return domainToASCII(domain);
}

/** The key that is configured, for the domain of the sender. */
export function dkimKeyOf(
  { mailFrom }: Pick<Config, 'mailFrom'>,
  { dkim }: Pick<Secrets, 'dkim'>,
): DkimKey | undefined {
  return dkim && { domain: senderDomain(mailFrom), ...dkim };
}

/** The record with which receivers check signatures. */
export function dkimRecord({ domain, selector, privateKey }: DkimKey): TextRecord {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    name: `${selector}._domainkey.${domain}`,
    value: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
  };
}
