import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import pino from 'pino';
import { startMailServer } from '../../demo/mail-server.ts';
import type { Context } from '../../server/context.ts';
import { Postman, type PostOffice } from '../../server/mail/mailer.ts';
import { connectMail } from '../../server/mail/transport.ts';
import { ANA, PUBLIC_URL, type StartOptions, start } from './server.ts';

/** Of a letter's link. */
export const pathOf = (url: string) => url.slice(PUBLIC_URL.length);

/** A postman whose clock a test sets. */
export async function clockedPostman(
  t: TestContext,
  { storage, catalogue, tokens, requestSeal }: Context,
  mailUrl: string,
  clock: () => number,
  { grace = 5_000, more = {} as Partial<PostOffice> } = {},
): Promise<Postman> {
  const transport = await connectMail(mailUrl);
  t.after(() => transport.close());
  const office: PostOffice = {
    storage,
    catalogue,
    tokens,
    requestSeal,
    transport,
    from: 'petitions@example.org',
    publicUrl: PUBLIC_URL,
    mailServer: new URL(mailUrl).host,
    busy: () => false,
    log: pino({ enabled: false }),
    ...more,
  };
  return new Postman(office, clock, grace);
}

/** A server that asks for confirmation, and the mail server it hands its letters to. */
export async function startWithLetters(t: TestContext, usual: string, options: StartOptions = {}) {
  const mail = await startMailServer();
  t.after(() => mail.stop());
  const server = await start(t, { ...options, smtpUrl: mail.url });
  const postman = server.context.postman!;
  /** Signs, and gives the letter that comes of it. */
  const signAndGetLetter = async (signature: object = ANA, slug = usual) => {
    const response = await server.sign(slug, signature);
    assert.equal(response.status, 202, await response.clone().text());
    await postman.deliver();
    return mail.letters.at(-1)!;
  };
  const press = (url: string) => server.app.request(pathOf(url), { method: 'POST' });
  /** Signs and confirms. */
  const signForGood = async (signature: object = ANA, slug = usual) => {
    const letter = await signAndGetLetter(signature, slug);
    assert.equal((await press(letter.links.confirm!)).status, 200);
    return letter;
  };
  return { ...server, mail, postman, signAndGetLetter, press, signForGood };
}
