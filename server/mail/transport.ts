import type { SendMailOptions } from 'nodemailer';
import { padMessage } from './padding.ts';

/** How many emails are sent at the same time. */
export const MAX_CONNECTIONS = 5;
/** In ms. A mail server that takes longer for a step is tried again later. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** How the connection to the mail server is encrypted. */
interface ConnectionSecurity {
  /** `if-offered` sends in plain text if the mail server, or someone in between, offers no STARTTLS. */
  tls: 'implicit' | 'required' | 'if-offered';
  /** Whether the mail server is on this machine, so that nothing travels through a network. */
  isLoopback: boolean;
  checksCertificate: boolean;
}

/**
 * What a mail server's URL says about TLS. STARTTLS is required by default: anyone who controls the network can remove the
 * offer, and would read the password, the addresses, and links that work.
 */
export function connectionSecurity(url: string): ConnectionSecurity {
  const { protocol, hostname, searchParams } = new URL(url);
  const isLoopback = LOOPBACK.test(hostname);
  const isOptional = isLoopback || searchParams.get('requireTLS') === 'false';
  return {
    tls: protocol === 'smtps:' ? 'implicit' : isOptional ? 'if-offered' : 'required',
    isLoopback,
    checksCertificate: searchParams.get('tls.rejectUnauthorized') !== 'false',
  };
}

const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/** An email as it is passed to the mail server. */
export interface Mail extends SendMailOptions {
  from: string;
  to: { name: string; address: string };
}

export interface Transport {
  /** Resolves once the mail server has accepted the email. */
  sendMail(mail: Mail): Promise<unknown>;
  /** Rejects if the mail server can't be reached, has no TLS although it is required, or rejects the credentials. */
  verify(): Promise<unknown>;
  close(): void;
}

/** Creates a pool of connections to the mail server at `url`. */
export async function createMailTransport(url: string): Promise<Transport> {
  // Loaded on demand: loading nodemailer takes longer than most commands do.
  const { createTransport } = await import('nodemailer');
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const options = {
    requireTLS: connectionSecurity(url).tls === 'required',
    pool: true as const,
    maxConnections: MAX_CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  };
  const pool = createTransport({ ...options, ...TIMEOUTS, url: withoutTlsOptions(url) });
  return {
    async sendMail(mail) {
      // An email contains only our own text. Nothing in it may name a file or URL for nodemailer to read.
      const safe = { ...mail, disableFileAccess: true, disableUrlAccess: true, newline: 'windows' as const };
      const message = new MailComposer(safe).compile();
      return pool.sendMail({
        envelope: message.getEnvelope(),
        raw: padMessage(await message.build()),
        // Bounces would collect signers' addresses in the mailbox of MAIL_FROM.
        dsn: { notify: 'never' },
      });
    },
    verify: () => pool.verify(),
    close: () => pool.close(),
  };
}

/** nodemailer would let these parameters override the options, and reads their values differently. */
function withoutTlsOptions(url: string): string {
  const rest = new URL(url);
  for (const name of ['requireTLS', 'ignoreTLS', 'opportunisticTLS']) rest.searchParams.delete(name);
  return rest.href;
}
