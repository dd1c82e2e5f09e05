import type { SendMailOptions } from 'nodemailer';
import { padMessage } from './padding.ts';

/** How many letters are handed over at once. */
export const MAX_CONNECTIONS = 5;
/** Of milliseconds: a mail server that takes longer for a step is tried again later. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** A letter as it is handed to the mail server. */
export interface Mail extends SendMailOptions {
  from: string;
  to: { name: string; address: string };
}

export interface Transport {
  /** Resolves once the mail server has taken it. */
  sendMail(mail: Mail): Promise<unknown>;
  /** Rejects where the mail server can't be reached or doesn't let us in. */
  verify(): Promise<unknown>;
  close(): void;
}

/** A pool of connections to the mail server that `url` names. */
export async function createMailTransport(url: string): Promise<Transport> {
  // Only where there is a mail server: loading it takes longer than most commands do.
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
      // A letter is made of our own words: nothing in it may name a file or an address to be read.
      const safe = { ...mail, disableFileAccess: true, disableUrlAccess: true, newline: 'windows' as const };
      const message = new MailComposer(safe).compile();
      return pool.sendMail({ envelope: message.getEnvelope(), raw: padMessage(await message.build()) });
    },
    verify: () => pool.verify(),
    close: () => pool.close(),
  };
}
