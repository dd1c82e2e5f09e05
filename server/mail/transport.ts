import { once } from 'node:events';
import { TLSSocket } from 'node:tls';
import type { SendMailOptions } from 'nodemailer';
import type { DkimKey } from './dkim.ts';
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
  /** Resolves once the mail server has accepted the email, with its reply. */
  sendMail(mail: Mail): Promise<{ response: string }>;
  /** Connects once more, and resolves with the version of TLS, like `TLSv1.3`. Null without TLS. */
  readTlsVersion(): Promise<string | null>;
  /** Rejects if the mail server can't be reached, has no TLS although it is required, or rejects the credentials. */
  verify(): Promise<unknown>;
  close(): void;
}

/**
 * Creates a pool of connections to the mail server at `url`.
 *
 * @param dkim signs every email. Without it, that is left to the mail server
 */
export async function createMailTransport(url: string, dkim?: DkimKey): Promise<Transport> {
  // Loaded on demand: loading nodemailer takes longer than most commands do.
  const { createTransport } = await import('nodemailer');
  const options = {
    requireTLS: connectionSecurity(url).tls === 'required',
    pool: true as const,
    maxConnections: MAX_CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  };
  const pool = createTransport({ ...options, ...TIMEOUTS, url: withoutTlsOptions(url) });
  const composer = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    // An email contains only our own text. Nothing in it may name a file or URL for nodemailer to read.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && {
      dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey },
    }),
  });
  return {
    async sendMail(mail) {
      const { envelope, message } = await composer.sendMail(mail);
      return pool.sendMail({
        envelope,
        // After signing, so that signed emails have one length, too.
        raw: padMessage(message as Buffer),
        // Bounces would collect signers' addresses in the mailbox of MAIL_FROM.
        dsn: { notify: 'never' },
      });
    },
    async readTlsVersion() {
      const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
      const connection = new SMTPConnection(pool.options);
      try {
        connection.connect();
        await once(connection, 'connect');
        const { _socket: socket } = connection;
        return socket instanceof TLSSocket ? socket.getProtocol() : null;
      } finally {
        connection.quit();
      }
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
