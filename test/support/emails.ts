import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import pino from 'pino';
import { startMailServer } from '../../demo/mail-server.ts';
import type { AppContext } from '../../server/context.ts';
import { FloodLimiter } from '../../server/mail/flood-limiter.ts';
import { Mailer, type MailerOptions } from '../../server/mail/mailer.ts';
import { createMailTransport } from '../../server/mail/transport.ts';
import { BouncedAddresses } from '../../server/signatures/bounced-addresses.ts';
import { StoppedAddresses } from '../../server/signatures/stopped-addresses.ts';
import { FORM, form, PERSON, PUBLIC_URL, SECRET, type StartOptions, start } from './server.ts';

/** Path and query of a link in an email. */
export const pathOf = (url: string) => url.slice(PUBLIC_URL.length);

/** The text of an email without its links: random characters spell any short word now and then. */
export const withoutLinks = (body: string) => body.replaceAll(/https?:[^\s"<]+/g, '');

/** Sends the form of an email link's page, with its box checked. */
export const PRESS = { method: 'POST', headers: FORM, body: form({ sure: 'yes' }) };

/** Creates a mailer with a clock that the test sets. */
export async function createTestMailer(
  t: TestContext,
  { config, storage, petitions, tokens, requestCipher }: AppContext,
  mailUrl: string,
  now: () => number,
  { shutdownTimeoutMs = 5_000, options = {} as Partial<MailerOptions> } = {},
): Promise<Mailer> {
  const transport = await createMailTransport(mailUrl);
  t.after(() => transport.close());
  const mailerOptions: MailerOptions = {
    storage,
    petitions,
    tokens,
    requestCipher,
    stoppedAddresses: new StoppedAddresses(Buffer.from(SECRET)),
    bouncedAddresses: new BouncedAddresses(Buffer.from(SECRET)),
    floodLimiter: new FloodLimiter(config.limits, now),
    transport,
    from: 'petitions@example.org',
    publicUrl: PUBLIC_URL,
    mailServer: new URL(mailUrl).host,
    isBusy: () => false,
    log: pino({ enabled: false }),
    ...options,
  };
  return new Mailer(mailerOptions, now, shutdownTimeoutMs);
}

/** Starts a server that requires confirmation, and the mail server that it sends through. */
export async function startWithEmail(t: TestContext, defaultSlug: string, options: StartOptions = {}) {
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const server = await start(t, { ...options, smtpUrl: mail.url });
  const mailer = server.context.mailer!;
  /** Signs, and returns the email that arrives. */
  const signAndGetEmail = async (signature: object = PERSON, slug = defaultSlug) => {
    const response = await server.sign(slug, signature);
    assert.equal(response.status, 202, await response.clone().text());
    await mailer.deliver();
    return mail.emails.at(-1)!;
  };
  const pressButton = (url: string) => server.app.request(pathOf(url), PRESS);
  /** Sends the form of a confirm link's page. */
  const confirmWith = (url: string, fields: Record<string, string>) =>
    server.post(pathOf(url), form({ sure: 'yes', ...fields }), FORM);
  /** Signs and confirms, with the same boxes again. */
  const signAndConfirm = async (signature: object = PERSON, slug = defaultSlug) => {
    const email = await signAndGetEmail(signature, slug);
    const boxes = Object.entries(signature).filter(([, value]) => value === true);
    const checked = Object.fromEntries(boxes.map(([name]) => [name, 'true']));
    assert.equal((await confirmWith(email.links.confirm!, checked)).status, 200);
    return email;
  };
  return { ...server, mail, mailer, signAndGetEmail, pressButton, confirmWith, signAndConfirm };
}
