import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** An email as received. */
export interface ReceivedEmail {
  to: string;
  from: string;
  /** Raw source. */
  source: string;
  /** Parsed source. */
  mail: Email;
  /** URLs of the links by purpose: `confirm`, `withdraw`, `unsubscribe`. */
  links: Record<string, string>;
}

export interface MailServer {
  url: string;
  /** Accepted emails, oldest first. */
  emails: ReceivedEmail[];
  /**
   * How to reject the emails that follow, or those to one address. Null accepts them. `status` is an enhanced status code,
   * like 5.1.1.
   */
  reject: { code: number; status?: string; at: 'sender' | 'recipient' | 'data'; to?: string } | null;
  /** Delay before accepting an email. */
  delayMs: number;
  /** Number of emails that wait for the end of their delay. */
  delayed: number;
  /** Number of rejected attempts. */
  rejected: number;
  stop(): Promise<void>;
}

/**
 * Starts a real SMTP server that keeps every email it accepts.
 *
 * @param offersTls offers STARTTLS, with a certificate that nobody trusts
 */
export async function startMailServer(port = 0, { offersTls = false } = {}): Promise<MailServer> {
  // Real mail servers repeat the address in their responses.
  const rejection = ({ code, status }: NonNullable<MailServer['reject']>, to: string) =>
    Object.assign(new Error(`${status ? `${status} ` : ''}<${to}>: Recipient rejected`), {
      responseCode: code,
    });
  const isRejected = (address = '') => mail.reject?.to === undefined || mail.reject.to === address;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: offersTls ? [] : ['STARTTLS'],
    // Don't wait for clients that keep their connection open.
    closeTimeout: 50,
    onMailFrom({ address }, _session, done) {
      if (mail.reject?.at !== 'sender') return done();
      mail.rejected += 1;
      done(rejection(mail.reject, address));
    },
    onRcptTo({ address }, _session, done) {
      if (mail.reject?.at !== 'recipient' || !isRejected(address)) return done();
      mail.rejected += 1;
      done(rejection(mail.reject, address));
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      buffer(stream).then(async (source) => {
        if (mail.delayMs > 0) {
          mail.delayed += 1;
          // Unreferenced: a stopped server must not keep the process alive.
          await new Promise((resolve) => setTimeout(resolve, mail.delayMs).unref());
          mail.delayed -= 1;
        }
        if (mail.reject?.at === 'data' && isRejected(rcptTo[0]?.address)) {
          mail.rejected += 1;
          return done(rejection(mail.reject, rcptTo[0]?.address ?? ''));
        }
        const email = await PostalMime.parse(source);
        mail.emails.push({
          to: rcptTo[0]?.address ?? '',
          from: mailFrom ? mailFrom.address : '',
          source: source.toString('latin1'),
          mail: email,
          links: Object.fromEntries(
            [...(email.text ?? '').matchAll(/https?:\/\/\S+\/(confirm|withdraw|unsubscribe)\/\S+/g)].map(
              ([url, name]) => [name, url],
            ),
          ),
        });
        done();
      }, done);
    },
  });
  // Clients that disconnect early.
  server.on('error', () => {});
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${address.port}`,
    emails: [],
    reject: null,
    delayMs: 0,
    delayed: 0,
    rejected: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mail;
}
