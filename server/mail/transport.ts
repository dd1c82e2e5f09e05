import { createTransport } from 'nodemailer';

/** How many letters are handed over at once. */
export const CONNECTIONS = 5;
/** Of milliseconds: a mail server that takes longer for a step is tried again later. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

export type Transport = ReturnType<typeof connectMail>;

/** A pool of connections to the mail server that `url` names. */
export function connectMail(url: string) {
  const options = { pool: true as const, maxConnections: CONNECTIONS, maxMessages: Number.POSITIVE_INFINITY };
  return createTransport({
    ...options,
    ...PATIENCE,
    url,
    // A letter is made of our own words: nothing in it may name a file or an address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
