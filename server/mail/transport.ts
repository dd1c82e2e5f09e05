import type { SendMailOptions } from 'nodemailer';
import { padMessage } from './padding.ts';

/** How many emails are sent at the same time. */
export const MAX_CONNECTIONS = 5;
/** In ms. A mail server that takes longer for a step is tried again later. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** An email as it is passed to the mail server. */
export interface Mail extends SendMailOptions {
  from: string;
  to: { name: string; address: string };
}

export interface Transport {
  /** Resolves once the mail server has accepted the email. */
  sendMail(mail: Mail): Promise<unknown>;
  /** Rejects if the mail server can't be reached or rejects the credentials. */
  verify(): Promise<unknown>;
  close(): void;
}

/** Creates a pool of connections to the mail server at `url`. */
export async function createMailTransport(url: string): Promise<Transport> {
  // Loaded on demand: loading nodemailer takes longer than most commands do.
  const { createTransport } = await import('nodemailer');
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const options = {
    pool: true as const,
    maxConnections: MAX_CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  };
  const pool = createTransport({ ...options, ...TIMEOUTS, url });
  return {
    async sendMail(mail) {
      // An email contains only our own text. Nothing in it may name a file or URL for nodemailer to read.
      const safe = { ...mail, disableFileAccess: true, disableUrlAccess: true, newline: 'windows' as const };
      const message = new MailComposer(safe).compile();
      return pool.sendMail({ envelope: message.getEnvelope(), raw: padMessage(await message.build()) });
    },
    verify: () => pool.verify(),
    close: () => pool.close(),
  };
}
