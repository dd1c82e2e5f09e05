import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** An email as it arrived. */
export interface ReceivedEmail {
  to: string;
  from: string;
  /** Raw source as received. */
  source: string;
  mail: Email;
  /** Links in it by the word before their token: `confirm`, `withdraw`. */
  links: Record<string, string>;
}

export interface MailServer {
  url: string;
  emails: ReceivedEmail[];
  /** How to reject the next emails; null accepts them. */
  reject: { code: number; at: 'recipient' | 'data' } | null;
  /** Delay before accepting an email. */
  delayMs: number;
  /** Number of rejected attempts. */
  rejected: number;
  stop(): Promise<void>;
}

/** A real SMTP server that keeps every email it receives. */
export async function startMailServer(port = 0): Promise<MailServer> {
  // Real mail servers repeat the address in their responses.
  const refusal = (code: number, to: string) =>
    Object.assign(new Error(`<${to}>: not now, says the mail server`), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    // Don't wait for clients that keep their connection open.
    closeTimeout: 50,
    onRcptTo({ address }, _session, done) {
      if (mail.reject?.at !== 'recipient') return done();
      mail.rejected += 1;
      done(refusal(mail.reject.code, address));
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      buffer(stream).then(async (source) => {
        if (mail.delayMs > 0) {
          // Unreferenced: a stopped server must not keep the process alive.
          await new Promise((resolve) => setTimeout(resolve, mail.delayMs).unref());
        }
        if (mail.reject?.at === 'data') {
          mail.rejected += 1;
          return done(refusal(mail.reject.code, rcptTo[0]?.address ?? ''));
        }
        const email = await PostalMime.parse(source);
        mail.emails.push({
          to: rcptTo[0]?.address ?? '',
          from: mailFrom ? mailFrom.address : '',
          source: source.toString('latin1'),
          mail: email,
          links: Object.fromEntries(
            [...(email.text ?? '').matchAll(/https?:\/\/\S+\/(confirm|withdraw)\/\S+/g)].map(
              ([url, name]) => [name, url],
            ),
          ),
        });
        done();
      }, done);
    },
  });
  server.on('error', () => {});
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${address.port}`,
    emails: [],
    reject: null,
    delayMs: 0,
    rejected: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mail;
}
