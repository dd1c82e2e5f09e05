import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A letter as it arrived. */
export interface Arrived {
  to: string;
  from: string;
  /** As it came over the wire. */
  source: string;
  mail: Email;
  /** The addresses in it, by what stands before their token: `confirm`, `withdraw`. */
  links: Record<string, string>;
}

export interface MailServer {
  url: string;
  letters: Arrived[];
  /** What the next letters are answered with instead of being taken; null takes them. */
  refuse: { code: number; at: 'recipient' | 'data' } | null;
  /** How long it takes to accept a letter, in milliseconds. */
  slowness: number;
  /** How many tries were refused. */
  refused: number;
  stop(): Promise<void>;
}

/** A real SMTP server that keeps what it is given. */
export async function startMailServer(port = 0): Promise<MailServer> {
  // With the address in it, as mail servers have it.
  const refusal = (code: number, to: string) =>
    Object.assign(new Error(`<${to}>: not now, says the mail server`), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    // Those who keep their connection open are not waited for.
    closeTimeout: 50,
    onRcptTo({ address }, _session, done) {
      if (mail.refuse?.at !== 'recipient') return done();
      mail.refused += 1;
      done(refusal(mail.refuse.code, address));
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      buffer(stream).then(async (source) => {
        if (mail.slowness > 0) {
          // Nobody waits for it once the server is stopped.
          await new Promise((resolve) => setTimeout(resolve, mail.slowness).unref());
        }
        if (mail.refuse?.at === 'data') {
          mail.refused += 1;
          return done(refusal(mail.refuse.code, rcptTo[0]?.address ?? ''));
        }
        const email = await PostalMime.parse(source);
        mail.letters.push({
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
    letters: [],
    refuse: null,
    slowness: 0,
    refused: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mail;
}
