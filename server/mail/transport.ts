/** How many letters are handed over at once. */
export const CONNECTIONS = 5;
/** Of milliseconds: a mail server that takes longer for a step is tried again later. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

export type Transport = Awaited<ReturnType<typeof connectMail>>;

/** A pool of connections to the mail server that `url` names. */
export async function connectMail(url: string) {
  // Only where there is a mail server: loading it takes longer than most commands do.
  const { createTransport } = await import('nodemailer');
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
