import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import pino from 'pino';
import { startMailServer } from '../../demo/mail-server.ts';
import type { AppContext } from '../../server/context.ts';
import { Mailer, type MailerOptions } from '../../server/mail/mailer.ts';
import { createMailTransport } from '../../server/mail/transport.ts';
import { ANA, PUBLIC_URL, type StartOptions, start } from './server.ts';

/** Of a letter's link. */
export const pathOf = (url: string) => url.slice(PUBLIC_URL.length);

/** A mailer whose clock a test sets. */
export async function clockedPostman(
  t: TestContext,
  { storage, petitions, tokens, requestCipher }: AppContext,
  mailUrl: string,
  clock: () => number,
  { grace = 5_000, more = {} as Partial<MailerOptions> } = {},
): Promise<Mailer> {
  const transport = await createMailTransport(mailUrl);
  t.after(() => transport.close());
  const office: MailerOptions = {
    storage,
    petitions,
    tokens,
    requestCipher,
    transport,
    from: 'petitions@example.org',
    publicUrl: PUBLIC_URL,
    mailServer: new URL(mailUrl).host,
    isBusy: () => false,
    log: pino({ enabled: false }),
    ...more,
  };
  return new Mailer(office, clock, grace);
}

/** A server that asks for confirmation, and the mail server it hands its letters to. */
export async function startWithLetters(t: TestContext, usual: string, options: StartOptions = {}) {
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const server = await start(t, { ...options, smtpUrl: mail.url });
  const mailer = server.context.mailer!;
  /** Signs, and gives the letter that comes of it. */
  const signAndGetLetter = async (signature: object = ANA, slug = usual) => {
    const response = await server.sign(slug, signature);
    assert.equal(response.status, 202, await response.clone().text());
    await mailer.deliver();
    return mail.letters.at(-1)!;
  };
  const press = (url: string) => server.app.request(pathOf(url), { method: 'POST' });
  /** Signs and confirms. */
  const signForGood = async (signature: object = ANA, slug = usual) => {
    const letter = await signAndGetLetter(signature, slug);
    assert.equal((await press(letter.links.confirm!)).status, 200);
    return letter;
  };
  return { ...server, mail, mailer, signAndGetLetter, press, signForGood };
}
