import { AUTOMATIC_HEADERS, renderTestEmail } from './email.ts';
import { type MailError, toFailure } from './mail-error.ts';
import type { MailFailure } from './mail-health.ts';
import { redactReply } from './reply.ts';
import type { Transport } from './transport.ts';

/** What the mail server said about a test email. */
export type TestResult = { reply: string } | { failure: MailFailure };

/** Sends a test to somebody who asked for it, right away and without the outbox. */
export async function sendTestEmail(
  transport: Transport,
  from: string,
  to: string,
  lang: string | undefined,
  now: number,
): Promise<TestResult> {
  try {
    const { response } = await transport.sendMail({
      from,
      to: { name: '', address: to },
      ...renderTestEmail(lang),
      headers: AUTOMATIC_HEADERS,
    });
    return { reply: redactReply(response, to) };
  } catch (error) {
    return { failure: toFailure(error as MailError, to, now) };
  }
}
